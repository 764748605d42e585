import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { emailHash } from '../../../sandbox/activate/contacts';
import { withSandbox } from '../../support/withSandbox';
import { activateApi, send, type Reply } from './support/client';

/** Spotler Activate as docs/vendors/spotler-activate.md describes it. */
const sandbox = withSandbox();
let api: (method: string, path: string, data?: unknown) => Promise<Reply>;
const address = 'anne@example.com';

beforeAll(async () => {
	api = activateApi(sandbox);
});

const track = async (...events: unknown[]) => await api('POST', 'v1/track', { events });
const update = (fields: Record<string, unknown>) => ({
	event: 'CRMUpdate',
	email: address,
	...fields,
});

describe('keys', () => {
	it.each([
		['none', {}],
		['a wrong account', { 'x-auth-account': 'x', 'x-auth-apikey': 'sandbox-activate-api-key' }],
		['a wrong key', { 'x-auth-account': 'SQ-12345678', 'x-auth-apikey': 'x' }],
	])('%s is 401, and nothing arrives', async (_name, headers) => {
		const reply = await send(`${sandbox.activate.url}/v1/track`, {
			method: 'POST',
			headers: new Headers(Object.entries(headers)),
			body: JSON.stringify({ events: [update({})] }),
		});
		expect(reply).toMatchObject({ status: 401, json: { errors: [expect.any(String)] } });
		expect(sandbox.activate.arrivals()).toEqual([]);
	});
});

describe('track', () => {
	it('takes a list of events, and a bare event', async () => {
		expect(await track(update({ firstname: 'Anne' }))).toMatchObject({
			status: 200,
			json: { success: true },
		});
		await api('POST', 'v1/track', { event: 'EmailOptIn', email: address, newsletter: 'yes' });
		expect(sandbox.activate.contacts.find(address)).toMatchObject({
			email: address,
			fields: { firstname: 'Anne', newsletter: 'yes' },
			events: [{ event: 'CRMUpdate' }, { event: 'EmailOptIn' }],
		});
		expect(sandbox.activate.arrivals()).toMatchObject([
			{ call: 1, status: 'stored' },
			{ call: 2, status: 'stored' },
		]);
		sandbox.activate.quirks.set({ bareEvent: false });
		expect((await api('POST', 'v1/track', update({}))).status).toBe(400);
	});

	it('takes classic POST parameters', async () => {
		const { url, accountId, apiKey } = sandbox.activate;
		const reply = await send(`${url}/v1/track`, {
			method: 'POST',
			headers: { 'x-auth-account': accountId, 'x-auth-apikey': apiKey },
			body: new URLSearchParams({
				'events[0][event]': 'CRMUpdate',
				'events[0][email]': address,
			}),
		});
		expect(reply.status).toBe(200);
		expect(sandbox.activate.contacts.find(address)).not.toBeNull();
	});

	it.each([
		['no event', { email: address }, 'EVENT_MISSING'],
		['a short name', { event: 'ab', email: address }, 'EVENT_NAME_INVALID'],
		['a name with a blank', { event: 'My event', email: address }, 'EVENT_NAME_INVALID'],
		['a name that starts with a digit', { event: '1event', email: address }, 'EVENT_NAME_INVALID'],
		['a name of 41', { event: `e${'x'.repeat(40)}`, email: address }, 'EVENT_NAME_INVALID'],
		['no identifier', { event: 'CRMUpdate' }, 'IDENTIFIER_MISSING'],
		['a bad address', { event: 'CRMUpdate', email: 'anne@' }, 'EMAIL_INVALID'],
		['consent maybe', update({ newsletter: 'maybe' }), 'CONSENT_INVALID'],
		['an empty consent', update({ service: '' }), 'CONSENT_INVALID'],
		['a boolean consent', update({ marketing: true }), 'CONSENT_INVALID'],
		['a date in words', update({ timestamp: 'yesterday' }), 'TIMESTAMP_ERROR'],
		['a Dutch date', update({ timestamp: '31-12-2024' }), 'TIMESTAMP_ERROR'],
		['milliseconds', update({ timestamp: 1_700_000_000_000 }), 'TIMESTAMP_ERROR'],
		['a long country', update({ country: 'Nederland' }), 'FIELD_INVALID'],
		['an underscore in the language', update({ language: 'nl_NL' }), 'FIELD_INVALID'],
		['a gender in Dutch', update({ gender: 'Vrouw' }), 'FIELD_INVALID'],
		['a birthdate with slashes', update({ birthdate: '1984/03/12' }), 'FIELD_INVALID'],
		['a purchase without order', { event: 'Purchase', email: address }, 'ORDER_MISSING'],
		[
			'a purchase without quantity',
			{ event: 'Purchase', email: address, orderid: '1', products: [{ id: 'a' }] },
			'PRODUCTS_MISSING',
		],
		['something that is no object', 'CRMUpdate', 'EVENT_INVALID'],
	])('refuses %s', async (_name, event, code) => {
		expect(await track(event)).toMatchObject({ status: 400, json: { errors: [{ code }] } });
		expect(sandbox.activate.arrivals()).toMatchObject([{ status: 'refused', fault: { code } }]);
		expect(sandbox.activate.contacts.list()).toEqual([]);
	});

	it.each([
		{ event: ' crmupdate ', email: address },
		{ event: 'CRMUpdate', userid: 12 },
		{ event: 'CRMUpdate', email: emailHash(address) },
		update({ birthdate: '12-03-1984', gender: 'female', phone: '+316-12345678' }),
		update({ timestamp: 1_700_000_000 }),
		update({ timestamp: '2024-12-31' }),
		update({ timestamp: '2024-12-31T10:00:00+01:00' }),
		{ event: 'Purchase', email: address, orderid: '1', products: [{ id: 'a', quantity: 1 }] },
	])('takes %j', async (event) => {
		expect((await track(event)).status).toBe(200);
	});

	it.each([{}, { events: [] }, { events: 'x' }, [], 'x'])('refuses a body of %j', async (body) => {
		expect((await api('POST', 'v1/track', body)).status).toBe(400);
	});

	it('refuses too many events at once', async () => {
		sandbox.activate.quirks.set({ maximumEvents: 1 });
		expect((await track(update({}), update({}))).status).toBe(400);
		expect(sandbox.activate.contacts.list()).toEqual([]);
	});

	it('keeps the time of the event in CET', async () => {
		await track(update({ timestamp: 1_782_864_000 }), update({ timestamp: '2026-07-01 08:00:00' }));
		expect(sandbox.activate.contacts.find(address)?.events.map(({ at }) => at)).toEqual([
			'2026-07-01 02:00:00',
			'2026-07-01 08:00:00',
		]);
	});
});

