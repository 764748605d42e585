import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IGNORED } from '../../../core/callback/codes';
import { PUBLIC_URL, receive, type Received } from '../support/index';
import { startKeyServer, type KeyServer } from './calls/keyServer';
import type { Payload } from './calls/payloads';
import { signedCall, type Oddity } from './calls/sender';
import { manual, type ManualSettings } from './calls/settings';

let keys: KeyServer;
beforeAll(async () => {
	keys = await startKeyServer();
});
afterAll(async () => {
	await keys.stop();
});

type Settings = Omit<ManualSettings, 'keys'>;

async function send(settings: Settings, payload: Payload, oddity?: Oddity): Promise<Received> {
	return await receive({
		parameters: manual({ ...settings, keys }),
		publicUrl: PUBLIC_URL,
		call: signedCall({ contentType: 'application/json', body: JSON.stringify(payload) }, oddity),
	});
}

async function sendForm(settings: Settings, fields: Record<string, string>): Promise<Received> {
	return await receive({
		parameters: manual({ ...settings, keys }),
		publicUrl: PUBLIC_URL,
		call: signedCall({
			contentType: 'application/x-www-form-urlencoded',
			body: new URLSearchParams(fields).toString(),
		}),
	});
}

function expectRun(received: Received): void {
	expect({ status: received.status, executions: received.executions.length }).toEqual({
		status: 200,
		executions: 1,
	});
}

function expectIgnored(received: Received, code: string): void {
	expect(received.status).toBe(200);
	expect(received.json).toMatchObject({ status: 'ignored', code });
	expect(received.executions).toEqual([]);
}

const update = (before: Record<string, string>, after: Record<string, string>): Payload => ({
	id: '7',
	action: 'update',
	fields: before,
	updated: after,
});

describe('Fields to Watch', () => {
	const watching: Settings = { entity: 'profile', watch: ['Nieuwsbrief', 'E-mailadres'] };

	it('stops an update that provably changes none of them', async () => {
		const received = await send(
			watching,
			update({ Plaats: 'Delft', Nieuwsbrief: 'Ja' }, { Plaats: 'Gouda' }),
		);
		expectIgnored(received, 'FIELDS_NOT_WATCHED');
	});

	it('stops an update that tells a watched field whose value stays', async () => {
		const received = await send(
			watching,
			update({ Plaats: 'Delft', Nieuwsbrief: 'Ja' }, { Plaats: 'Gouda', Nieuwsbrief: 'Ja' }),
		);
		expectIgnored(received, 'FIELDS_NOT_WATCHED');
	});

	it('lets a change of a watched field through, in any case of letters', async () => {
		expectRun(await send(watching, update({ nieuwsbrief: 'Ja' }, { nieuwsbrief: 'Nee' })));
	});

	it('lets through what nobody can tell: no changed fields named', async () => {
		expectRun(await send(watching, { id: '7', action: 'update', fields: { Plaats: 'Gouda' } }));
	});

	it('lets through when fields already hold the new state and a watched one is named', async () => {
		expectRun(await send(watching, update({ Nieuwsbrief: 'Nee' }, { Nieuwsbrief: 'Nee' })));
	});

	it.each(['create', 'delete'])('always lets a %s through', async (action) => {
		expectRun(await send(watching, { id: '7', action, fields: { Plaats: 'Gouda' } }));
	});

	const nee = { Plaats: 'Gouda', Nieuwsbrief: 'nee' };
	it.each<[string, Payload]>([
		['an empty list', { parameters: [] }],
		['an empty text', { parameters: '' }],
		['fields one level deeper', { parameters: { fields: { Nieuwsbrief: 'nee' } } }],
		['an interest', { parameters: { Sport: '0' } }],
		['an interest beside a field', { parameters: { Plaats: 'Gouda', Sport: '0' } }],
	])('lets through what names no other field: %s', async (_what, told) => {
		const settings: Settings = { ...watching, watch: ['Nieuwsbrief', 'Sport'] };
		expectRun(await send(settings, { id: '7', action: 'update', fields: nee, ...told }));
	});

	it('lets through an empty element', async () => {
		const received = await receive({
			parameters: manual({ ...watching, keys }),
			publicUrl: PUBLIC_URL,
			call: signedCall({
				contentType: 'text/xml',
				body: '<c><id>7</id><fields><Nieuwsbrief>nee</Nieuwsbrief></fields><updated/></c>',
			}),
		});
		expectRun(received);
		expect(received.items[0]?.json).toMatchObject({ changed: null, previous: null });
	});

	it('empty means all', async () => {
		expectRun(
			await send({ entity: 'profile', watch: [] }, update({ Plaats: 'a' }, { Plaats: 'b' })),
		);
	});
});

