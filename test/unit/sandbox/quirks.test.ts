import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Sandbox } from '../../../sandbox';
import { withSandbox } from '../../support/withSandbox';
import { queryRest, send, v4Of, type Reply } from './support/client';
import { customer, firstSubprofile } from './support/ids';

/**
 * What real clients met (docs/vendors/copernica.md#4-quirks, and the older behaviour of
 * docs/vendors/copernica.md#32-requests-and-answers), each with its switch.
 */
const sandbox = withSandbox({ now: () => now });
let v4: (method: string, path: string, data?: unknown) => Promise<Reply>;
let now = Date.UTC(2026, 6, 1, 10);
const set: Sandbox['copernica']['quirks']['set'] = (changes) =>
	sandbox.copernica.quirks.set(changes);

beforeEach(async () => {
	v4 = await v4Of(sandbox);
});

const refused = (message: string, status = 400) =>
	expect.objectContaining({ status, json: { error: { message } } });
const modifiedOf = async (id: number) =>
	((await v4('GET', `profile/${id}`)).json as { modified: string }).modified;

describe('lists', () => {
	const list = async (query: string) => (await v4('GET', `database/1/profiles?${query}`)).json;

	it('echo start and limit, or say 0 and the limit that was asked for', async () => {
		expect(await list('start=2&limit=3')).toMatchObject({ start: 2, limit: 3, total: 8, count: 3 });
		set({ startEchoedAsZero: true, largestPage: 2 });
		expect(await list('start=2&limit=3')).toMatchObject({ start: 0, limit: 2, total: 8, count: 2 });
		set({ largestPageShown: false, totalShown: false });
		const shown = await list('start=2&limit=3');
		expect(shown).toMatchObject({ start: 0, limit: 3, count: 2 });
		expect(shown).not.toHaveProperty('total');
	});

	it('may start over whatever is asked', async () => {
		const first = await list('start=0&limit=2');
		set({ startIgnored: true });
		expect(await list('start=2&limit=2')).toMatchObject({
			data: (first as { data: unknown[] }).data,
		});
	});
});

describe('answers', () => {
	it('PUT is 204 in v4, 303 with an access token in Location in v2, or as switched', async () => {
		const { id } = customer(sandbox);
		const put = { fields: { Plaats: 'X' } };
		expect((await v4('PUT', `profile/${id}`, put)).status).toBe(204);
		const old = await queryRest(sandbox, 'v2')('PUT', `profile/${id}`, put);
		expect(old.status).toBe(303);
		expect(old.headers.get('location')).toBe(
			`${sandbox.copernica.url}/profile/${id}?access_token=${sandbox.copernica.accessToken}`,
		);
		set({ putAnswer: '303' });
		expect((await v4('PUT', `profile/${id}`, put)).status).toBe(303);
		set({ putAnswer: '204' });
		expect((await queryRest(sandbox, 'v2')('PUT', `profile/${id}`, put)).status).toBe(204);
	});

	it('DELETE is 204 or 200', async () => {
		set({ deleteStatus: 200 });
		expect((await v4('DELETE', `profile/${customer(sandbox).id}`)).status).toBe(200);
	});

	it.each([
		['x-created-and-x-location', ['x-created', 'x-location']],
		['x-created', ['x-created']],
		['x-location', ['x-location']],
		['location', ['location']],
		['none', []],
	] as const)('POST tells the new id by %s', async (createdHeaders, expected) => {
		set({ createdHeaders });
		const reply = await v4('POST', 'database/1/profiles', { fields: {} });
		expect(reply.status).toBe(201);
		const told = ['x-created', 'x-location', 'location'].filter((name) => reply.headers.has(name));
		expect(told).toEqual(expected);
	});

	it('X-Location may still say /v1/', async () => {
		set({ locationVersion: 'v1' });
		const reply = await v4('POST', 'database/1/profiles', { fields: {} });
		expect(reply.headers.get('x-location')).toContain('/v1/profile/');
	});

	it('identity has id or ID', async () => {
		expect((await v4('GET', 'identity')).json).toHaveProperty('id', '12345');
		set({ identityKey: 'ID' });
		expect((await v4('GET', 'identity')).json).toHaveProperty('ID', '12345');
	});

	it('empty maps are [] or {}', async () => {
		expect((await v4('GET', 'database/1/unsubscribe')).json).toMatchObject({ fields: [] });
		set({ emptyMapsAsLists: false });
		expect((await v4('GET', 'database/1/unsubscribe')).json).toMatchObject({ fields: {} });
	});

	it('limit and start are texts in v1, always, or never', async () => {
		set({ limitAsText: 'always' });
		expect((await v4('GET', 'databases')).json).toMatchObject({ limit: '100' });
		set({ limitAsText: 'never' });
		expect((await queryRest(sandbox, '')('GET', 'databases')).json).toMatchObject({ limit: 100 });
	});

	it('the expiry claim may be missing or have another name', async () => {
		const claims = async () => {
			const { authenticateUrl, accessToken } = sandbox.copernica;
			const body = new URLSearchParams({ access_token: accessToken });
			const jwt = (await send(authenticateUrl, { method: 'POST', body })).text;
			return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
		};
		set({ expiryClaim: 'none' });
		expect(await claims()).not.toHaveProperty('exp');
		set({ expiryClaim: 'expires' });
		expect(await claims()).toHaveProperty('expires');
	});
});