describe('contacts', () => {
	it('are one for an address in any case, and for its hash', async () => {
		await track(
			update({ firstname: 'Anne' }),
			{ event: 'CRMUpdate', email: 'ANNE@example.com', lastname: 'de Vries' },
			{ event: 'CRMUpdate', email: emailHash(address), city: 'Delft' },
		);
		expect(sandbox.activate.contacts.list()).toMatchObject([
			{ fields: { firstname: 'Anne', lastname: 'de Vries', city: 'Delft' } },
		]);
	});

	it('overwrite profile fields and leave event fields with the event', async () => {
		await track(update({ city: 'A', note: 'event only' }), update({ city: 'B', custom_size: 3 }));
		const contact = sandbox.activate.contacts.find(address);
		expect(contact?.fields).toEqual({ city: 'B', custom_size: 3 });
		expect(contact?.events[0]?.fields).toHaveProperty('note', 'event only');
	});

	it('follow the userid, which ranks above the address', async () => {
		await track({ event: 'CRMUpdate', email: 'old@example.com', userid: 'u1' });
		await track({ event: 'CRMUpdate', email: 'new@example.com', userid: 'u1' });
		expect(sandbox.activate.contacts.list()).toMatchObject([{ email: 'new@example.com' }]);
		expect(sandbox.activate.contacts.find('old@example.com')).toBeNull();
		await track({ event: 'CRMUpdate', email: 'new@example.com', userid: 'u2' });
		expect(sandbox.activate.contacts.list()).toHaveLength(2);
	});

	it('become two when an address changes without a userid', async () => {
		await track({ event: 'CRMUpdate', email: 'old@example.com' });
		await track({ event: 'CRMUpdate', email: 'new@example.com' });
		expect(sandbox.activate.contacts.list()).toHaveLength(2);
	});

	it('log each change of a consent', async () => {
		await track(
			update({ newsletter: 'yes' }),
			update({ newsletter: 'yes' }),
			update({ newsletter: 'no' }),
		);
		expect(sandbox.activate.contacts.find(address)?.consentLog).toMatchObject([
			{ consent: 'newsletter', value: 'yes' },
			{ consent: 'newsletter', value: 'no' },
		]);
	});

	it('keep a value that is sent empty, or clear it', async () => {
		await track(update({ city: 'A' }), update({ city: '' }));
		expect(sandbox.activate.contacts.find(address)?.fields.city).toBe('A');
		sandbox.activate.quirks.set({ emptyClears: true });
		await track(update({ city: '' }));
		expect(sandbox.activate.contacts.find(address)?.fields).not.toHaveProperty('city');
	});

	it('store, ignore or refuse custom fields that were not created', async () => {
		sandbox.activate.quirks.set({ unknownCustomFields: 'ignored', customFields: ['known'] });
		await track(update({ custom_known: 1, custom_other: 2 }));
		expect(sandbox.activate.contacts.find(address)?.fields).toEqual({ custom_known: 1 });
		sandbox.activate.quirks.set({ unknownCustomFields: 'refused' });
		expect((await track(update({ custom_other: 2 }))).status).toBe(400);
	});

	it('are read with a limit and a filter, in each shape', async () => {
		await track(update({}), { event: 'CRMUpdate', userid: 7 }, { event: 'CRMUpdate', userid: 8 });
		expect((await api('GET', 'v1/contacts')).json).toMatchObject({ data: [{}, {}, {}] });
		expect((await api('GET', 'v1/contacts?limit=2')).json).toMatchObject({ data: [{}, {}] });
		for (const name of ['email_not_empty', 'emailNotEmpty'])
			expect((await api('GET', `v1/contacts?filters[${name}]=1`)).json).toMatchObject({
				data: [{ email: address }],
			});
		sandbox.activate.quirks.set({ contactsForm: 'array' });
		expect((await api('GET', 'v1/contacts')).json).toHaveLength(3);
		sandbox.activate.quirks.set({ contactsForm: 'contacts' });
		expect((await api('GET', 'v1/contacts')).json).toHaveProperty('contacts');
	});
});