describe('loop guard: fields that the native connector owns', () => {
	it.each([
		['SqueezelyCustomerId', { SqueezelyCustomerId: '1' }],
		['the same in another case', { squeezelycustomerid: '1' }],
	])('stops an update of nothing but %s', async (_name, fields) => {
		const before = Object.fromEntries(Object.keys(fields).map((name) => [name, '']));
		expectIgnored(
			await send({ entity: 'profile' }, update(before, fields)),
			'CONNECTOR_FIELDS_ONLY',
		);
	});

	it('lets an interest through that was touched beside them', async () => {
		expectRun(
			await send(
				{ entity: 'profile' },
				{
					id: '7',
					action: 'update',
					fields: { SqueezelyCustomerId: '' },
					parameters: { fields: { SqueezelyCustomerId: '1' }, interests: { Sport: '0' } },
				},
			),
		);
	});

	it('lets an update through that changes something else as well', async () => {
		expectRun(
			await send(
				{ entity: 'profile' },
				update(
					{ SqueezelyCustomerId: '', Email: 'a@example.com' },
					{
						SqueezelyCustomerId: '1',
						Email: 'b@example.com',
					},
				),
			),
		);
	});
});

describe('actions, kind of record, source', () => {
	it('stops an action that is not asked for', async () => {
		const received = await send(
			{ entity: 'profile', actions: ['create', 'update'] },
			{ id: '7', action: 'delete', fields: {} },
		);
		expectIgnored(received, 'ACTION_NOT_WATCHED');
	});

	it.each(['create', 'update', 'delete'])(
		'lets %s through when it alone is asked for',
		async (action) => {
			expectRun(
				await send(
					{ entity: 'profile', actions: [action] },
					{ id: '7', action, fields: { Email: 'a@example.com' } },
				),
			);
		},
	);

	it('stops a subprofile where profiles are awaited', async () => {
		const received = await send(
			{ entity: 'profile' },
			{ action: 'update', subprofile: { ID: '9', fields: { Favoriet_merk: 'Acme' } } },
		);
		expectIgnored(received, 'ENTITY_NOT_EXPECTED');
	});

	it('stops a record of another database', async () => {
		const received = await send(
			{ entity: 'profile' },
			{ id: '7', action: 'update', database: '99', fields: { Email: 'a@example.com' } },
		);
		expectIgnored(received, 'SOURCE_NOT_EXPECTED');
	});
});

describe('Marketing Suite Webhooks', () => {
	const event = {
		type: 'update',
		timestamp: '2026-01-05 10:00:00',
		profile: '7',
		database: '1',
		'fields[Email]': 'a@example.com',
		'parameters[fields][Email]': 'a@example.com',
	};

	it('are answered 200 with a text that says what to do, and start nothing', async () => {
		const received = await sendForm({ entity: 'profile' }, event);
		expectIgnored(received, 'MARKETING_SUITE_WEBHOOK');
		expect(received.json).toMatchObject({ message: IGNORED.MARKETING_SUITE_WEBHOOK });
		expect(received.text).toContain('Callback URL');
	});

	it('run when the option says so', async () => {
		const received = await sendForm(
			{ entity: 'profile', options: { acceptWebhooks: true } },
			event,
		);
		expectRun(received);
		expect(received.items[0]?.json).toMatchObject({
			change: 'update',
			profileId: '7',
			fields: { Email: 'a@example.com' },
		});
	});

	it.each(['type', 'action'])(
		'that call their event %s are known by their moment',
		async (name) => {
			const { type, ...rest } = event;
			const received = await sendForm({ entity: 'profile' }, { ...rest, [name]: type });
			expectIgnored(received, 'MARKETING_SUITE_WEBHOOK');
		},
	);

	it('tell what is stored, not what the change was called with', async () => {
		const received = await sendForm(
			{ entity: 'profile', options: { acceptWebhooks: true } },
			{
				...event,
				'fields[Nieuwsbrief]': '',
				'parameters[Nieuwsbrief]': 'ja',
				'parameters[Sport]': '1',
				'interests[Sport]': '0',
			},
		);
		expectRun(received);
		expect(received.items[0]?.json).toMatchObject({
			fields: { Email: 'a@example.com', Nieuwsbrief: '' },
			previous: null,
			changed: ['Email', 'Nieuwsbrief'],
			interests: [],
			interestsOff: ['Sport'],
		});
	});

	it('that report a click never run', async () => {
		const received = await sendForm(
			{ entity: 'profile', options: { acceptWebhooks: true } },
			{ ...event, type: 'click' },
		);
		expectIgnored(received, 'WEBHOOK_EVENT_NOT_A_CHANGE');
	});
});

