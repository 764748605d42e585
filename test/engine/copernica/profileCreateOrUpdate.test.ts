import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import { runNode } from '../support';
import { startScriptedVendor, type ScriptedVendor } from './scriptedVendor';
import { autoMapped, mapped, openAccount, picked, type Account } from './account';

let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const upsert = (extra: IDataObject = {}) => ({
	resource: 'profile',
	operation: 'upsert',
	database: picked(account.customers),
	fields: autoMapped(['Email']),
	...extra,
});
const anne = 'anne.devries@example.com';

describe('writing', () => {
	it('sends only what differs, and tells which fields', async () => {
		const { completed, writes } = await account.run(upsert(), [
			{ Email: anne, Plaats: 'Rotterdam', Voornaam: 'Anne' },
		]);
		const [id = ''] = account.profiles;
		expect(completed).toEqual([
			{ status: 'updated', profileId: id, databaseId: account.customers, changed: ['Plaats'] },
		]);
		expect(writes).toEqual([`PUT /v4/profile/${id}`]);
		expect(account.stored(id)).toMatchObject({ Plaats: 'Rotterdam', Achternaam: 'de Vries' });
	});

	it('writes nothing where nothing differs, and leaves `modified` alone', async () => {
		const [id = ''] = account.profiles;
		const before = account.copernica.store.profiles.get(Number(id))?.modified;
		const { completed, writes } = await account.run(upsert(), [
			{ Email: anne, Klantnummer: 1001, Geboortedatum: '1984-03-12', Nieuwsbrief: 'Ja' },
		]);
		expect(completed).toMatchObject([{ status: 'unchanged', profileId: id, changed: [] }]);
		expect(writes).toEqual([]);
		expect(account.copernica.store.profiles.get(Number(id))?.modified).toBe(before);
	});

	it('creates what is not there, with all its fields, and says the new ID', async () => {
		const { completed, writes } = await account.run(upsert(), [
			{ Email: 'new@example.com', Voornaam: 'New', Punten: 2.5 },
		]);
		const created = completed[0];
		expect(created).toMatchObject({ status: 'created', changed: ['Email', 'Voornaam', 'Punten'] });
		expect(account.stored(String(created?.profileId))).toMatchObject({
			Email: 'new@example.com',
			Voornaam: 'New',
			Punten: '2.5',
			Land: 'Nederland',
		});
		expect(writes).toHaveLength(1);
	});

	it.each(['x-created', 'location', 'x-location', 'none'] as const)(
		'finds the new ID when Copernica tells it by %s',
		async (createdHeaders) => {
			account.copernica.quirks.set({ createdHeaders });
			const { completed } = await account.run(upsert(), [{ Email: 'new@example.com' }]);
			expect(account.stored(String(completed[0]?.profileId)).Email).toBe('new@example.com');
		},
	);

	it('takes a PUT that is answered by a redirect for the success that it is, without its token', async () => {
		account.copernica.quirks.set({ putAnswer: '303' });
		const { completed, run } = await account.run(upsert(), [{ Email: anne, Plaats: 'Rotterdam' }]);
		expect(completed).toMatchObject([{ status: 'updated' }]);
		expect(JSON.stringify([run.outputs, run.logs])).not.toContain(account.copernica.accessToken);
	});

	it('sees the first of two items for one address when it comes to the second', async () => {
		const items = [
			{ Email: 'twice@example.com', Plaats: 'A' },
			{ Email: anne },
			{ Email: 'twice@example.com', Plaats: 'B' },
			{ Email: 'twice@example.com', Plaats: 'B' },
		];
		const { completed } = await account.run(upsert(), items);
		expect(completed.map(({ status }) => status)).toEqual([
			'created',
			'unchanged',
			'updated',
			'unchanged',
		]);
		expect(new Set([0, 2, 3].map((at) => completed[at]?.profileId)).size).toBe(1);
	});

	it.each([
		['blanks around it', ` ${anne} `],
		['capitals', 'Anne.deVries@Example.com'],
		['a character that nobody sees', `${anne}\u200b`],
	])(
		'finds the profile of an address with %s, and leaves the address as it is',
		async (_, Email) => {
			const [id = ''] = account.profiles;
			const { completed } = await account.run(upsert(), [{ Email, Plaats: 'Rotterdam' }]);
			expect(completed).toMatchObject([{ status: 'updated', profileId: id, changed: ['Plaats'] }]);
			expect(account.stored(id).Email).toBe(anne);
		},
	);

	it('finds an address that Copernica holds with capitals', async () => {
		const [id = ''] = account.profiles;
		const profile = account.copernica.store.profiles.get(Number(id));
		if (profile !== undefined) profile.fields.Email = 'Anne@Example.com';
		const { completed } = await account.run(upsert(), [{ Email: 'anne@example.com' }]);
		expect(completed).toMatchObject([{ status: 'unchanged', profileId: id }]);
	});

	it.each([true, false])(
		'makes one profile of three spellings of a new address (capitals ignored: %p)',
		async (selectorsIgnoreCase) => {
			account.copernica.quirks.set({ selectorsIgnoreCase });
			const { completed } = await account.run(upsert(), [
				{ Email: 'New.One@Example.com' },
				{ Email: 'new.one@example.com ' },
				{ Email: 'NEW.ONE@EXAMPLE.COM', Plaats: 'Delft' },
			]);
			expect(completed).toMatchObject([
				{ status: 'created' },
				{ status: 'unchanged' },
				{ status: 'updated', changed: ['Plaats'] },
			]);
			expect(new Set(completed.map(({ profileId }) => profileId)).size).toBe(1);
		},
	);

	it('leaves null alone and makes empty what is an empty text', async () => {
		const [id = ''] = account.profiles;
		await account.run(upsert(), [{ Email: anne, Plaats: null, Postcode: '' }]);
		expect(account.stored(id)).toMatchObject({ Plaats: 'Amsterdam', Postcode: '' });
	});

	it('sets interests on and off with the fields in one request', async () => {
		const [id = ''] = account.profiles;
		const options = { addInterests: ['Mode'], removeInterests: ['sport'] };
		const first = await account.run(upsert({ options }), [{ Email: anne }]);
		expect(first.completed).toMatchObject([{ status: 'updated', changed: ['Sport', 'Mode'] }]);
		expect(account.copernica.store.profiles.get(Number(id))?.interests).toEqual(['Mode']);
		const second = await account.run(upsert({ options }), [{ Email: anne }]);
		expect(second.completed).toMatchObject([{ status: 'unchanged' }]);
		expect(second.writes).toEqual([]);
	});

	it('names the keys of an item that are no field', async () => {
		const { completed } = await account.run(upsert(), [{ Email: anne, shoeSize: 43 }]);
		expect(completed).toMatchObject([{ status: 'unchanged', ignored: ['shoeSize'] }]);
	});

	it('evaluates a mapping by hand for each item', async () => {
		const fields = mapped({ Email: '={{ $json.mail }}', Plaats: '={{ $json.city }}' }, ['Email']);
		const { completed } = await account.run(upsert({ fields }), [
			{ mail: anne, city: 'Delft' },
			{ mail: 'bram.jansen@example.com', city: 'Utrecht' },
		]);
		expect(completed.map(({ status }) => status)).toEqual(['updated', 'unchanged']);
	});
});

