import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import {
	mapped,
	openAccount,
	picked,
	resetForEveryOperation,
	type Account,
} from '../copernica/account';
import { sandboxCredentials } from '../support';
import { callTool } from './callTool';

let account: Account;

beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => resetForEveryOperation(account));
afterAll(async () => await account.stop());

const asked = (key: string, what: string) => `={{ $fromAI('${key}', '${what}', 'string') }}`;
const profileId = asked('profileId', 'ID of the profile in Copernica');
const subprofileId = asked('subprofileId', 'ID of the subprofile in Copernica');
const firstSubprofile = () => ({ subprofileId: account.subprofiles[0] ?? '' });
const first = () => ({ profileId: account.profiles[0] ?? '' });

interface Case {
	node: 'copernica' | 'spotlerActivate';
	resource: string;
	operation: string;
	/** How the tool is described to the model. */
	description: string;
	parameters?: () => INodeParameters;
	args?: () => IDataObject;
	/** The first row of the answer. */
	row: () => IDataObject;
}

const cases: Case[] = [
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'get',
		description: 'Get profile in Copernica',
		parameters: () => ({ profileId }),
		args: first,
		row: () => ({ ...first(), fields: { Voornaam: 'Anne' } }),
	},
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'getAll',
		description: 'Get many profiles in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			limit: 2,
			filters: {
				filter: [{ name: 'Plaats', operator: 'is', value: asked('city', 'Place of residence') }],
			},
		}),
		args: () => ({ city: 'Utrecht' }),
		row: () => ({ fields: { Voornaam: 'Bram' } }),
	},
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'upsert',
		description: 'Create or update profile in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			fields: mapped({ Email: asked('email', 'Address'), Nieuwsbrief: 'Nee' }, ['Email']),
		}),
		args: () => ({ email: 'anne.devries@example.com' }),
		row: () => ({ ...first(), status: 'updated' }),
	},
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'update',
		description: 'Update profile in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			profileId,
			fields: mapped({ Plaats: asked('city', 'Place of residence') }),
		}),
		args: () => ({ ...first(), city: 'Delft' }),
		row: () => ({ ...first(), status: 'updated' }),
	},
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'delete',
		description: 'Delete profile in Copernica',
		parameters: () => ({ profileId }),
		args: first,
		row: () => ({ ...first(), status: 'deleted' }),
	},
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'unsubscribe',
		description: 'Unsubscribe profile in Copernica',
		parameters: () => ({ profileId }),
		args: first,
		row: first,
	},
	{
		node: 'copernica',
		resource: 'profile',
		operation: 'getUnsubscribes',
		description: 'Get unsubscribed profiles in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			since: asked('since', 'First date, as YYYY-MM-DD'),
		}),
		args: () => ({ since: '2020-01-01' }),
		row: () => ({ ...first(), mailings: 'publisher' }),
	},
	{
		node: 'copernica',
		resource: 'subprofile',
		operation: 'upsert',
		description: 'Create or update subprofile in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			profileId,
			fields: mapped({ Favoriet_merk: asked('brand', 'Favourite brand') }),
		}),
		args: () => ({ ...first(), brand: 'Example Bikes' }),
		row: () => ({ ...first(), status: 'updated' }),
	},
	{
		node: 'copernica',
		resource: 'subprofile',
		operation: 'get',
		description: 'Get subprofile in Copernica',
		parameters: () => ({ subprofileId }),
		args: firstSubprofile,
		row: () => ({ ...firstSubprofile(), fields: { Favoriet_merk: 'Voorbeeldmerk' } }),
	},
	{
		node: 'copernica',
		resource: 'subprofile',
		operation: 'update',
		description: 'Update subprofile in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			subprofileId,
			fields: mapped({ Winkel: asked('shop', 'Favourite shop') }),
		}),
		args: () => ({ ...firstSubprofile(), shop: 'Delft' }),
		row: () => ({ ...firstSubprofile(), status: 'updated' }),
	},
	{
		node: 'copernica',
		resource: 'subprofile',
		operation: 'delete',
		description: 'Delete subprofile in Copernica',
		parameters: () => ({ subprofileId }),
		args: firstSubprofile,
		row: () => ({ ...firstSubprofile(), status: 'deleted' }),
	},
	{
		node: 'copernica',
		resource: 'subprofile',
		operation: 'getAll',
		description: 'Get many subprofiles in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			collection: picked(account.sqProfile),
			limit: 1,
		}),
		row: () => ({ fields: { Favoriet_merk: 'Voorbeeldmerk' } }),
	},
	{
		node: 'copernica',
		resource: 'database',
		operation: 'getAll',
		description: 'Get many databases in Copernica',
		row: () => ({ name: 'Customers' }),
	},
	{
		node: 'copernica',
		resource: 'database',
		operation: 'getFields',
		description: 'Get fields of database in Copernica',
		parameters: () => ({ database: picked(account.customers) }),
		row: () => ({ name: 'Email', type: 'email' }),
	},
	{
		node: 'copernica',
		resource: 'database',
		operation: 'getCollections',
		description: 'Get collections of database in Copernica',
		parameters: () => ({ database: picked(account.customers) }),
		row: () => ({ name: 'SQ_profile' }),
	},
	{
		node: 'copernica',
		resource: 'selection',
		operation: 'getAll',
		description: 'Get many selections in Copernica',
		parameters: () => ({ database: picked(account.customers) }),
		row: () => ({ name: 'Nieuwsbrief' }),
	},
	{
		node: 'copernica',
		resource: 'selection',
		operation: 'rebuild',
		description: 'Rebuild selection in Copernica',
		parameters: () => ({
			database: picked(account.customers),
			selection: picked(account.selections.subscribed),
		}),
		row: () => ({ status: 'started' }),
	},
	{
		node: 'copernica',
		resource: 'mailing',
		operation: 'send',
		description: 'Send mailing in Copernica',
		parameters: () => ({
			profileId: asked('profileId', 'ID of the profile'),
			template: picked('2820'),
		}),
		args: () => ({ profileId: account.profiles[0] ?? '' }),
		row: () => ({ status: 'sent' }),
	},
	{
		node: 'copernica',
		resource: 'mailing',
		operation: 'getStatistics',
		description: 'Get statistics of mailing in Copernica',
		parameters: () => ({ emailingId: asked('emailingId', 'ID of the mailing') }),
		args: () => ({ emailingId: '999999' }),
		row: () => ({ status: 'rejected', code: 'MAILING_GONE' }),
	},
	{
		node: 'copernica',
		resource: 'callback',
		operation: 'check',
		description: 'Check callbacks in Copernica',
		parameters: () => ({
			database: asked('databaseId', 'ID of the database'),
			// None but the sandbox can be asked here.
			options: { resolvers: [account.copernica.dohUrl] },
		}),
		args: () => ({ databaseId: account.customers }),
		row: () => ({ check: 'Sign-in', ok: true, advice: '' }),
	},
	{
		node: 'copernica',
		resource: 'callback',
		operation: 'getAll',
		description: 'Get many callbacks in Copernica',
		parameters: () => ({ database: picked(account.customers) }),
		row: () => ({ url: 'http://127.0.0.1:9/hook' }),
	},
	{
		node: 'copernica',
		resource: 'callback',
		operation: 'delete',
		description: 'Delete callback in Copernica',
		parameters: () => ({ callbackId: asked('callbackId', 'ID of the callback') }),
		args: () => ({ callbackId: '999999' }),
		row: () => ({ status: 'rejected' }),
	},
	{
		node: 'copernica',
		resource: 'change',
		operation: 'addProfile',
		description: 'Add profile to change in Copernica',
		row: () => ({ code: 'NOT_A_CHANGE' }),
	},
	{
		node: 'spotlerActivate',
		resource: 'event',
		operation: 'track',
		description: 'Track event in Spotler Activate',
		parameters: () => ({
			event: 'custom',
			eventName: 'Brochure_Requested',
			email: asked('email', 'Address of the person'),
			eventFields: { field: [{ name: 'brochure', value: asked('brochure', 'Which one') }] },
		}),
		args: () => ({ email: 'anne.devries@example.com', brochure: 'City bikes' }),
		row: () => ({ status: 'accepted', event: 'Brochure_Requested' }),
	},
	{
		node: 'spotlerActivate',
		resource: 'profile',
		operation: 'getAll',
		description: 'Get many profiles in Spotler Activate',
		row: () => ({}),
	},
	{
		node: 'spotlerActivate',
		resource: 'profile',
		operation: 'normalise',
		description: 'Normalise changes in Spotler Activate',
		row: () => ({ status: 'invalid', code: 'NOT_A_CHANGE' }),
	},
	{
		node: 'spotlerActivate',
		resource: 'profile',
		operation: 'filter',
		description: 'Filter profiles in Spotler Activate',
		row: () => ({ skip: { code: 'NOT_PREPARED' } }),
	},
	{
		node: 'spotlerActivate',
		resource: 'profile',
		operation: 'sync',
		description: 'Sync profiles in Spotler Activate',
		row: () => ({ status: 'invalid' }),
	},
];