describe('answers', () => {
	it.each([
		['success', { success: true }, '{"success":true}'],
		['empty', null, ''],
		['empty-object', {}, '{}'],
		['not-json', null, 'OK'],
		['created-updated', { created: 1, updated: 0, errors: [] }, expect.any(String)],
	] as const)('may be %s, 200 or 201', async (successBody, json, text) => {
		sandbox.activate.quirks.set({ successBody, successStatus: 201 });
		const reply = await track(update({}));
		expect(reply).toMatchObject({ status: 201, json, text });
	});

	const mixed = [update({ city: 'A' }), { event: '??' }, update({ city: 'B' })];

	it.each([
		['400-partial', 400, 2],
		['200-with-errors', 200, 2],
		['400-all', 400, 0],
	] as const)('to a partly bad call: %s', async (badEvents, status, stored) => {
		sandbox.activate.quirks.set({ badEvents });
		expect(await track(...mixed)).toMatchObject({ status, json: { errors: expect.anything() } });
		const arrivals = sandbox.activate.arrivals();
		expect(arrivals.filter((arrival) => arrival.status === 'stored')).toHaveLength(stored);
		expect(arrivals).toHaveLength(3);
		expect(sandbox.activate.contacts.list()).toHaveLength(stored === 0 ? 0 : 1);
	});

	it.each([
		['strings', [expect.stringContaining('not allowed')]],
		['objects', [{ code: 'EVENT_NAME_INVALID', message: expect.any(String) }]],
		['objects-with-index', [{ index: 1, code: 'EVENT_NAME_INVALID', message: expect.any(String) }]],
		['keyed-by-index', { 1: [expect.any(String)] }],
		['single-string', expect.stringContaining('not allowed')],
		['unspecific', ['Invalid request']],
	] as const)('name what is wrong as %s', async (errorsForm, errors) => {
		sandbox.activate.quirks.set({ errorsForm });
		expect((await track(...mixed)).json).toEqual({ errors });
	});

	it('to an unknown path is 404', async () => {
		expect((await api('POST', 'v1/nothing', {})).status).toBe(404);
	});
});

describe('echo', () => {
	const anne = 'anne.devries@example.com';
	const optIn = { event: 'CRMUpdate', email: anne, firstname: 'Annelies', newsletter: 'yes' };
	const causesOf = () =>
		sandbox.copernica.deliveries.list().map(({ cause, subject }) => `${cause}: ${subject}`);

	beforeEach(() => {
		for (const source of [
			{ database: 'Customers' },
			{ collection: 'squeezely_audiences' },
			{ collection: 'squeezely_triggers' },
		])
			sandbox.copernica.registerCallback({ ...source, url: 'https://example.com/never-called' });
	});

	it('writes nothing by default', async () => {
		await track(optIn);
		expect(causesOf()).toEqual([]);
	});

	it('writes the customer id, the audience row, the same fields: as cause rest', async () => {
		sandbox.activate.setEcho({ writes: ['customer-id', 'audiences', 'same-fields'] });
		await track(optIn);
		const fired = causesOf();
		expect(fired).toEqual([
			expect.stringMatching(/^rest: update profile/),
			expect.stringMatching(/^rest: update profile/),
			expect.stringMatching(/^rest: create subprofile/),
		]);
		const profile = [...sandbox.copernica.store.profiles.values()].find(
			({ fields }) => fields.Email === anne,
		);
		expect(profile?.fields).toMatchObject({ SqueezelyCustomerId: '1', Voornaam: 'Annelies' });
		await track(optIn);
		expect(causesOf()).toEqual(fired);
	});

	it('adds a row for an audience each time, also as cause rest', async () => {
		sandbox.activate.setEcho({ writes: ['triggers'] });
		await track(optIn);
		await track(optIn);
		const { store } = sandbox.copernica;
		const rows = store.subprofilesOf(store.findCollection('squeezely_triggers')?.id ?? 0);
		const row = { Trigger: 'audience', AudienceId: '7', AudienceName: 'Active' };
		expect(rows.map(({ fields }) => fields)).toEqual([row, row]);
		const created = expect.stringMatching(/^rest: create subprofile/);
		expect(causesOf()).toEqual([created, created]);
	});

	it('never rests where it always writes something else', async () => {
		sandbox.activate.setEcho({ writes: ['customer-id', 'audiences'], alwaysDifferent: true });
		await track(optIn);
		await track(optIn);
		expect(causesOf()).toHaveLength(4);
	});
});
