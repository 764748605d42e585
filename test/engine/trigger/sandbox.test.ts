import {
	afterAll,
	afterEach,
	beforeAll,
	beforeEach,
	describe,
	expect,
	it,
	jest,
} from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../sandbox/index';
import { sandboxCredentials, startReceiver, type Receiver } from '../support/index';
import type { Entity } from './calls/payloads';
import { automatic } from './calls/settings';

/** The trigger against callbacks that the sandbox fires by itself: registered, edited, signed, sent. */

let sandbox: Sandbox;
const receivers = new Map<Entity, Receiver>();

beforeAll(async () => {
	sandbox = await startSandbox();
	const { store, dohUrl } = sandbox.copernica;
	const ids = {
		database: String(store.findDatabase('Customers')?.id),
		collection: String(store.findCollection('SQ_profile')?.id),
	};
	for (const entity of ['profile', 'subprofile'] as const) {
		receivers.set(
			entity,
			await startReceiver({
				parameters: automatic({ entity, keys: { url: dohUrl }, ids }),
				credentials: sandboxCredentials(sandbox),
				workflowId: entity,
			}),
		);
	}
});
afterAll(async () => {
	for (const receiver of receivers.values()) await receiver.stop();
	await sandbox.stop();
});

afterEach(() => {
	jest.restoreAllMocks();
});

const of = (entity: Entity): Receiver => {
	const receiver = receivers.get(entity);
	if (receiver === undefined) throw new Error('No receiver');
	return receiver;
};

beforeEach(async () => {
	sandbox.reset();
	for (const receiver of receivers.values()) {
		await receiver.registration.activate();
		receiver.executions.length = 0;
	}
});

const customer = () => {
	const database = sandbox.copernica.store.findDatabase('Customers');
	const profile = database && sandbox.copernica.store.profilesOf(database.id)[0];
	if (!profile) throw new Error('No customer');
	return profile;
};

/** One edit by hand of the first customer; resolves when its callback has been answered. */
async function editCity(city: string): Promise<void> {
	sandbox.copernica.edit({
		edit: 'update-profile',
		profile: customer().id,
		fields: { Plaats: city },
	});
	await sandbox.settled();
}

let names = 0;
/** Signs under a key name that the trigger has not looked up yet: it remembers keys from one test to the next. */
function signUnderNewName(): void {
	const { keys } = sandbox.copernica;
	const key = keys.current();
	const name = `n${(names += 1)}._domainkey.copernica.com`;
	const record = keys.record.bind(keys);
	jest.spyOn(keys, 'current').mockReturnValue({ ...key, name });
	jest
		.spyOn(keys, 'record')
		.mockImplementation((asked) => record(asked === name ? key.name : asked));
}

/** Answers to all deliveries so far: status and code. */
const answers = () =>
	sandbox.copernica.deliveries.list().map(({ httpStatus, answer }) => {
		const json: unknown = JSON.parse(answer ?? 'null');
		return { httpStatus, json };
	});

const accepted = { httpStatus: 200, json: { status: 'accepted' } };
const refused = (httpStatus: number, code: string) => ({
	httpStatus,
	json: { code, message: expect.any(String) },
});

describe('a genuine callback', () => {
	it.each([
		['lower-case headers', {}],
		['mixed-case headers', { headerCase: 'mixed' as const }],
		['a folded signature', { folded: true }],
		['a digest in lower case', { digest: 'sha-256' as const }],
		['SHA-512', { digest: 'SHA-512' as const }],
		['account-…', { accountForm: 'account-#' as const }],
		['Account_…', { accountForm: 'Account_#' as const }],
		['account_ …', { accountForm: 'account_ #' as const }],
	])('gets in with %s', async (_name, signing) => {
		sandbox.copernica.deliveries.plan({ signing });
		await editCity('Leiden');
		expect(answers()).toEqual([accepted]);
		expect(of('profile').items()[0]?.json).toMatchObject({
			profileId: String(customer().id),
			fields: { ...customer().fields },
			accountId: sandbox.copernica.accountId,
		});
	});

	it('gets in through a proxy that publishes n8n under another name', async () => {
		const publicUrl = 'https://hooks.example.com';
		const { store, dohUrl, deliveries } = sandbox.copernica;
		sandbox.copernica.callbacks.clear();
		const receiver = await startReceiver({
			parameters: automatic({
				entity: 'profile',
				keys: { url: dohUrl },
				ids: { database: String(store.findDatabase('Customers')?.id), collection: '' },
			}),
			credentials: sandboxCredentials(sandbox),
			publicUrl,
		});
		try {
			await receiver.registration.activate();
			deliveries.route(publicUrl, new URL(receiver.url).origin);
			await editCity('Leiden');
			expect(answers()).toEqual([accepted]);
			expect(receiver.items()).toHaveLength(1);
		} finally {
			await receiver.stop();
		}
	});

	it('gets in before and after the monthly change of keys, and late under the old key', async () => {
		await editCity('Leiden');
		sandbox.copernica.deliveries.plan({ hold: true });
		await editCity('Delft');
		sandbox.copernica.keys.rotate();
		await editCity('Gouda');
		sandbox.copernica.deliveries.release();
		await sandbox.settled();
		expect(answers()).toEqual([accepted, accepted, accepted]);
	});

	it.each([
		['quoted', { form: 'quoted' as const }],
		['in chunks', { form: 'chunked' as const }],
		['plain', { form: 'plain' as const }],
		['behind another record', { otherRecordFirst: true }],
		['without blanks', { blanks: false }],
		['with no time to live', { ttl: 0 }],
	])('gets in when its key is published %s', async (_name, dns) => {
		signUnderNewName();
		sandbox.copernica.setDns(dns);
		await editCity('Leiden');
		expect(answers()).toEqual([accepted]);
	});
});

