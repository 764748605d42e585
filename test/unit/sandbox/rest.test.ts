import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { withSandbox } from '../../support/withSandbox';
import { queryRest, send, v4Of, type Reply } from './support/client';
import { collectionId, customer, databaseId, firstSubprofile } from './support/ids';

/** The REST API as docs/vendors/copernica.md#3-rest-v4-and-v3 describes it. */
const sandbox = withSandbox();
let v4: (method: string, path: string, data?: unknown) => Promise<Reply>;

beforeAll(async () => {
	v4 = await v4Of(sandbox);
});
const others: Sandbox[] = [];
afterEach(async () => {
	for (const other of others.splice(0)) await other.stop();
});
const startOther = async (options: SandboxOptions): Promise<Sandbox> => {
	const other = await startSandbox(options);
	others.push(other);
	return other;
};

const refused = (message: string, status = 400) =>
	expect.objectContaining({ status, json: { error: { message } } });

describe('authentication', () => {
	const exchange = async (token: string) =>
		await send(sandbox.copernica.authenticateUrl, {
			method: 'POST',
			body: new URLSearchParams({ access_token: token }),
		});

	it.each([
		['text', (reply: Reply) => reply.text],
		['json', (reply: Reply) => (reply.json as { token: string }).token],
		['json-string', (reply: Reply) => String(reply.json)],
	] as const)('exchanges the access token for a JWT of 24 hours, as %s', async (form, read) => {
		sandbox.copernica.quirks.set({ authReply: form });
		const jwt = read(await exchange(sandbox.copernica.accessToken));
		const payload = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());
		expect(payload.exp - payload.iat).toBe(86_400);
		const reply = await send(`${sandbox.copernica.url}/v4/identity`, {
			headers: { authorization: `Bearer ${jwt}` },
		});
		expect(reply.json).toMatchObject({ id: '12345' });
	});

	it('refuses a wrong access token everywhere', async () => {
		expect(await exchange('nonsense')).toEqual(refused('Invalid access token', 401));
		expect(await send(`${sandbox.copernica.url}/v3/identity?access_token=x`, {})).toEqual(
			refused('Invalid access token'),
		);
		expect(await send(`${sandbox.copernica.url}/v4/identity`, {})).toEqual(
			refused('Invalid access token', 401),
		);
	});

	it('refuses a token that was made for v4 only in v1 to v3', async () => {
		sandbox.copernica.quirks.set({ accessTokenV4Only: true });
		for (const version of ['v1', 'v2', 'v3', ''] as const)
			expect((await queryRest(sandbox, version)('GET', 'identity')).status).toBe(400);
		expect((await (await v4Of(sandbox))('GET', 'identity')).status).toBe(200);
	});

	it('does not take the access token as a JWT, nor a JWT in the query of v4', async () => {
		const { url, accessToken } = sandbox.copernica;
		const headers = { authorization: `Bearer ${accessToken}` };
		expect((await send(`${url}/v4/identity`, { headers })).status).toBe(401);
		expect((await send(`${url}/v4/identity?access_token=${accessToken}`, {})).status).toBe(401);
	});

	it('lets tokens expire on demand and by time', async () => {
		let now = Date.UTC(2026, 0, 1);
		const timed = await startOther({ now: () => now });
		const rest = await v4Of(timed);
		now += 23 * 3600_000;
		expect((await rest('GET', 'identity')).status).toBe(200);
		now += 2 * 3600_000;
		expect((await rest('GET', 'identity')).status).toBe(401);
		const fresh = await v4Of(timed);
		timed.copernica.tokens.expireAll();
		expect((await fresh('GET', 'identity')).status).toBe(401);
		timed.copernica.quirks.set({ tokenErrorStatus: 400 });
		expect((await fresh('GET', 'identity')).status).toBe(400);
	});
});

