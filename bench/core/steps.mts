import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { Change } from '../../core/contracts/change.ts';
import type { PreparedProfile } from '../../core/contracts/preparedProfile.ts';
import type { Subscription } from '../../core/callback/relevance.ts';
import type { SignatureClaim } from '../../core/callback/signature/verify.ts';
import type { FilterDecision } from '../../core/filter/filter.ts';
import type { Outgoing } from '../../core/activate/outgoing.ts';
import { shipped } from './shipped.mts';

const { interpret, examineSignature, verifyClaim } = shipped;
const { readChange, preparedProfileSchema, compileNormaliser, readNormaliseSettings } = shipped;
const { applyFilter, compileFilter, readFilterSettings } = shipped;
const { planBatches, planSync, holdBack, queueOf } = shipped;

/** A signed call, made by hand so that the sender's work is not part of a measurement. */
export type Call = { headers: Record<string, string>; body: Buffer };

const URL_TEXT = 'https://n8n.example.com/webhook/abc/webhook';
const target = new URL(URL_TEXT).pathname;
const covered = ['(request-target)', 'host', 'date', 'digest', 'x-nonce', 'x-copernica-id'];
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Signs a body as Copernica does (docs/vendors/copernica.md#2-signatures). */
export function signedCall(body: Buffer, key: KeyObject = pair.privateKey): Call {
	const headers: Record<string, string> = {
		host: new URL(URL_TEXT).host,
		date: new Date().toUTCString(),
		digest: `SHA-256=${createHash('sha256').update(body).digest('base64')}`,
		'x-nonce': randomBytes(16).toString('hex'),
		'x-copernica-id': 'account_12345',
		'content-type': 'application/json',
	};
	const text = covered
		.map((name) => `${name}: ${name === '(request-target)' ? `post ${target}` : headers[name]}`)
		.join('\n');
	const proof = sign('sha256', Buffer.from(text, 'latin1'), key).toString('base64');
	headers.signature = `keyId="one._domainkey.copernica.com",algorithm="rsa-sha256",headers="${covered.join(' ')}",signature="${proof}"`;
	return { headers, body };
}

/** All of the proof but the RSA check. */
export function examine({ headers, body }: Call): SignatureClaim {
	const outcome = examineSignature(
		{ method: 'POST', target, headers, body },
		{ url: new URL(URL_TEXT), accountId: '12345', maxAgeSeconds: 3600, now: Date.now() },
	);
	if (!outcome.ok) throw new Error(outcome.code);
	return outcome.claim;
}

/** The RSA check alone. @returns whether the call is genuine */
export function proves(claim: SignatureClaim): boolean {
	return verifyClaim(claim, [pair.publicKey]) === null;
}

const subscription: Subscription = {
	entity: 'profile',
	databaseId: '1',
	collectionId: null,
	actions: ['create', 'update', 'delete'],
	watch: new Set(['email', 'voornaam', 'nieuwsbrief', 'service']),
	leaveOut: new Set(),
	onlyAudiences: false,
	onlyAction: null,
	acceptWebhooks: false,
};

/** Body to change, screening included: what the trigger does after the proof. */
export function understand(body: Buffer): Change {
	const verdict = interpret(body, subscription, {
		accountId: '12345',
		receivedAt: new Date().toISOString(),
		order: Date.now() * 1000,
		sentAt: null,
	});
	if (verdict.kind !== 'change') throw new Error(verdict.code);
	return verdict.change;
}

const normaliseSettings = readNormaliseSettings({
	consents: [
		{ consent: 'newsletter', source: 'Nieuwsbrief', texts: { preset: 'dutchAndEnglish' } },
		{ consent: 'service', source: 'Service', texts: { preset: 'dutchAndEnglish' } },
	],
	phoneCountry: 'NL',
});
const filterSettings = readFilterSettings({});
if (!normaliseSettings.ok || !filterSettings.ok) throw new Error('The settings do not fit');
const normaliser = compileNormaliser(normaliseSettings.settings);
const filter = compileFilter(filterSettings.settings);

/** Item to prepared profile, the tolerant reading of the item included. */
export function normalise(item: unknown): PreparedProfile {
	const read = readChange(item, new Date().toISOString());
	if (!read.ok) throw new Error(read.code);
	const outcome = normaliser(read.change);
	if (!outcome.ok) throw new Error(outcome.invalid.code);
	return outcome.prepared;
}

/** A whole run through Filter, the reading of the items included. */
export function screen(items: readonly unknown[]): FilterDecision[] {
	return applyFilter(
		items.map((item) => ({ prepared: preparedProfileSchema.parse(item), filter, lastSent: [] })),
	);
}

const limits = { maxEvents: 50, maxBytes: 500_000 };

/** A whole run of Sync up to the requests. */
export function plan(items: readonly unknown[]): { rows: Outgoing[]; requests: number } {
	const rows = holdBack(
		planSync(
			items.map((json, itemIndex) => ({
				itemIndex,
				json,
				eventName: null,
				optOutOldAddress: [],
			})),
			new Date().toISOString(),
		),
		{ limits, isDryRun: () => false },
	);
	return { rows, requests: planBatches(queueOf(rows), limits).length };
}
