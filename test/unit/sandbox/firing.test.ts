import { describe, expect, it } from '@jest/globals';
import { causes, causesWithoutBox, triggers } from '../../../sandbox/copernica/causes';
import { withSandbox } from '../../support/withSandbox';
import { v4Of } from './support/client';
import { customer, firstSubprofile } from './support/ids';
import { withReceiver } from './support/receiver';

/** Which callbacks fire (docs/vendors/copernica.md#1-callbacks). */
const sandbox = withSandbox();
const receiver = withReceiver();

const bodies = async (): Promise<unknown[]> => {
	await sandbox.settled();
	return receiver.received.map(({ body }) => JSON.parse(body.toString()));
};

describe('create, update, delete', () => {
	it('fires the callback of the database for profiles, of the collection for subprofiles', async () => {
		const { copernica } = sandbox;
		copernica.registerCallback({ database: 'Customers', url: receiver.url });
		copernica.registerCallback({ collection: 'SQ_profile', url: receiver.url });
		const v4 = await v4Of(sandbox);
		const id = (await v4('POST', 'database/1/profiles', { fields: {} })).headers.get('x-created');
		await v4('PUT', `profile/${id}`, { fields: { Plaats: 'Delft' } });
		const made = await v4('POST', `profile/${id}/subprofiles/SQ_profile`, { Winkel: 'A' });
		const subId = made.headers.get('x-created');
		await v4('PUT', `subprofile/${subId}/fields`, { Winkel: 'B' });
		await v4('DELETE', `profile/${id}`);
		expect(await bodies()).toMatchObject([
			{ id, action: 'create' },
			{ id, action: 'update', fields: { Plaats: 'Delft' } },
			{ id: subId, action: 'create', fields: { Winkel: 'A' } },
			{ id: subId, action: 'update', fields: { Winkel: 'B' } },
			{ id: subId, action: 'delete', fields: { Winkel: 'B' } },
			{ id, action: 'delete', fields: { Plaats: 'Delft' } },
		]);
	});

	it('leaves other databases and collections alone', async () => {
		const { copernica } = sandbox;
		copernica.registerCallback({ database: 'Prospects', url: receiver.url });
		copernica.registerCallback({ collection: 'squeezely_audiences', url: receiver.url });
		const profile = customer(sandbox);
		copernica.edit({ edit: 'update-profile', profile: profile.id, fields: { Plaats: 'X' } });
		copernica.edit({
			edit: 'update-subprofile',
			subprofile: firstSubprofile(sandbox, profile).id,
			fields: { Winkel: 'X' },
		});
		expect(await bodies()).toEqual([]);
	});

	it.each(['create', 'update', 'delete'] as const)(
		'honours the action filter %s',
		async (action) => {
			const { copernica } = sandbox;
			copernica.registerCallback({ database: 'Customers', url: receiver.url, action });
			const { id } = copernica.edit({ edit: 'create-profile', fields: {} });
			copernica.edit({ edit: 'update-profile', profile: id, fields: { Plaats: 'X' } });
			copernica.edit({ edit: 'delete-profile', profile: id });
			expect(await bodies()).toMatchObject([{ action }]);
		},
	);

	it('fires every callback of a source', async () => {
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		sandbox.copernica.registerCallback({ database: 1, url: `${receiver.url}&second=1` });
		sandbox.copernica.edit({ edit: 'create-profile', fields: {} });
		expect(await bodies()).toHaveLength(2);
	});

	it('fires for interests too', async () => {
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		const profile = customer(sandbox).id;
		sandbox.copernica.edit({ edit: 'update-profile', profile, interests: { Mode: 1 } });
		expect(await bodies()).toMatchObject([{ interests: ['Sport', 'Mode'] }]);
	});

	it('stays silent for an update that changes nothing, unless switched', async () => {
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		const { id, fields } = customer(sandbox);
		const same = { edit: 'update-profile', profile: id, fields: { ...fields } } as const;
		sandbox.copernica.edit(same);
		expect(await bodies()).toEqual([]);
		sandbox.copernica.quirks.set({ noChangeFires: true });
		sandbox.copernica.edit(same);
		expect(await bodies()).toHaveLength(1);
	});
});