describe('lists', () => {
	it('wraps databases, collections, fields and interests', async () => {
		expect((await v4('GET', 'databases')).json).toMatchObject({
			start: 0,
			limit: 100,
			count: 2,
			total: 2,
			data: [{ ID: '1', name: 'Customers', archived: false }, { name: 'Prospects' }],
		});
		expect((await v4('GET', 'database/customers/collections')).json).toMatchObject({
			data: [
				{ name: 'SQ_profile', database: '1' },
				{ name: 'squeezely_audiences' },
				{ name: 'squeezely_triggers' },
			],
		});
		expect((await v4('GET', 'database/1/fields')).json).toMatchObject({
			data: expect.arrayContaining([
				expect.objectContaining({ name: 'Nieuwsbrief', type: 'select', value: '*\nJa\nNee' }),
			]),
		});
		expect((await v4('GET', 'database/1/interests')).json).toMatchObject({
			data: [{ name: 'Sport' }, { name: 'Mode' }],
		});
		const fields = (await v4('GET', `collection/${collectionId(sandbox)}/fields`)).json;
		expect(fields).toMatchObject({
			data: expect.arrayContaining([expect.objectContaining({ name: 'Loyaliteitspunten' })]),
		});
	});

	it('pages profiles by offset, at most 1000 at a time, and drops the total on request', async () => {
		const big = await startOther({ seed: { people: 1100 } });
		const rest = await v4Of(big);
		const first = (await rest('GET', 'database/1/profiles')).json;
		expect(first).toMatchObject({ start: 0, limit: 100, count: 100, total: 1100 });
		const second = (await rest('GET', 'database/1/profiles?start=1000&limit=5000')).json;
		expect(second).toMatchObject({ start: 1000, limit: 1000, count: 100, total: 1100 });
		const quick = (await rest('GET', 'database/1/profiles?total=false&limit=2')).json;
		expect(quick).not.toHaveProperty('total');
		expect(quick).toMatchObject({ count: 2 });
	});

	it('goes on with id>=nextid', async () => {
		const ids: string[] = [];
		let next = '0';
		for (let page = 0; page < 3; page += 1) {
			const path = `database/1/profiles?limit=3&fields[]=${encodeURIComponent(`id>=${next}`)}`;
			const reply = (await v4('GET', path)).json as { nextid: string; data: Array<{ ID: string }> };
			ids.push(...reply.data.map(({ ID }) => ID));
			next = reply.nextid;
		}
		expect(ids).toHaveLength(8);
		expect(new Set(ids).size).toBe(8);
	});

	it('shows start and limit as texts in v1', async () => {
		expect((await queryRest(sandbox, 'v1')('GET', 'databases')).json).toMatchObject({
			start: '0',
			limit: '100',
		});
	});

	it('reads start as an id, where that switch is set', async () => {
		sandbox.copernica.quirks.set({ startMeans: 'id' });
		const last = customer(sandbox, 'hanna.meijer@example.com').id;
		expect((await v4('GET', `database/1/profiles?start=${last}`)).json).toMatchObject({ count: 1 });
	});

	it.each([
		['Achternaam==Jansen', ['bram.jansen@example.com']],
		['achternaam==Jansen', ['bram.jansen@example.com']],
		['Email=~%jansen%', ['bram.jansen@example.com']],
		['Klantnummer>1006', ['gijs.smit@example.com', 'hanna.meijer@example.com']],
		['Geslacht!=Vrouw', 5],
		['Geslacht<>Vrouw', 5],
		['Email!~%example.com', 0],
		['Achternaam== Jansen', 0],
		['Achternaam ==Jansen', 8],
		['Nonsense==1', 8],
		['nonsense', 8],
	])('selects %s', async (selector, expected) => {
		const path = `database/1/profiles?fields[]=${encodeURIComponent(selector)}`;
		const { data } = (await v4('GET', path)).json as { data: Array<{ fields: { Email: string } }> };
		if (typeof expected === 'number') expect(data).toHaveLength(expected);
		else expect(data.map(({ fields }) => fields.Email)).toEqual(expected);
	});

	it('joins selectors with AND, and sorts', async () => {
		const path = `database/1/profiles?fields[]=Geslacht==Vrouw&fields[]=Nieuwsbrief==Ja`;
		expect((await v4('GET', path)).json).toMatchObject({ count: 1 });
		const sorted = (await v4('GET', 'database/1/profiles?orderby=Voornaam&order=desc&limit=1'))
			.json;
		expect(sorted).toMatchObject({ data: [{ fields: { Voornaam: 'Hanna' } }] });
	});

	it('can compare values without case', async () => {
		const path = 'database/1/profiles?fields[]=Email==FINN.visser@example.com';
		expect((await v4('GET', path)).json).toMatchObject({ count: 0 });
		sandbox.copernica.quirks.set({ selectorsIgnoreCase: true });
		expect((await v4('GET', path)).json).toMatchObject({ count: 1 });
	});

	it('shows less with dataonly, and only ids with profileids', async () => {
		const { data } = (await v4('GET', 'database/1/profiles?dataonly=1&limit=1')).json as {
			data: unknown[];
		};
		expect(data[0]).not.toHaveProperty('created');
		expect(data[0]).not.toHaveProperty('secret');
		sandbox.copernica.quirks.set({ dataOnlyKeepsSecret: true });
		expect((await v4('GET', 'database/1/profiles?dataonly=1&limit=1')).json).toMatchObject({
			data: [{ secret: expect.any(String) }],
		});
		expect((await v4('GET', 'database/1/profileids')).json).toHaveLength(8);
	});
});