describe('guarding', () => {
	const bad: Array<[string, IDataObject, string, string]> = [
		['no value to match on', { Voornaam: 'x' }, 'MATCH_MISSING', 'Email'],
		['an empty value to match on', { Email: ' ' }, 'MATCH_MISSING', 'Email'],
		['twins in case', { Email: anne, EMAIL: 'b@example.com' }, 'FIELD_TWICE', 'Email'],
		[
			'an option that does not exist',
			{ Email: anne, Nieuwsbrief: 'ja' },
			'OPTION_UNKNOWN',
			'Nieuwsbrief',
		],
		['a decimal comma', { Email: anne, Punten: '2,5' }, 'VALUE_INVALID', 'Punten'],
		['a half in a whole number', { Email: anne, Klantnummer: 2.5 }, 'VALUE_INVALID', 'Klantnummer'],
		[
			'an impossible date',
			{ Email: anne, Geboortedatum: '2023-02-30' },
			'VALUE_INVALID',
			'Geboortedatum',
		],
		['an empty mandatory date', { Email: anne, Klant_sinds: '' }, 'VALUE_INVALID', 'Klant_sinds'],
		['a list', { Email: anne, Plaats: ['a', 'b'] }, 'VALUE_INVALID', 'Plaats'],
	];

	it.each(bad)('rejects %s and sends nothing', async (_name, item, code, field) => {
		const before = account.stored(account.profiles[0] ?? '');
		const { completed, rejected, writes, run } = await account.run(upsert(), [item]);
		expect(run.error).toBeUndefined();
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ status: 'invalid', code, field, input: item }]);
		expect(writes).toEqual([]);
		expect(account.stored(account.profiles[0] ?? '')).toEqual(before);
	});

	it.each(['FIELD_UNKNOWN', 'MATCH_FIELD'])(
		'never searches by a name that is unknown (%s)',
		async (which) => {
			const fields =
				which === 'FIELD_UNKNOWN'
					? mapped({ Email: anne, Emial: 'x' }, ['Email'])
					: mapped({ Email: anne }, ['Emial']);
			const { rejected, requests } = await account.run(upsert({ fields }));
			expect(rejected).toMatchObject([{ code: 'FIELD_UNKNOWN', field: 'Emial' }]);
			expect(requests).toEqual([`GET /v4/database/${account.customers}/fields`]);
		},
	);

	it('refuses to run without a field to match on', async () => {
		const { run, writes } = await account.run(upsert({ fields: autoMapped([]) }), [
			{ Email: anne },
		]);
		expect(run.error?.message).toBe('Choose at least one field to match on');
		expect(writes).toEqual([]);
	});

	it('writes to nobody when several match, and names them', async () => {
		account.copernica.edit({ edit: 'create-profile', fields: { Email: anne, Voornaam: 'Other' } });
		const { rejected, writes } = await account.run(upsert(), [{ Email: anne, Plaats: 'X' }]);
		expect(rejected).toMatchObject([{ status: 'rejected', code: 'MATCH_AMBIGUOUS' }]);
		expect(rejected[0]?.reason).toContain(account.profiles[0]);
		expect(writes).toEqual([]);
	});

	it.each([
		[{ addInterests: ['Nope'] }, 'INTEREST_UNKNOWN'],
		[{ removeInterests: ['Nope'] }, 'INTEREST_UNKNOWN'],
		[{ addInterests: ['Sport'], removeInterests: ['Sport'] }, 'INTEREST_TWICE'],
	])('refuses the interests %j', async (options, code) => {
		for (const Email of [anne, 'new@example.com']) {
			const { rejected, writes } = await account.run(upsert({ options }), [{ Email, Plaats: 'X' }]);
			expect(rejected).toMatchObject([{ status: 'invalid', code }]);
			expect(writes).toEqual([]);
		}
	});

	it('says when the database does not exist', async () => {
		const { rejected, run } = await account.run(upsert({ database: picked('999') }), [
			{ Email: anne },
		]);
		expect(run.error).toBeUndefined();
		expect(rejected).toMatchObject([{ status: 'rejected', code: 'REFUSED_BY_COPERNICA' }]);
		expect(rejected[0]?.reason).toContain('No database with supplied ID');
	});

	it('says the vendor’s reason for a refused row, and does the others', async () => {
		const { completed, rejected } = await account.run(upsert(), [
			{ Email: anne, Plaats: 'A' },
			{ Email: 'someone@spam.example' },
			{ Email: 'fine@example.com' },
		]);
		expect(completed.map(({ status }) => status)).toEqual(['updated', 'created']);
		expect(rejected).toMatchObject([
			{
				status: 'rejected',
				code: 'REFUSED_BY_COPERNICA',
				reason: expect.stringContaining('Failed to create profile'),
				input: { Email: 'someone@spam.example' },
			},
		]);
	});
});