describe('a callback that is not', () => {
	it.each([
		['unsigned', 401, 'SIGNATURE_MISSING'],
		['stale', 401, 'DATE_STALE'],
		['future', 401, 'DATE_IN_FUTURE'],
		['wrong-key', 401, 'SIGNATURE_INVALID'],
		['wrong-account', 401, 'ACCOUNT_MISMATCH'],
		['tampered-body', 401, 'DIGEST_MISMATCH'],
		['tampered-signature', 401, 'SIGNATURE_INVALID'],
		['foreign-key-name', 401, 'KEY_NOT_COPERNICA'],
		['unknown-key-name', 401, 'KEY_NOT_FOUND'],
		['digest-missing', 401, 'HEADER_NOT_SIGNED'],
		['digest-mismatch', 401, 'DIGEST_MISMATCH'],
		['nonce-missing', 401, 'HEADER_NOT_SIGNED'],
		['wrong-host', 401, 'SIGNATURE_INVALID'],
		['wrong-path', 401, 'SIGNATURE_INVALID'],
		['weak-algorithm', 401, 'ALGORITHM_NOT_ALLOWED'],
	] as const)('%s: %s %s', async (mode, status, code) => {
		sandbox.copernica.deliveries.plan({ signing: { mode } });
		await editCity('Leiden');
		expect(answers()).toEqual([refused(status, code)]);
		expect(of('profile').executions).toEqual([]);
	});

	it.each([
		['MD5', { digest: 'MD5' as const }, 'ALGORITHM_NOT_ALLOWED'],
		['SHA-1', { digest: 'SHA' as const }, 'ALGORITHM_NOT_ALLOWED'],
		['an SMTPeter account', { accountForm: 'environment_#' as const }, 'ACCOUNT_UNREADABLE'],
	])('by %s', async (_name, signing, code) => {
		sandbox.copernica.deliveries.plan({ signing });
		await editCity('Leiden');
		expect(answers()).toEqual([refused(401, code)]);
	});

	it.each([
		['nxdomain', 401, 'KEY_NOT_FOUND'],
		['no-answer', 401, 'KEY_NOT_FOUND'],
		['servfail', 503, 'KEY_LOOKUP_FAILED'],
		['not-json', 503, 'KEY_LOOKUP_FAILED'],
	] as const)('by DNS that answers %s: %s %s', async (answer, status, code) => {
		signUnderNewName();
		sandbox.copernica.setDns({ answer });
		await editCity('Leiden');
		expect(answers()).toEqual([refused(status, code)]);
		expect(of('profile').executions).toEqual([]);
	});

	it('but a repetition, byte for byte, is answered as one', async () => {
		await editCity('Leiden');
		const [first] = sandbox.copernica.deliveries.list();
		sandbox.copernica.deliveries.resend(first?.id ?? 0);
		await sandbox.settled();
		expect(answers()).toEqual([accepted, refused(401, 'CALL_REPLAYED')]);
		expect(of('profile').executions).toHaveLength(1);
	});

	it('but the same change signed anew gets in, with the same change key', async () => {
		sandbox.copernica.deliveries.plan({ duplicate: 'fresh' });
		await editCity('Leiden');
		const [one, two, ...more] = of('profile').items();
		expect(more).toEqual([]);
		expect(one?.json.changeKey).toEqual(expect.any(String));
		expect(two?.json.changeKey).toBe(one?.json.changeKey);
	});
});

