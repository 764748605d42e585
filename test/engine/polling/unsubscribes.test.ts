import { expect, it } from '@jest/globals';
import { withPolledAccount } from './account';

const account = withPolledAccount();

const unsubscribe = (profile: string | undefined, system: 'ms' | 'publisher' = 'publisher') =>
	account.sandbox.copernica.edit({ edit: 'unsubscribe-profile', profile: Number(profile), system });

it('tells who unsubscribes from now on, each once, also in the same second', async () => {
	const [one, two, three, four] = account.profiles;
	unsubscribe(one);
	const { look } = await account.start({ source: 'unsubscribes' });
	expect(await look()).toEqual([]);
	unsubscribe(two);
	unsubscribe(three, 'ms');
	expect((await look()).map(({ profileId }) => profileId)).toEqual([three, two]);
	expect(await look()).toEqual([]);
	unsubscribe(four);
	expect(await look()).toMatchObject([
		{ change: 'update', profileId: four, databaseId: account.customers, changed: null },
	]);
});

it('starts with an unsubscribe on the page of a profile, of either kind of mailing', async () => {
	const [one, two] = account.profiles;
	const { look } = await account.start({ source: 'unsubscribes' });
	expect(await look()).toEqual([]);
	const { url } = account.sandbox.copernica;
	const ways = [
		{ profile: String(one), system: 'publisher' },
		{ profile: String(two), system: 'ms' },
	];
	for (const { profile, system } of ways) {
		const body = new URLSearchParams({ system });
		const address = `${url}/publisher/profile/${profile}/unsubscribe`;
		const { status } = await fetch(address, { method: 'POST', body, redirect: 'manual' });
		expect(status).toBe(303);
		account.pass(1);
	}
	expect((await look()).map(({ profileId }) => profileId)).toEqual([one, two]);
});

it('tells the rest at the next look, and nobody of another database', async () => {
	const { id } = account.sandbox.copernica.edit({
		edit: 'create-profile',
		database: 'Prospects',
		fields: { Email: 'p@example.com' },
	});
	const { look } = await account.start({ source: 'unsubscribes', options: { recordsPerLook: 2 } });
	await look();
	unsubscribe(String(id));
	for (const profile of account.profiles) {
		account.pass(1);
		unsubscribe(profile);
	}
	const told: unknown[] = [];
	for (let count = 0; count < 6; count += 1) {
		told.push(...(await look()).map(({ profileId }) => profileId));
	}
	expect(told).toEqual(account.profiles);
});

it('tells of a profile that is gone as deleted, so that a later step says so', async () => {
	const database = account.sandbox.copernica.store.findDatabase('Customers');
	const { look } = await account.start({ source: 'unsubscribes' });
	await look();
	if (database !== null) database.unsubscribe = { behavior: 'remove', fields: {} };
	const [gone] = account.profiles;
	unsubscribe(gone);
	expect(await look()).toMatchObject([{ change: 'delete', profileId: gone, fields: {} }]);
});
