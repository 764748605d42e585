import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { withSandbox } from '../../support/withSandbox';
import { v4Of, type Reply } from './support/client';
import { collectionId, customer, databaseId, firstSubprofile } from './support/ids';

/** Selections as docs/vendors/copernica.md#34-entities describes them. */
const sandbox = withSandbox();
let v4: (method: string, path: string) => Promise<Reply>;

beforeAll(async () => {
	v4 = await v4Of(sandbox);
});

const listSchema = z.object({
	total: z.number(),
	data: z.array(z.record(z.string(), z.unknown())),
});
const rows = async (path: string) => listSchema.parse((await v4('GET', path)).json).data;
const idOf = (name: string) =>
	[...sandbox.copernica.store.selections.all.values()].find((entry) => entry.name === name)?.id;
const views = () => `database/${databaseId(sandbox)}/views`;

describe('views', () => {
	it('are shown with their flags, below their database', async () => {
		expect(await rows(views())).toEqual([
			{
				ID: String(idOf('Nieuwsbrief')),
				name: 'Nieuwsbrief',
				description: '',
				'parent-type': 'database',
				'parent-id': String(databaseId(sandbox)),
				'has-children': true,
				'has-referred': false,
				'has-rules': true,
				database: String(databaseId(sandbox)),
				'last-built': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
			},
		]);
		const outer = idOf('Nieuwsbrief');
		const nested = await rows(`view/${outer}/views`);
		expect(nested).toMatchObject([
			{ name: 'Nieuwsbrief, vrouwen', 'parent-type': 'view', 'parent-id': String(outer) },
		]);
		expect((await v4('GET', `view/${outer}`)).json).toMatchObject({ name: 'Nieuwsbrief' });
	});

	it('come with nested ones and without the flag, where that is switched', async () => {
		sandbox.copernica.quirks.set({ nestedSelectionsInList: true, hasChildrenShown: false });
		const all = await rows(views());
		expect(all.map(({ name }) => name)).toEqual(['Nieuwsbrief', 'Nieuwsbrief, vrouwen']);
		expect(all[0]).not.toHaveProperty('has-children');
	});

	it('hold who fitted when they were built, until they are built again', async () => {
		const anne = customer(sandbox);
		const path = `view/${idOf('Nieuwsbrief')}`;
		const members = async () => (await rows(`${path}/profiles`)).map(({ ID }) => ID);
		expect(await members()).toContain(String(anne.id));
		const fields = { Nieuwsbrief: 'Nee' };
		sandbox.copernica.edit({ edit: 'update-profile', profile: anne.id, fields });
		expect(await members()).toContain(String(anne.id));
		expect((await v4('POST', `${path}/rebuild`)).status).toBe(201);
		expect(await members()).not.toContain(String(anne.id));
	});

	it('do not show who was deleted since', async () => {
		const anne = customer(sandbox);
		sandbox.copernica.edit({ edit: 'delete-profile', profile: anne.id });
		const members = await rows(`view/${idOf('Nieuwsbrief')}/profiles`);
		expect(members.map(({ ID }) => ID)).not.toContain(String(anne.id));
	});

	it('take selectors, and may ignore the order', async () => {
		const path = `view/${idOf('Nieuwsbrief')}/profiles`;
		const some = await rows(`${path}?fields[]=${encodeURIComponent('Plaats==Amsterdam')}`);
		expect(some.map(({ ID }) => ID)).toEqual([String(customer(sandbox).id)]);
		const inOrder = await rows(`${path}?orderby=id`);
		sandbox.copernica.quirks.set({ selectionOrderIgnored: true });
		expect(await rows(`${path}?orderby=id`)).toEqual(inOrder.reverse());
	});
});

describe('miniviews', () => {
	it('are below their collection, have no flags, and hold subprofiles', async () => {
		const collection = String(collectionId(sandbox));
		const [mini] = await rows(`collection/${collection}/miniviews`);
		expect(mini).toMatchObject({
			'parent-type': 'collection',
			'parent-id': collection,
			collection,
		});
		expect(mini).not.toHaveProperty('has-children');
		const path = `miniview/${String(mini?.ID)}`;
		expect(await rows(`${path}/subprofiles`)).toMatchObject([
			{ fields: { Loyaliteitspunten: '200' }, collection },
		]);
		const subprofile = firstSubprofile(sandbox, customer(sandbox)).id;
		const fields = { Loyaliteitspunten: 300 };
		sandbox.copernica.edit({ edit: 'update-subprofile', subprofile, fields });
		await v4('POST', `${path}/rebuild`);
		expect(await rows(`${path}/subprofiles`)).toHaveLength(2);
	});
});

it.each(['view', 'miniview'] as const)('refuses a %s that does not exist', async (kind) => {
	const other = idOf(kind === 'view' ? 'Veel punten' : 'Nieuwsbrief');
	for (const id of ['99999', String(other)]) {
		expect(await v4('POST', `${kind}/${id}/rebuild`)).toMatchObject({
			status: 400,
			json: { error: { message: 'No entity with supplied ID' } },
		});
	}
});