describe.each(['A', 'B', 'C'] as const)('shape %s as the sandbox writes it', (shape) => {
	beforeEach(() => {
		for (const callback of sandbox.copernica.callbacks.list()) {
			sandbox.copernica.callbacks.update(callback, { format: { shape, action: true } });
		}
	});

	it('tells a new profile, its change and its removal', async () => {
		const { id } = sandbox.copernica.edit({
			edit: 'create-profile',
			fields: { Email: 'nieuw@example.com', Nieuwsbrief: 'Ja' },
		});
		sandbox.copernica.edit({
			edit: 'update-profile',
			profile: id,
			fields: { Nieuwsbrief: 'Nee' },
		});
		sandbox.copernica.edit({ edit: 'delete-profile', profile: id });
		await sandbox.settled();
		const changes = of('profile')
			.items()
			.map(({ json }) => json);
		expect(changes.map(({ change }) => change)).toEqual(['create', 'update', 'delete']);
		expect(changes.map(({ profileId }) => profileId)).toEqual([String(id), String(id), String(id)]);
		expect(changes[0]?.fields).toMatchObject({ Email: 'nieuw@example.com', Nieuwsbrief: 'Ja' });
		expect(changes[1]?.fields).toMatchObject({ Email: 'nieuw@example.com', Nieuwsbrief: 'Nee' });
		const told = { A: ['Nieuwsbrief'], B: null, C: ['Nieuwsbrief'] }[shape];
		const previous = { A: null, B: null, C: { Nieuwsbrief: 'Ja' } }[shape];
		expect(changes[1]).toMatchObject({ changed: told, previous });
	});

	it('tells a subprofile of SQ_profile', async () => {
		const profile = customer();
		const { id } = sandbox.copernica.edit({
			edit: 'create-subprofile',
			profile: profile.id,
			collection: 'SQ_profile',
			fields: { Favoriet_merk: 'Acme', Loyaliteitspunten: 7 },
		});
		sandbox.copernica.edit({
			edit: 'update-subprofile',
			subprofile: id,
			fields: { Loyaliteitspunten: 8 },
		});
		sandbox.copernica.edit({ edit: 'delete-subprofile', subprofile: id });
		await sandbox.settled();
		const changes = of('subprofile')
			.items()
			.map(({ json }) => json);
		expect(changes.map(({ change }) => change)).toEqual(['create', 'update', 'delete']);
		for (const change of changes) {
			expect(change).toMatchObject({
				entity: 'subprofile',
				subprofileId: String(id),
				profileFields: null,
			});
		}
		expect(changes[1]?.fields).toMatchObject({ Favoriet_merk: 'Acme', Loyaliteitspunten: '8' });
		expect(of('profile').executions).toEqual([]);
	});
});

describe('the button "Test webhook" of Marketing Suite', () => {
	it('shows a text that says to use a Callback URL, and starts nothing', async () => {
		sandbox.copernica.testWebhook(of('profile').url);
		await sandbox.settled();
		expect(answers()).toEqual([
			{
				httpStatus: 200,
				json: {
					status: 'ignored',
					code: 'MARKETING_SUITE_WEBHOOK',
					message: expect.stringContaining('Callback URL'),
				},
			},
		]);
		expect(of('profile').executions).toEqual([]);
	});
});

describe('loop guards on the way in', () => {
	const own = () => {
		const callback = sandbox.copernica.callbacks.list().find(({ collectionId }) => !collectionId);
		if (callback === undefined) throw new Error('Not registered');
		return callback;
	};
	const writeBack = async () => {
		sandbox.copernica.edit({
			edit: 'update-profile',
			profile: customer().id,
			fields: { SqueezelyCustomerId: 'sq-1' },
			cause: 'rest',
		});
		await sandbox.settled();
	};

	it('Publisher’s triggers: unticked, a write through the API fires nothing', async () => {
		sandbox.copernica.callbacks.update(own(), { triggers: ['publisher'] });
		await writeBack();
		expect(sandbox.copernica.deliveries.list()).toEqual([]);
	});

	it('connector fields: told that nothing else changed, nothing starts', async () => {
		sandbox.copernica.callbacks.update(own(), { format: { shape: 'C' } });
		await writeBack();
		expect(answers()).toEqual([
			{
				httpStatus: 200,
				json: expect.objectContaining({ status: 'ignored', code: 'CONNECTOR_FIELDS_ONLY' }),
			},
		]);
		expect(of('profile').executions).toEqual([]);
	});

	it('a restart of n8n keeps the triggers that were unticked', async () => {
		sandbox.copernica.callbacks.update(own(), { triggers: ['publisher'] });
		await of('profile').registration.activate();
		expect(own().triggers).toEqual(['publisher']);
	});
});