describe('profiles', () => {
	it('creates: 201, X-Created, X-Location, values coerced, names without case', async () => {
		const reply = await v4('POST', 'database/1/profiles', {
			fields: { email: 'new@example.com', KLANTNUMMER: '12.7', Nonsense: 'x', Nieuwsbrief: 'ja' },
			interests: ['Sport'],
		});
		expect(reply).toMatchObject({ status: 201, text: '' });
		const id = reply.headers.get('x-created');
		expect(reply.headers.get('x-location')).toBe(`${sandbox.copernica.url}/v4/profile/${id}`);
		expect((await v4('GET', `profile/${id}`)).json).toMatchObject({
			ID: id,
			fields: { Email: 'new@example.com', Klantnummer: '12', Nieuwsbrief: '', Land: 'Nederland' },
			interests: ['Sport'],
			database: '1',
			removed: false,
		});
	});

	it('takes a form body, and flat fields in v1', async () => {
		const { url, accessToken } = sandbox.copernica;
		const form = await send(`${url}/v3/database/1/profiles?access_token=${accessToken}`, {
			method: 'POST',
			body: new URLSearchParams({ 'fields[email]': 'form@example.com' }),
		});
		expect(form.status).toBe(201);
		const flat = await queryRest(sandbox, 'v1')('POST', 'database/1/profiles', {
			email: 'flat@example.com',
		});
		expect(flat.status).toBe(201);
		expect(customer(sandbox, 'form@example.com').id).toBe(Number(form.headers.get('x-created')));
		expect(customer(sandbox, 'flat@example.com').id).toBe(Number(flat.headers.get('x-created')));
	});

	it('updates only what is named; of one name in two cases the last wins', async () => {
		const { id } = customer(sandbox);
		expect(
			(await v4('PUT', `profile/${id}`, { fields: { plaats: 'A', Plaats: 'B' } })).status,
		).toBe(204);
		expect(sandbox.copernica.store.profiles.get(id)?.fields).toMatchObject({
			Plaats: 'B',
			Voornaam: 'Anne',
		});
		await v4('PUT', `profile/${id}/fields`, { Klantnummer: null });
		expect((await v4('GET', `profile/${id}/fields`)).json).toMatchObject({ Klantnummer: '0' });
	});

	it('merges interests with POST and replaces them with PUT', async () => {
		const { id } = customer(sandbox);
		await v4('POST', `profile/${id}/interests`, ['Mode']);
		expect((await v4('GET', `profile/${id}/interests`)).json).toEqual(['Sport', 'Mode']);
		await v4('POST', `profile/${id}/interests`, { Sport: 0 });
		expect((await v4('GET', `profile/${id}/interests`)).json).toEqual(['Mode']);
		await v4('PUT', `profile/${id}/interests`, ['Sport']);
		expect((await v4('GET', `profile/${id}/interests`)).json).toEqual(['Sport']);
	});

	it('updates all matches of a PUT of many, and creates one on request', async () => {
		const path = 'database/1/profiles?fields[]=Geslacht==Vrouw';
		expect((await v4('PUT', path, { fields: { Notitie: 'x' } })).status).toBe(204);
		const marked = [...sandbox.copernica.store.profiles.values()].filter(
			({ fields }) => fields.Notitie === 'x',
		);
		expect(marked).toHaveLength(3);
		const body = { fields: { Email: 'new@example.com' } };
		const upsert = 'database/1/profiles?fields[]=Email==new@example.com&create=1';
		expect((await v4('PUT', upsert, body)).headers.get('x-created')).toMatch(/^\d+$/);
		expect((await v4('PUT', upsert, body)).status).toBe(204);
		const silent = await v4('PUT', `${upsert.replaceAll('new@', 'other@')}&async=1`, body);
		expect(silent.headers.has('x-created')).toBe(false);
		expect((await v4('GET', 'database/1/profiles')).json).toMatchObject({ total: 10 });
	});

	it('hits everyone when the selectors are unknown: what the documentation does not warn of', async () => {
		const body = { fields: { Nieuwsbrief: 'Nee' } };
		expect(await v4('PUT', 'database/1/profiles', body)).toEqual(
			refused('URL parameter fields is required'),
		);
		await v4('PUT', 'database/1/profiles?fields[]=Emial==anne.devries@example.com', body);
		expect(
			[...sandbox.copernica.store.profiles.values()].every(
				({ fields }) => fields.Nieuwsbrief === 'Nee',
			),
		).toBe(true);
		sandbox.reset();
		sandbox.copernica.quirks.set({ unknownSelectorsIgnored: false });
		expect(
			await v4('PUT', 'database/1/profiles?fields[]=Emial==anne.devries@example.com', body),
		).toEqual(refused('Invalid data provided'));
		expect(customer(sandbox).fields.Nieuwsbrief).toBe('Ja');
	});

	it('deletes: X-deleted, subprofiles too, out of lists, still readable when asked by id', async () => {
		const profile = customer(sandbox);
		const subprofile = firstSubprofile(sandbox, profile);
		const reply = await v4('DELETE', `profile/${profile.id}`);
		expect(reply.status).toBe(204);
		expect(reply.headers.get('x-deleted')).toBe(`profile ${profile.id}`);
		expect((await v4('GET', 'database/1/profiles')).json).toMatchObject({ total: 7 });
		const gone = (await v4('GET', `profile/${profile.id}`)).json as {
			fields: Record<string, string>;
		};
		expect(gone).toMatchObject({ removed: expect.stringMatching(/^\d{4}-/) });
		expect(Object.values(gone.fields).every((value) => value === '')).toBe(true);
		expect((await v4('GET', `subprofile/${subprofile.id}`)).json).toMatchObject({
			removed: expect.any(String),
		});
		expect(await v4('DELETE', `profile/${profile.id}`)).toEqual(
			refused('This profile has already been removed'),
		);
		sandbox.copernica.quirks.set({ deletedReadable: false });
		expect(await v4('GET', `profile/${profile.id}`)).toEqual(refused('No entity with supplied ID'));
	});

	it('forgets a profile that is deleted completely', async () => {
		const { id } = customer(sandbox);
		await v4('DELETE', `profile/${id}`, { completely: true });
		expect(await v4('GET', `profile/${id}`)).toEqual(refused('No entity with supplied ID'));
	});

	it('deletes many by id', async () => {
		const [first, second] = [customer(sandbox), customer(sandbox, 'bram.jansen@example.com')];
		await v4('DELETE', 'database/1/profiles', { profiles: [first.id, second.id] });
		expect((await v4('GET', 'database/1/profiles')).json).toMatchObject({ total: 6 });
	});

	it('runs the configured unsubscribe', async () => {
		expect((await v4('GET', 'database/1/unsubscribe')).json).toEqual({
			behavior: 'nothing',
			fields: [],
		});
		await v4('PUT', 'database/1/unsubscribe', {
			behavior: 'update',
			fields: { Nieuwsbrief: 'Nee' },
		});
		const { id } = customer(sandbox);
		expect((await v4('PUT', `profile/${id}/unsubscribe`)).status).toBe(204);
		expect(sandbox.copernica.store.profiles.get(id)?.fields.Nieuwsbrief).toBe('Nee');
		await v4('PUT', 'database/1/unsubscribe', { behavior: 'remove' });
		await v4('PUT', 'database/1/unsubscribes?fields[]=Voornaam==Bram');
		expect(customer(sandbox, 'anne.devries@example.com').removed).toBe(false);
		expect((await v4('GET', 'database/1/profiles')).json).toMatchObject({ total: 7 });
	});
});