describe('Signature', () => {
	const payload: Payload = { id: '7', action: 'update', fields: { Email: 'a@example.com' } };

	it.each(['whenPresent', 'off'] as const)(
		'%s: an unsigned call gets in, its account unknown',
		async (signature) => {
			const received = await send({ entity: 'profile', signature }, payload, { unsigned: true });
			expectRun(received);
			expect(received.items[0]?.json.accountId).toBeNull();
		},
	);

	it('when present: a signed call is verified', async () => {
		const settings: Settings = { entity: 'profile', signature: 'whenPresent' };
		const genuine = await send(settings, payload);
		expectRun(genuine);
		expect(genuine.items[0]?.json.accountId).toBe('12345');
		const forged = await send(settings, payload, { foreignKey: true });
		expect(forged).toMatchObject({ status: 401, json: { code: 'SIGNATURE_INVALID' } });
		expect(forged.executions).toEqual([]);
	});

	it('off: nothing is looked up', async () => {
		keys.asked.length = 0;
		expectRun(await send({ entity: 'profile', signature: 'off' }, payload, { foreignKey: true }));
		expect(keys.asked).toEqual([]);
	});
});

describe('Maximum Age', () => {
	it('is the user’s', async () => {
		const settings: Settings = { entity: 'profile', options: { maximumAge: 600 } };
		expectRun(await send(settings, { id: '7', action: 'create' }, { clock: -300 }));
		const old = await send(settings, { id: '7', action: 'create' }, { clock: -700 });
		expect(old).toMatchObject({ status: 401, json: { code: 'DATE_STALE' } });
	});
});

describe('what comes out', () => {
	it('holds numbers digit for digit, and switches as 1 and 0', async () => {
		const received = await receive({
			parameters: manual({ entity: 'profile', keys }),
			publicUrl: PUBLIC_URL,
			call: signedCall({
				contentType: 'application/json',
				body: '{"id":7,"action":"create","fields":{"KlantID":12345678901234567890,"Nieuwsbrief":false,"Service":true}}',
			}),
		});
		expect(received.items[0]?.json).toMatchObject({
			fields: { KlantID: '12345678901234567890', Nieuwsbrief: '0', Service: '1' },
		});
	});

	it('holds no header, no query and no signature', async () => {
		const received = await send({ entity: 'profile' }, { id: '7', action: 'create' });
		const text = JSON.stringify(received.executions) + JSON.stringify(received.logs);
		for (const secret of ['signature', 'x-nonce', 'rsa-sha256', '_domainkey']) {
			expect(text.toLowerCase()).not.toContain(secret);
		}
	});

	it('writes nothing to the static data', async () => {
		const received = await send({ entity: 'profile' }, { id: '7', action: 'create' });
		expect(received.state).toEqual({});
	});

	it('holds the raw payload only when asked', async () => {
		const payload: Payload = { id: '7', action: 'create', Extra: 'x' };
		const plain = await send({ entity: 'profile' }, payload);
		expect(JSON.stringify(plain.items)).not.toContain('Extra');
		const raw = await send({ entity: 'profile', options: { includePayload: true } }, payload);
		expect(JSON.stringify(raw.items)).toContain('Extra');
	});
});
