import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { openAccount, type Account } from './account';

/** Change → Add Profile with *Look for Other Profiles*: who else still has the address that a change gives up. */
let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const GIVEN_UP = 'Twin@Example.com';

const change = (extra: IDataObject = {}): IDataObject => ({
	change: 'delete',
	entity: 'profile',
	profileId: '999001',
	databaseId: account.customers,
	fields: { Email: GIVEN_UP, Nieuwsbrief: 'Ja' },
	...extra,
});
const moved = (extra: IDataObject = {}): IDataObject =>
	change({
		change: 'update',
		fields: { Email: 'new@example.com', Nieuwsbrief: 'Ja' },
		previous: { Email: GIVEN_UP },
		changed: ['Email'],
		...extra,
	});

async function look(items: IDataObject[], extra: INodeParameters = {}) {
	const parameters = {
		resource: 'change',
		operation: 'addProfile',
		findOtherProfiles: true,
		emailField: 'Email',
		...extra,
	};
	const { requests, ...outcome } = await account.run(parameters, items);
	return {
		...outcome,
		requests,
		others: outcome.completed.map(({ otherProfiles }) => otherProfiles),
		searches: requests.filter((request) => request.endsWith('/profiles')),
	};
}

/** A profile in the database. @returns its ID */
function add(fields: Record<string, string>, database = 'Customers'): string {
	const { copernica } = account;
	return String(copernica.edit({ edit: 'create-profile', database, fields }).id);
}

describe('another living profile', () => {
	it('is found by the address alone, whatever its case and the blanks around it', async () => {
		const ids = ['twin@example.com', ' TWIN@example.COM ', GIVEN_UP].map((Email) =>
			add({ Email, Nieuwsbrief: 'Ja' }),
		);
		for (const Email of ['atwin@example.com', 'twin@example.com.au', 'other@example.com']) {
			add({ Email });
		}
		const { completed, others } = await look([change(), moved()]);
		expect(others[0]).toEqual(
			ids.map((profileId) => ({
				profileId,
				fields: expect.objectContaining({ Nieuwsbrief: 'Ja' }),
				interests: [],
			})),
		);
		expect(others[1]).toEqual(others[0]);
		expect(completed[0]).toMatchObject({ change: 'delete', profileId: '999001' });
	});

	it('is never the profile itself, a deleted one, or one of another database', async () => {
		const itself = add({ Email: GIVEN_UP });
		const deleted = add({ Email: GIVEN_UP });
		account.copernica.edit({ edit: 'delete-profile', profile: Number(deleted) });
		add({ Email: GIVEN_UP }, 'Prospects');
		const { others } = await look([change({ profileId: itself })]);
		expect(others).toEqual([[]]);
	});

	it.each(["o'neil_x%y\\z@example.com", '=a@example.com', '%@example.com', 'a b&c==d@example.com'])(
		'is found for the address %p, and nobody else',
		async (Email) => {
			const twin = add({ Email });
			const { others, rejected } = await look([change({ fields: { Email } })]);
			expect(rejected).toEqual([]);
			expect(others).toEqual([[expect.objectContaining({ profileId: twin })]]);
		},
	);

	it('is found behind many addresses that end in the same way', async () => {
		for (let number = 0; number < 1_050; number += 1) add({ Email: `x${number}a@example.com` });
		const twin = add({ Email: 'a@example.com' });
		const { others } = await look([change({ fields: { Email: 'A@example.com' } })]);
		expect(others).toEqual([[expect.objectContaining({ profileId: twin })]]);
	});

	it('is found on a page that Copernica cut short without saying so', async () => {
		account.copernica.quirks.set({ largestPage: 2, largestPageShown: false, totalShown: false });
		for (let number = 0; number < 5; number += 1) add({ Email: 'twin@example.com' });
		const { others } = await look([change()]);
		expect(others.flat()).toHaveLength(5);
	});

	it('is told with its interests', async () => {
		const id = account.profiles[0] ?? '';
		const Email = account.stored(id).Email ?? '';
		const { others } = await look([change({ fields: { Email } })]);
		expect(others).toEqual([[expect.objectContaining({ profileId: id, interests: ['Sport'] })]]);
	});
});