describe('removed profiles', () => {
	it('can be updated, which only bumps modified, or not', async () => {
		const { id } = customer(sandbox);
		await v4('DELETE', `profile/${id}`);
		const before = await modifiedOf(id);
		now += 60_000;
		expect((await v4('PUT', `profile/${id}`, { fields: { Plaats: 'X' } })).status).toBe(204);
		expect(await modifiedOf(id)).not.toBe(before);
		expect((await v4('GET', `profile/${id}/fields`)).json).toMatchObject({ Plaats: '' });
		set({ updateDeleted: false });
		expect(await v4('PUT', `profile/${id}`, { fields: { Plaats: 'X' } })).toEqual(
			refused('This profile has already been removed'),
		);
	});

	it('take new subprofiles', async () => {
		const { id } = customer(sandbox);
		await v4('DELETE', `profile/${id}`);
		const path = `profile/${id}/subprofiles/SQ_profile`;
		expect((await v4('POST', path, {})).status).toBe(201);
		set({ updateDeleted: false });
		expect(await v4('POST', path, {})).toEqual(refused('Subprofile could not be created'));
	});

	it('keep their subprofiles silent where that is switched', async () => {
		const seen: string[] = [];
		sandbox.copernica.registerCallback({ collection: 'SQ_profile', url: 'https://example.com/x' });
		set({ subprofilesGoWithProfile: false });
		const profile = customer(sandbox);
		const subprofile = firstSubprofile(sandbox, profile);
		await v4('DELETE', `profile/${profile.id}`);
		seen.push(...sandbox.copernica.deliveries.list().map(({ subject }) => subject));
		expect(seen).toEqual([]);
		expect(sandbox.copernica.store.subprofiles.get(subprofile.id)?.removed).not.toBe(false);
	});
});

describe('modified', () => {
	it('moves only when a value really changes, and not for a secret', async () => {
		const profile = customer(sandbox);
		const before = await modifiedOf(profile.id);
		now += 60_000;
		await v4('PUT', `profile/${profile.id}`, { fields: { Plaats: profile.fields.Plaats } });
		await v4('PUT', `profile/${profile.id}`, { secret: 'another' });
		expect(await modifiedOf(profile.id)).toBe(before);
		await v4('PUT', `profile/${profile.id}`, { fields: { Plaats: 'Elsewhere' } });
		expect(await modifiedOf(profile.id)).not.toBe(before);
	});

	it('moves with every update where that is switched', async () => {
		set({ modifiedOnlyOnChange: false });
		const { id } = customer(sandbox);
		const before = await modifiedOf(id);
		now += 60_000;
		await v4('PUT', `profile/${id}`, { fields: {} });
		expect(await modifiedOf(id)).not.toBe(before);
	});

	it('is in the time of Amsterdam, or UTC', async () => {
		const { id } = customer(sandbox);
		now = Date.UTC(2026, 6, 1, 22, 30);
		await v4('PUT', `profile/${id}`, { fields: { Plaats: 'Elsewhere' } });
		expect(await modifiedOf(id)).toBe('2026-07-02 00:30:00');
		set({ timeZone: 'UTC' });
		await v4('PUT', `profile/${id}`, { fields: { Plaats: 'Back' } });
		expect(await modifiedOf(id)).toBe('2026-07-01 22:30:00');
	});

	it('as a field shadows the property in selectors, but not in orderby', async () => {
		const { store } = sandbox.copernica;
		const database = store.addDatabase('Shadow', '', [{ name: 'modified' }]);
		now += 60_000;
		store.createProfile(database, { fields: { modified: 'b' } }, 'import');
		now += 60_000;
		store.createProfile(database, { fields: { modified: 'a' } }, 'import');
		const path = `database/Shadow/profiles`;
		expect((await v4('GET', `${path}?fields[]=modified==a`)).json).toMatchObject({ count: 1 });
		expect((await v4('GET', `${path}?orderby=modified`)).json).toMatchObject({
			data: [{ fields: { modified: 'b' } }, { fields: { modified: 'a' } }],
		});
		set({ modifiedFieldShadows: false });
		expect((await v4('GET', `${path}?fields[]=modified==a`)).json).toMatchObject({ count: 0 });
		expect(() => store.addDatabase('Odd', '', [{ name: 'ID' }])).toThrow('cannot be called');
	});
});