describe('subprofiles', () => {
	it('creates from flat fields, lists, updates, deletes', async () => {
		const { id } = customer(sandbox, 'emma.bakker@example.com');
		const made = await v4('POST', `profile/${id}/subprofiles/sq_profile`, { winkel: 'Utrecht' });
		const subId = made.headers.get('x-created');
		expect(made.status).toBe(201);
		const read = (await v4('GET', `subprofile/${subId}`)).json;
		expect(read).toMatchObject({
			ID: subId,
			fields: { Winkel: 'Utrecht' },
			profile: String(id),
			collection: String(collectionId(sandbox)),
		});
		expect(read).not.toHaveProperty('database');
		await v4('PUT', `subprofile/${subId}`, { fields: { Loyaliteitspunten: 5 } });
		await v4('PUT', `subprofile/${subId}/fields`, { Favoriet_merk: 'X' });
		expect((await v4('GET', `profile/${id}/subprofiles/SQ_profile`)).json).toMatchObject({
			total: 1,
			data: [{ fields: { Winkel: 'Utrecht', Loyaliteitspunten: '5', Favoriet_merk: 'X' } }],
		});
		expect((await v4('DELETE', `subprofile/${subId}`)).headers.get('x-deleted')).toBe(
			`subprofile ${subId}`,
		);
		expect((await v4('GET', `profile/${id}/subprofiles/SQ_profile`)).json).toMatchObject({
			total: 0,
		});
	});

	it('updates many in a collection, flat or nested', async () => {
		const path = `collection/${collectionId(sandbox)}/subprofiles?fields[]=Loyaliteitspunten>100`;
		await v4('PUT', path, { Winkel: 'flat' });
		const bram = firstSubprofile(sandbox, customer(sandbox, 'bram.jansen@example.com'));
		expect(bram.fields.Winkel).toBe('flat');
		await v4('PUT', path, { fields: { Winkel: 'nested' } });
		expect(bram.fields.Winkel).toBe('nested');
		expect(firstSubprofile(sandbox, customer(sandbox)).fields.Winkel).toBe('');
	});
});

describe('what is unknown is 400', () => {
	it.each([
		['GET', 'profile/99999', 'No entity with supplied ID'],
		['GET', 'subprofile/99999', 'No subprofile with supplied ID'],
		['GET', 'database/Nothing/profiles', 'No database with supplied ID'],
		['GET', 'collection/99999', 'No collection with given ID'],
		['GET', 'nothing', 'Invalid method'],
		['GET', 'Databases', 'Invalid method'],
		['PATCH', 'profile/1', 'Invalid method'],
		['GET', 'database/1/callbacks', 'Invalid method'],
	])('%s %s: %s', async (method, path, message) => {
		expect(await v4(method, path)).toEqual(refused(message));
	});

	it('refuses a body that is not readable', async () => {
		const { url, accessToken } = sandbox.copernica;
		const reply = await send(`${url}/v3/database/1/profiles?access_token=${accessToken}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: '{"fields":',
		});
		expect(reply).toEqual(refused('Invalid data provided'));
	});
});

describe('database ids in use', () => {
	it('knows a database by name and by id', async () => {
		const byId = (await v4('GET', `database/${databaseId(sandbox)}`)).json;
		expect((await v4('GET', 'database/CUSTOMERS')).json).toEqual(byId);
	});
});