describe('a change that gives no address up', () => {
	it.each<[string, () => IDataObject]>([
		['a new profile', () => change({ change: 'create' })],
		['an update that does not tell what was before', () => moved({ previous: null })],
		['an update of another field', () => moved({ previous: { Nieuwsbrief: 'Nee' } })],
		[
			'an address that differs in case only',
			() => moved({ previous: { email: ' NEW@example.com' } }),
		],
		['an address that was empty', () => moved({ previous: { Email: ' ' } })],
		['a deleted profile without an address', () => change({ fields: { Email: '', Naam: 'x' } })],
		[
			'a subprofile',
			() => change({ entity: 'subprofile', subprofileId: '5', profileFields: { Email: GIVEN_UP } }),
		],
	])('%s: nothing is asked, and nobody is said to have looked', async (_name, item) => {
		const { others, requests } = await look([item()]);
		expect(others).toEqual([null]);
		expect(requests).toEqual([]);
	});

	it('nothing is asked while the option is off', async () => {
		const { others, requests } = await look([change()], { findOtherProfiles: false });
		expect(others).toEqual([null]);
		expect(requests).toEqual([]);
	});

	it('what was found before stays', async () => {
		const found = [{ profileId: '1', fields: { Email: GIVEN_UP }, interests: null }];
		const { others, requests } = await look([change({ otherProfiles: found })]);
		expect(others).toEqual([found]);
		expect(requests).toEqual([]);
	});
});

describe('cost', () => {
	it('one search for each address and run, and the field list once', async () => {
		const items = [change(), moved(), change({ profileId: '999002', fields: { Email: 'x@y.nl' } })];
		const { searches, requests } = await look(items);
		expect(searches).toHaveLength(2);
		expect(requests).toHaveLength(3);
	});
});

describe('nobody could look: the row is rejected with a code, never passed on as if nobody were there', () => {
	it('a deleted profile tells its database itself', async () => {
		const gone = add({ Email: GIVEN_UP });
		const twin = add({ Email: GIVEN_UP });
		account.copernica.edit({ edit: 'delete-profile', profile: Number(gone) });
		const { others } = await look([change({ profileId: gone, databaseId: null })]);
		expect(others).toEqual([[expect.objectContaining({ profileId: twin })]]);
	});

	it.each([null, '999001'])('no database is known (profile ID %p)', async (profileId) => {
		const item = change({ profileId, databaseId: null });
		const { completed, rejected } = await look([item]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ ...item, status: 'rejected', code: 'DATABASE_UNKNOWN' }]);
	});

	it('fields that were not told: PROFILE_GONE, as without the option', async () => {
		const { rejected } = await look([change({ fields: {} })]);
		expect(rejected).toMatchObject([{ code: 'PROFILE_GONE' }]);
	});

	it('the field does not exist, or the change does not bring it', async () => {
		const { completed, rejected } = await look(
			[change(), moved({ fields: { Nieuwsbrief: 'Ja' }, previous: null })],
			{ emailField: 'Emial' },
		);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([
			{ code: 'FIELD_UNKNOWN', field: 'Emial' },
			{ code: 'FIELD_UNKNOWN', field: 'Emial' },
		]);
	});

	it('more profiles than can be looked at', async () => {
		for (let number = 0; number < 101; number += 1) add({ Email: 'twin@example.com' });
		const { completed, rejected } = await look([change(), change({ fields: { Email: 'x@y.nl' } })]);
		expect(rejected).toMatchObject([{ code: 'OTHERS_TOO_MANY', fields: { Email: GIVEN_UP } }]);
		expect(completed).toHaveLength(1);
	});

	it('Copernica refuses the search', async () => {
		account.copernica.faults.add({ path: '/profiles', fault: { kind: 'status', status: 422 } });
		const { completed, rejected } = await look([change()]);
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([{ code: 'REFUSED_BY_COPERNICA', fields: { Email: GIVEN_UP } }]);
	});

	it('Copernica is away: the run ends, or the row is rejected where it is set to continue', async () => {
		account.copernica.faults.add({ path: '/profiles', fault: { kind: 'status', status: 503 } });
		expect((await look([change()])).run.error?.message).toMatch('not available');
		const parameters = { resource: 'change', operation: 'addProfile', findOtherProfiles: true };
		const { completed, rejected } = await account.run(parameters, [change()], {
			onError: 'continueRegularOutput',
		});
		expect(completed).toEqual([]);
		expect(rejected).toMatchObject([
			{ code: 'COPERNICA_UNAVAILABLE', fields: { Email: GIVEN_UP } },
		]);
	});
});