describe('a Copernica that ignores the condition', () => {
	let vendor: ScriptedVendor;
	afterEach(async () => await vendor.stop());

	it('gets nothing written to whomever it gave', async () => {
		const stranger = { ID: '7', fields: { Email: 'stranger@example.com' }, removed: false };
		const list = (data: unknown[]) => ({
			body: { start: 0, limit: 100, total: data.length, data },
		});
		vendor = await startScriptedVendor({
			answers: {
				'GET /v4/database/1/fields': [list([{ ID: '1', name: 'Email', type: 'email', value: '' }])],
				'GET /v4/database/1/profiles': [list([stranger])],
			},
		});
		const run = await runNode({
			nodeType: 'copernica',
			parameters: { ...upsert(), database: picked('1') },
			credentials: { copernicaApi: vendor.credential },
			items: [{ Email: anne }],
		});
		expect(run.outputs[1]?.[0]?.json).toMatchObject({ code: 'MATCH_UNSAFE', field: 'Email' });
		expect(vendor.requests.every(({ method }) => method === 'GET')).toBe(true);
		expect(vendor.requests.at(-1)?.query).toContain(
			`fields%5B%5D=${encodeURIComponent(`Email==${anne}`)}`,
		);
	});
});

describe('trouble', () => {
	const put = { path: '/profile/', method: 'PUT' };

	it('waits out 429 and goes on', async () => {
		account.copernica.faults.add({
			...put,
			fault: { kind: 'status', status: 429, retryAfter: { seconds: 3 } },
			times: 1,
		});
		const { completed, waits } = await account.run(upsert(), [{ Email: anne, Plaats: 'X' }]);
		expect(completed).toMatchObject([{ status: 'updated' }]);
		expect(waits).toEqual([3_000]);
	});

	it('writes again after a PUT whose answer was lost', async () => {
		account.copernica.faults.add({ ...put, fault: { kind: 'cut-after' }, times: 1 });
		const { completed } = await account.run(upsert(), [{ Email: anne, Plaats: 'X' }]);
		expect(completed).toMatchObject([{ status: 'updated' }]);
	});

	it('ends the run at 503 pages, with the item', async () => {
		account.copernica.faults.add({ ...put, fault: { kind: 'status', status: 503, body: 'html' } });
		const { run } = await account.run(upsert(), [{ Email: anne, Plaats: 'X' }]);
		expect(run.error?.message).toBe('Copernica is not available right now (status 503)');
		expect(run.error?.context).toMatchObject({ itemIndex: 0 });
	});

	it('goes on when set to, pairs every row, and does not wait again', async () => {
		account.copernica.faults.add({ ...put, fault: { kind: 'status', status: 503, body: 'html' } });
		const { run, completed, rejected } = await account.run(
			upsert(),
			[{ Email: anne }, { Email: anne, Plaats: 'X' }, { Email: anne, Plaats: 'Y' }],
			{ onError: 'continueRegularOutput' },
		);
		expect(run.error).toBeUndefined();
		expect(completed).toMatchObject([{ status: 'unchanged' }]);
		expect(rejected[0]).toMatchObject({ code: 'COPERNICA_UNAVAILABLE', input: { Plaats: 'X' } });
		const paired = run.returned[0]?.flat().map((item) => item.pairedItem);
		expect(paired).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	it.each([401, 400] as const)(
		'renews a token that ran out, told by %p',
		async (tokenErrorStatus) => {
			account.copernica.quirks.set({ tokenErrorStatus });
			const { run } = await account.run(upsert(), [{ Email: anne }]);
			const { sessionToken } = await run.credentials.storedValues('copernicaApi');
			account.credential.sessionToken = String(sessionToken);
			account.copernica.tokens.expireAll();
			const { completed, run: second } = await account.run(upsert(), [
				{ Email: anne, Plaats: 'X' },
			]);
			expect(completed).toMatchObject([{ status: 'updated' }]);
			expect(second.credentials.tokenFetches).toEqual({ copernicaApi: 1 });
		},
	);

	const post = { path: '/profiles', method: 'POST' };
	const newcomer = { Email: 'new@example.com' };
	const newcomers = () =>
		account.copernica.store
			.profilesOf(Number(account.customers))
			.filter(({ fields }) => fields.Email === newcomer.Email).length;

	it('never creates twice: an answer that was lost is proved by reading', async () => {
		account.copernica.faults.add({ ...post, fault: { kind: 'cut-after' }, times: 1 });
		const { completed, writes } = await account.run(upsert(), [newcomer]);
		expect(completed).toMatchObject([{ status: 'created', profileId: expect.any(String) }]);
		expect(writes).toHaveLength(1);
		expect(newcomers()).toBe(1);
	});

	it('says "unknown" when nothing proves the creation, and does not send it again', async () => {
		account.copernica.faults.add({ ...post, fault: { kind: 'cut-before' }, times: 1 });
		const { rejected, writes, run } = await account.run(upsert(), [newcomer, { Email: anne }], {
			onError: 'continueRegularOutput',
		});
		expect(rejected).toMatchObject([
			{ status: 'unknown', code: 'OUTCOME_UNKNOWN', input: newcomer },
		]);
		expect(writes.length).toBeLessThanOrEqual(1);
		expect(run.outputs[0]).toHaveLength(1);
		expect(newcomers()).toBe(0);
	});

	it('does not take a 500 for a creation that was not made', async () => {
		account.copernica.faults.add({ ...post, fault: { kind: 'status', status: 500 }, times: 1 });
		const { rejected, writes } = await account.run(upsert(), [newcomer], {
			onError: 'continueRegularOutput',
		});
		expect(rejected).toMatchObject([{ status: 'unknown', code: 'OUTCOME_UNKNOWN' }]);
		expect(writes.length).toBeLessThanOrEqual(1);
	});

	it('asks again after 429 for a creation, since it was not carried out', async () => {
		account.copernica.faults.add({ ...post, fault: { kind: 'status', status: 429 }, times: 2 });
		const { completed } = await account.run(upsert(), [newcomer]);
		expect(completed).toMatchObject([{ status: 'created' }]);
		expect(newcomers()).toBe(1);
	});
});

describe('an item whose expression cannot be evaluated', () => {
	const fields = mapped(
		{ Email: '={{ $json.mail ? $json.mail : $("Nowhere").first().json.mail }}', Plaats: 'Delft' },
		['Email'],
	);
	const items = [{ mail: anne }, { mail: null }, { mail: 'bram.jansen@example.com' }];

	it('ends the run', async () => {
		const { run } = await account.run(upsert({ fields }), items);
		expect(run.error).toBeDefined();
	});

	it('does not take the others along when the node is set to continue', async () => {
		const { completed, rejected } = await account.run(upsert({ fields }), items, {
			onError: 'continueRegularOutput',
		});
		expect(completed.map(({ status }) => status)).toEqual(['updated', 'updated']);
		expect(rejected).toHaveLength(1);
		expect(rejected[0]).toMatchObject({ code: 'SETTING_INVALID', input: { mail: null } });
	});
});

describe('requests', () => {
	let large: Account;
	const open = async (people: number) => (large = await openAccount(people));
	const largeUpsert = () => ({ ...upsert(), database: picked(large.customers) });

	afterEach(async () => await large.stop());

	it('takes 4 requests for 1,000 items that are up to date in a database of 1,000', async () => {
		await open(1_000);
		const items = large.profiles.map((id) => {
			const { Email = '', Voornaam = '' } = large.stored(id);
			return { Email, Voornaam };
		});
		const { completed, requests } = await large.run(largeUpsert(), items);
		expect(new Set(completed.map(({ status }) => status))).toEqual(new Set(['unchanged']));
		expect(completed).toHaveLength(1_000);
		// Fields, size of the database, its one full page, and the look whether there is another.
		expect(requests.length).toBeLessThanOrEqual(4);
	});

	it('still asks Copernica before it creates, and before it takes a near match for a match', async () => {
		await open(50);
		const items = Array.from({ length: 30 }, (_, at) => ({ Email: `klant${at + 10}@example.com` }));
		const { completed, requests } = await large.run(largeUpsert(), [
			...items,
			{ Email: 'nobody@example.com' },
			{ Email: 'KLANT45@example.com' },
		]);
		expect(completed.filter(({ status }) => status === 'created')).toHaveLength(1);
		expect(completed.filter(({ status }) => status === 'unchanged')).toHaveLength(31);
		const searches = requests.filter((request) => /^GET .*\/profiles$/.test(request));
		// Size, one page, and for each of the two that the page cannot answer a search for its spelling and one for others.
		expect(searches).toHaveLength(6);
	});

	it('sees what an item before it wrote, also when the database was read at the start', async () => {
		await open(50);
		const items = Array.from({ length: 30 }, (_, at) => ({ Email: `klant${at + 10}@example.com` }));
		const Email = 'klant12@example.com';
		const { completed, requests } = await large.run(largeUpsert(), [
			...items,
			{ Email, Plaats: 'Delft' },
			{ Email, Plaats: '' },
		]);
		expect(completed.slice(-2).map(({ status }) => status)).toEqual(['updated', 'updated']);
		expect(large.stored(String(completed.at(-1)?.profileId)).Plaats).toBe('');
		// Size, one page, and a search each for the two that come back to a profile.
		expect(requests.filter((request) => /^GET .*\/profiles$/.test(request))).toHaveLength(4);
	});

	it('takes one write for each item that differs, and no search for any', async () => {
		await open(1_000);
		const items = large.profiles.map((id) => ({
			Email: large.stored(id).Email ?? '',
			Plaats: 'Nieuw',
		}));
		const { completed, requests, writes } = await large.run(largeUpsert(), items);
		expect(new Set(completed.map(({ status }) => status))).toEqual(new Set(['updated']));
		expect(writes).toHaveLength(1_000);
		expect(requests.length - writes.length).toBeLessThanOrEqual(4);
	});
});
