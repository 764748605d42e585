import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changeKeyOf, changeSchema } from '../../../core/contracts/change';
import { startReceiver, PUBLIC_URL, type Receiver } from '../support/index';
import { carriers, toXml } from './calls/carriers';
import { startKeyServer, type KeyServer } from './calls/keyServer';
import { actions, cell, entities, shapes, type Entity } from './calls/payloads';
import { ACCOUNT, signedCall } from './calls/sender';
import { manual, SOURCE_IDS } from './calls/settings';

/** Every shape in every carrier for every entity and action, by a name that a person can read. */
const matrix = Object.keys(carriers).flatMap((carrier) =>
	shapes.flatMap((shape) =>
		entities.flatMap((entity) =>
			actions.map((action) => ({
				name: `${carrier}, shape ${shape}: ${entity} ${action}`,
				carrier,
				shape,
				entity,
				action,
			})),
		),
	),
);

let keys: KeyServer;
const receivers = new Map<Entity, Receiver>();

beforeAll(async () => {
	keys = await startKeyServer();
	for (const entity of entities) {
		receivers.set(
			entity,
			await startReceiver({ parameters: manual({ entity, keys }), publicUrl: PUBLIC_URL }),
		);
	}
});

afterAll(async () => {
	for (const receiver of receivers.values()) await receiver.stop();
	await keys.stop();
});

function receiverOf(entity: Entity): Receiver {
	const receiver = receivers.get(entity);
	if (receiver === undefined) throw new Error('No receiver');
	receiver.executions.length = 0;
	return receiver;
}

describe('every documented callback becomes the same kind of Change', () => {
	it.each(matrix)('$name', async ({ carrier, shape, entity, action }) => {
		const receiver = receiverOf(entity);
		const { payload, expected } = cell(shape, entity, action);
		const encode = carriers[carrier];
		if (encode === undefined) throw new Error('No such carrier');

		const call = signedCall(encode(payload));
		const answer = await receiver.send(call);

		expect(answer.status).toBe(200);
		expect(receiver.executions).toHaveLength(1);
		expect(receiver.items()).toHaveLength(1);
		const change = changeSchema.parse(receiver.items()[0]?.json);
		expect({
			...change,
			changed: change.changed === null ? null : [...change.changed].sort(),
		}).toEqual({
			...expected,
			change: action,
			entity,
			databaseId: SOURCE_IDS.database,
			collectionId: entity === 'subprofile' ? SOURCE_IDS.collection : null,
			profileFields: null,
			accountId: ACCOUNT,
			interestsOff: null,
			receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
			order: expect.any(Number),
			sentAt: new Date(String(call.headers?.date)).toISOString(),
			otherProfiles: null,
			changeKey: changeKeyOf(change),
		});
	});

	it('gives the same change key to the same content, whatever carried it', async () => {
		const receiver = receiverOf('profile');
		const { payload } = cell('C', 'profile', 'update');
		for (const encode of Object.values(carriers)) await receiver.send(signedCall(encode(payload)));
		const changeKeys = receiver.items().map(({ json }) => json.changeKey);
		expect(changeKeys).toHaveLength(Object.keys(carriers).length);
		expect(new Set(changeKeys).size).toBe(1);
	});
});