const call = async ({ node, resource, operation, parameters, args }: Case) =>
	await callTool(
		node,
		{ resource, operation, ...parameters?.() },
		args?.() ?? {},
		sandboxCredentials(account.sandbox),
	);

describe('every operation as a tool of an AI agent', () => {
	it('is tried here', () => {
		const operations = [new Copernica(), new SpotlerActivate()].flatMap(({ description }) =>
			description.properties
				.filter(({ name }) => name === 'operation')
				.flatMap(({ displayOptions, options = [] }) =>
					options.flatMap((option) =>
						'value' in option
							? [`${description.name} ${displayOptions?.show?.resource} ${option.value}`]
							: [],
					),
				),
		);
		const tried = cases.map(({ node, resource, operation }) => `${node} ${resource} ${operation}`);
		expect(tried.sort()).toEqual(operations.sort());
	});

	it.each(cases.map((each) => [`${each.node} ${each.resource} ${each.operation}`, each] as const))(
		'%s tells the model what it does and what became of it',
		async (_, each) => {
			const tool = await call(each);
			expect(tool.fault).toBe('');
			expect(tool.description).toBe(each.description);
			expect(tool.name).toMatch(/^\w+$/);
			expect(tool.asksFor.sort()).toEqual(Object.keys(each.args?.() ?? {}).sort());
			expect(tool.rows[0] ?? {}).toMatchObject(each.row());
		},
	);

	it('reads back the contact that another tool made', async () => {
		const track = cases.find(({ operation }) => operation === 'track');
		const getAll = cases.find(
			({ node, operation }) => node === 'spotlerActivate' && operation === 'getAll',
		);
		if (track === undefined || getAll === undefined) throw new Error('no such case');
		await call(track);
		expect((await call(getAll)).text).toContain('anne.devries@example.com');
	});

	it('tells the model of all rows in its last row, where a summary is wanted', async () => {
		const sync = cases.find(({ operation }) => operation === 'sync');
		if (sync === undefined) throw new Error('no such case');
		const { rows } = await call({ ...sync, parameters: () => ({ options: { summary: true } }) });
		expect(rows).toHaveLength(2);
		expect(rows[1]).toMatchObject({ rows: 1, accepted: 0, rejected: 1 });
	});

	it('says in words what was refused, and what to do', async () => {
		const refused = cases.filter(({ row }) => {
			const { status, code, skip } = row();
			return (status === 'invalid' || status === 'rejected' || code) ?? skip;
		});
		expect(refused.length).toBeGreaterThan(3);
		for (const each of refused) expect((await call(each)).text).toMatch(/"reason":"[^"]{30,}/);
	});

	it('never shows the model a secret', async () => {
		const { accessToken } = account.credential;
		const { apiKey } = account.sandbox.activate;
		for (const each of cases) {
			const { text } = await call(each);
			expect(text).not.toContain(accessToken);
			expect(text).not.toContain(apiKey);
		}
	});
});

describe('a tool that cannot reach the vendor', () => {
	it('tells the model so, without an address or a key', async () => {
		account.copernica.faults.add({ path: '/profile/', fault: { kind: 'status', status: 400 } });
		const [get] = cases;
		if (get === undefined) throw new Error('no case');
		const tool = await call(get);
		expect(`${tool.fault}${tool.text}`).toMatch(/Copernica|profile/);
		expect(`${tool.fault}${tool.text}`).not.toContain(account.credential.accessToken);
	});
});