describe('what is written', () => {
	it('unknown fields are ignored or refused', async () => {
		const { id } = customer(sandbox);
		expect((await v4('PUT', `profile/${id}`, { fields: { Nope: 1 } })).status).toBe(204);
		set({ unknownFieldsIgnored: false });
		expect(await v4('PUT', `profile/${id}`, { fields: { Nope: 1 } })).toEqual(
			refused('Invalid data provided'),
		);
	});

	it('fields that are no object: refused on POST and PUT of many, ignored on PUT of one', async () => {
		const body = { fields: 'x' };
		const { id } = customer(sandbox);
		expect((await v4('POST', 'database/1/profiles', body)).status).toBe(400);
		expect((await v4('PUT', `database/1/profiles?fields[]=id==${id}`, body)).status).toBe(400);
		expect((await v4('PUT', `profile/${id}`, body)).status).toBe(204);
		set({ fieldsNotObject: 'refused' });
		expect((await v4('PUT', `profile/${id}`, body)).status).toBe(400);
		set({ fieldsNotObject: 'ignored' });
		expect((await v4('POST', 'database/1/profiles', body)).status).toBe(201);
	});

	it('of a field that is named twice the last value counts, or the first', async () => {
		const { id, fields } = customer(sandbox);
		await v4('PUT', `profile/${id}`, { fields: { PLAATS: 'A', plaats: 'B' } });
		expect(fields.Plaats).toBe('B');
		set({ sameFieldTwice: 'first' });
		await v4('PUT', `profile/${id}`, { fields: { PLAATS: 'A', plaats: 'B' } });
		expect(fields.Plaats).toBe('A');
	});

	it('a secret is ignored on create, and loses its accents on update', async () => {
		const made = await v4('POST', 'database/1/profiles', { fields: {}, secret: 'mine' });
		const id = made.headers.get('x-created');
		expect((await v4('GET', `profile/${id}`)).json).not.toMatchObject({ secret: 'mine' });
		await v4('PUT', `profile/${id}`, { secret: 'Zoë' });
		expect((await v4('GET', `profile/${id}`)).json).toMatchObject({ secret: 'Zo?' });
		set({ secretIgnoredOnCreate: false, secretAsciiOnly: false });
		const kept = await v4('POST', 'database/1/profiles', { fields: {}, secret: 'Zoë' });
		expect((await v4('GET', `profile/${kept.headers.get('x-created')}`)).json).toMatchObject({
			secret: 'Zoë',
		});
	});

	it('addresses of one domain are refused as spam with a generic text', async () => {
		const body = { fields: { Email: 'x@spam.example' } };
		expect(await v4('POST', 'database/1/profiles', body)).toEqual(
			refused('Failed to create profile'),
		);
		set({ refusedEmailDomain: '' });
		expect((await v4('POST', 'database/1/profiles', body)).status).toBe(201);
	});

	it('names of fields and databases mind the case where that is switched', async () => {
		set({ fieldNamesIgnoreCase: false });
		const { id } = customer(sandbox);
		await v4('PUT', `profile/${id}`, { fields: { plaats: 'X' } });
		expect(sandbox.copernica.store.profiles.get(id)?.fields.Plaats).toBe('Amsterdam');
		expect((await v4('GET', 'database/customers')).status).toBe(400);
	});
});

describe('paths', () => {
	it('trailing parts are ignored, or not', async () => {
		const { id } = customer(sandbox);
		expect((await v4('GET', `profile/${id}/fields/and/more`)).status).toBe(200);
		set({ trailingPathIgnored: false });
		expect(await v4('GET', `profile/${id}/fields/and/more`)).toEqual(refused('Invalid method'));
	});

	it('POST twins of PUT calls work and tell no id, or do not', async () => {
		const { id } = customer(sandbox);
		const reply = await v4('POST', `profile/${id}`, { fields: { Plaats: 'Twin' } });
		expect(reply.status).toBe(200);
		expect(reply.headers.has('x-created')).toBe(false);
		expect(sandbox.copernica.store.profiles.get(id)?.fields.Plaats).toBe('Twin');
		set({ postTwins: false });
		expect((await v4('POST', `profile/${id}`, { fields: {} })).status).toBe(400);
	});

	it('PUT subprofiles with create tells nothing, or the id', async () => {
		const { id } = customer(sandbox, 'emma.bakker@example.com');
		const path = `profile/${id}/subprofiles/SQ_profile?fields[]=Winkel==A&create=1`;
		const silent = await v4('PUT', path, { Winkel: 'A' });
		expect(silent.status).toBe(201);
		expect(silent.headers.has('x-created')).toBe(false);
		expect(silent.headers.get('location')).toContain(`/profile/${id}?`);
		expect((await v4('PUT', path, { Winkel: 'A' })).status).toBe(204);
		set({ subprofileUpsertTellsNothing: false });
		const told = await v4('PUT', path.replace('==A', '==B'), { Winkel: 'B' });
		expect(told.headers.get('x-created')).toMatch(/^\d+$/);
	});
});

it('refuses a switch that does not exist', () => {
	expect(() => set(JSON.parse('{"nope":true}'))).toThrow();
	expect(() => set(JSON.parse('{"putAnswer":"418"}'))).toThrow();
});