describe('what a callback leaves unsaid', () => {
	const send = async (entity: Entity, payload: Parameters<typeof toXml>[0]) => {
		const receiver = receiverOf(entity);
		const answer = await receiver.send(
			signedCall({ contentType: 'application/json', body: JSON.stringify(payload) }),
		);
		expect(answer.status).toBe(200);
		return changeSchema.parse(receiver.items()[0]?.json);
	};

	it('takes a callback without an action for an update', async () => {
		const change = await send('profile', { id: '7', fields: { Email: 'a@example.com' } });
		expect(change.change).toBe('update');
	});

	it('does not need an id: the screenshot of 2016 shows none', async () => {
		const change = await send('profile', {
			fields: { company: 'old' },
			updated: { company: 'new' },
		});
		expect(change).toMatchObject({
			profileId: null,
			fields: { company: 'new' },
			previous: { company: 'old' },
			changed: ['company'],
		});
	});

	it('does not guess old values when fields already hold the new ones', async () => {
		const change = await send('profile', {
			parameters: { Nieuwsbrief: 'Nee' },
			profile: { ID: '7', fields: { Nieuwsbrief: 'Nee', Email: 'a@example.com' } },
		});
		expect(change).toMatchObject({ changed: ['Nieuwsbrief'], previous: null });
	});

	it("keeps the parent's id and fields of a subprofile when they are told", async () => {
		const change = await send('subprofile', {
			action: 'update',
			subprofile: { ID: '9', profile: '7', fields: { Favoriet_merk: 'Acme' } },
			profile: { ID: '7', fields: { Email: 'a@example.com' } },
		});
		expect(change).toMatchObject({
			subprofileId: '9',
			profileId: '7',
			fields: { Favoriet_merk: 'Acme' },
			profileFields: { Email: 'a@example.com' },
		});
	});
});

describe('bytes', () => {
	const text = 'Renée & Zoë';
	const payload = { id: '7', action: 'update', fields: { Voornaam: text } };

	it.each([
		[
			'XML that declares ISO-8859-1',
			'text/xml',
			Buffer.from(toXml(payload, 'ISO-8859-1'), 'latin1'),
		],
		['XML in UTF-8 with a byte order mark', 'text/xml', `\uFEFF${toXml(payload)}`],
		['JSON in ISO-8859-1', 'application/json', Buffer.from(JSON.stringify(payload), 'latin1')],
		['JSON with a byte order mark', 'application/json', `\uFEFF${JSON.stringify(payload)}`],
		['JSON sent as text', 'text/plain; charset=utf-8', JSON.stringify(payload)],
		['JSON sent as a form', 'application/x-www-form-urlencoded', JSON.stringify(payload)],
		['JSON sent as bytes', 'application/octet-stream', JSON.stringify(payload)],
		['JSON without a content type', undefined, JSON.stringify(payload)],
		['XML sent as JSON would be', 'application/octet-stream', toXml(payload)],
		[
			'a form in ISO-8859-1',
			'application/x-www-form-urlencoded',
			'id=7&action=update&fields%5BVoornaam%5D=Ren%E9e+%26+Zo%EB',
		],
	])('reads %s', async (_name, contentType, body) => {
		const receiver = receiverOf('profile');
		const answer = await receiver.send(signedCall({ contentType, body }));
		expect(answer.status).toBe(200);
		expect(receiver.items()[0]?.json).toMatchObject({ fields: { Voornaam: text }, profileId: '7' });
	});

	it('never lets a field name reach an object prototype', async () => {
		const receiver = receiverOf('profile');
		const answer = await receiver.send(
			signedCall({
				contentType: 'application/json',
				body: '{"id":"7","__proto__":{"polluted":"1"},"fields":{"__proto__":"x","constructor":"y","Email":"a@example.com"}}',
			}),
		);
		expect(answer.status).toBe(200);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(receiver.items()[0]?.json.fields).toEqual({ Email: 'a@example.com' });
	});

	it('reads a form of more than a thousand fields whole', async () => {
		const form = new URLSearchParams({ id: '7', action: 'update' });
		for (let index = 0; index < 1500; index++) form.append(`fields[f${index}]`, String(index));
		const receiver = receiverOf('profile');
		await receiver.send(
			signedCall({ contentType: 'application/x-www-form-urlencoded', body: form.toString() }),
		);
		const { fields } = changeSchema.parse(receiver.items()[0]?.json);
		expect(Object.keys(fields)).toHaveLength(1500);
		expect(fields.f1499).toBe('1499');
	});
});