describe('causes', () => {
	const fireAs = (cause: (typeof causes)[number]) =>
		sandbox.copernica.edit({
			edit: 'update-profile',
			profile: customer(sandbox).id,
			fields: { Plaats: `by ${cause}` },
			cause,
		});

	it.each(triggers)('only the box %s lets that cause through', async (trigger) => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			triggers: [trigger],
		});
		for (const cause of triggers) fireAs(cause);
		expect(await bodies()).toMatchObject([{ fields: { Plaats: `by ${trigger}` } }]);
	});

	it('causes without a box fire, or not', async () => {
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url, triggers: [] });
		for (const cause of causesWithoutBox) fireAs(cause);
		expect(await bodies()).toHaveLength(causesWithoutBox.length);
		sandbox.copernica.quirks.set({ causesWithoutBoxFire: false });
		fireAs('form');
		expect(await bodies()).toHaveLength(causesWithoutBox.length);
	});

	it.each([
		['both', []],
		['rest', ['soap']],
		['soap', ['rest']],
	] as const)('api_disabled covers %s', async (apiDisabledCovers, through) => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			apiDisabled: true,
		});
		sandbox.copernica.quirks.set({ apiDisabledCovers });
		fireAs('rest');
		fireAs('soap');
		fireAs('publisher');
		expect(await bodies()).toMatchObject(
			[...through, 'publisher'].map((cause) => ({ fields: { Plaats: `by ${cause}` } })),
		);
	});

	it('a write through REST loops only while the box rest is ticked', async () => {
		const callback = sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
		});
		const v4 = await v4Of(sandbox);
		const { id } = customer(sandbox);
		await v4('PUT', `profile/${id}`, { fields: { Plaats: 'A' } });
		expect(await bodies()).toHaveLength(1);
		sandbox.copernica.callbacks.update(callback, { triggers: ['publisher'] });
		await v4('PUT', `profile/${id}`, { fields: { Plaats: 'B' } });
		expect(await bodies()).toHaveLength(1);
	});
});

describe('conditions', () => {
	it('sees the new values of the profile', async () => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			expression: "profile.Plaats == 'Delft' && Land == 'Nederland' && profile.Sport;",
		});
		const profile = customer(sandbox).id;
		sandbox.copernica.edit({ edit: 'update-profile', profile, fields: { Plaats: 'Gouda' } });
		sandbox.copernica.edit({ edit: 'update-profile', profile, fields: { Plaats: 'Delft' } });
		expect(await bodies()).toMatchObject([{ fields: { Plaats: 'Delft' } }]);
	});

	it('sees a subprofile and its profile', async () => {
		sandbox.copernica.registerCallback({
			collection: 'SQ_profile',
			url: receiver.url,
			expression: "subprofile.Winkel == 'A' && subprofile.profile.Voornaam == 'Anne'",
		});
		for (const email of ['anne.devries@example.com', 'bram.jansen@example.com'])
			sandbox.copernica.edit({
				edit: 'update-subprofile',
				subprofile: firstSubprofile(sandbox, customer(sandbox, email)).id,
				fields: { Winkel: 'A' },
			});
		expect(await bodies()).toHaveLength(1);
	});

	it('stays silent and says why when a condition is not understood', async () => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			expression: 'for (;;) {}',
		});
		sandbox.copernica.edit({ edit: 'create-profile', fields: {} });
		expect(await bodies()).toEqual([]);
		expect(sandbox.copernica.dispatcher.conditionFaults).toMatchObject([{ callbackId: 1 }]);
	});
});

it('refuses a callback without a known source', () => {
	const { copernica } = sandbox;
	expect(() => copernica.registerCallback({ url: receiver.url })).toThrow('No such');
	expect(() => copernica.registerCallback({ database: 'Nope', url: receiver.url })).toThrow(
		'No such',
	);
	expect(() =>
		copernica.registerCallback({ database: 1, collection: 'Nope', url: receiver.url }),
	).toThrow('No such');
});
