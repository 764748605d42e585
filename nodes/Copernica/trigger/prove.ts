import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { refuse, type CallbackOutcome, type CallbackRefusal } from '../../../core/callback/codes';
import {
	examineSignature,
	futureToleranceSeconds,
	ReplayGuard,
	verifyClaim,
	type SignatureClaim,
} from '../../../core/callback/signature/verify';
import { KeyDirectory, type Ask } from '../../../core/callback/signature/keyDirectory';
import type { TriggerSettings } from './settings';
import { readState } from './state';

/** Calls remembered per process; at 100 calls a second this covers the default age limit twice. */
const REMEMBERED_CALLS = 20_000;
const RESOLVER_TIMEOUT_MS = 3_000;

// Kept in this process. It only saves look-ups and narrows the replay window; nothing depends on it.
const keys = new KeyDirectory(Date.now);
const replays = new ReplayGuard(REMEMBERED_CALLS);

/** What is known about who sent a call. */
export interface Proof {
	/** Digits of the account that signed; null = unsigned, which the settings allowed. */
	accountId: string | null;
	/** The signed Date, ISO 8601 UTC; null = unsigned. */
	sentAt: string | null;
	/** Lets the same call in again, if it could not be handled after all. */
	release: () => void;
}

const unsigned: Proof = { accountId: null, sentAt: null, release: () => undefined };

/**
 * The trigger's own URL, as given to Copernica. In a test of the editor n8n gives `webhook()` the production URL, so
 * the one stored when listening began counts; n8n keeps the static data of tests apart.
 */
function ownUrl(context: IWebhookFunctions): string | undefined {
	const production = (): string | undefined => context.getNodeWebhookUrl('default');
	if (context.getMode() !== 'manual') return production();
	return (
		readState(context).url ??
		('getWebhookResourceUrl' in context ? context.getWebhookResourceUrl('default') : production())
	);
}

/** The settings that decide which proof a call needs. */
export type ProofSettings = Pick<TriggerSettings, 'signature' | 'registration' | 'accountId'> & {
	readonly options: Pick<TriggerSettings['options'], 'maximumAge' | 'resolvers'>;
};

/** Asks a DNS-over-HTTPS resolver through n8n's own HTTP helper (proxy settings included). */
export function askVia(context: IExecuteFunctions | IWebhookFunctions): Ask {
	return async (url) => {
		const answer: unknown = await context.helpers.httpRequest({
			method: 'GET',
			url,
			headers: { accept: 'application/dns-json' },
			json: true,
			timeout: RESOLVER_TIMEOUT_MS,
			disableFollowRedirect: true,
		});
		return answer;
	};
}

/**
 * Verifies a claim with the keys of its name. When remembered keys do not fit, they are looked up once more: a key may
 * have been replaced under the same name.
 *
 * @returns null when the signature fits, or the refusal
 */
async function verifyWithKeys(
	claim: SignatureClaim,
	resolvers: readonly string[],
	ask: Ask,
): Promise<CallbackRefusal | null> {
	const found = await keys.find(claim.keyName, resolvers, ask);
	if (!found.ok) return found;
	const code = verifyClaim(claim, found.keys);
	if (code !== 'SIGNATURE_INVALID' || !found.isRemembered) return code && refuse(code);
	const renewed = await keys.renew(claim.keyName, resolvers, ask, found.keys);
	if (!renewed?.ok) return renewed ?? refuse(code);
	const again = verifyClaim(claim, renewed.keys);
	return again && refuse(again);
}

/**
 * Proves that a call comes from the trigger's Copernica account and is meant for this trigger, as far as the settings
 * require.
 *
 * @param body bytes as they arrived
 * @param now when the call arrived, in milliseconds since the epoch
 */
export async function prove(
	context: IWebhookFunctions,
	settings: ProofSettings,
	body: Buffer,
	now: number,
): Promise<CallbackOutcome<{ proof: Proof }>> {
	const { signature, registration, options } = settings;
	if (signature === 'off') return { ok: true, proof: unsigned };
	const request = context.getRequestObject();
	const { headers } = request;
	if (signature === 'whenPresent' && headers.signature === undefined) {
		return { ok: true, proof: unsigned };
	}
	const url = ownUrl(context);
	if (url === undefined) return refuse('HOST_MISMATCH');
	const examined = examineSignature(
		{ method: request.method, target: request.originalUrl, headers, body },
		{
			url: new URL(url),
			accountId:
				registration === 'manual' ? settings.accountId : (readState(context).accountId ?? null),
			maxAgeSeconds: options.maximumAge,
			now,
		},
	);
	if (!examined.ok) return examined;
	const { claim } = examined;
	const refusal = await verifyWithKeys(claim, options.resolvers, askVia(context));
	if (refusal) return refusal;

	// n8n gives each node its own URL, so this keeps triggers and tests apart.
	const key = `${url}\n${claim.nonce}`;
	const window = (options.maximumAge + futureToleranceSeconds(options.maximumAge)) * 1_000;
	if (!replays.note(key, now, window)) return refuse('CALL_REPLAYED');
	return {
		ok: true,
		proof: { accountId: claim.accountId, sentAt: claim.sentAt, release: () => replays.forget(key) },
	};
}
