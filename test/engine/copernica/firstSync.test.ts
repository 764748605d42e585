import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { runWorkflow, sandboxCredentials } from '../support';
import { picked } from './account';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterAll(async () => await sandbox.stop());

const step = (name: string, vendor: string, parameters: INodeParameters) => ({
	name,
	type: `n8n-nodes-copernica-spotler.${vendor}`,
	typeVersion: 1,
	parameters,
});
const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });

const normalise: INodeParameters = {
	resource: 'profile',
	operation: 'normalise',
	mapBy: 'knownNames',
	fieldList: 'typed',
	consents: {
		consent: [
			{
				consent: 'newsletter',
				field: 'Nieuwsbrief',
				texts: 'dutchAndEnglish',
				emptyMeans: 'unknown',
			},
		],
	},
};

describe('a first full sync', () => {
	const subscribed = () => {
		const all = [...sandbox.copernica.store.selections.all.values()];
		return String(all.find(({ name }) => name === 'Nieuwsbrief')?.id);
	};

	it.each([
		['a database', () => ({}), 8],
		['a selection', () => ({ source: 'selection', selection: picked(subscribed()) }), 3],
	])('runs every profile of %s through Normalise and Sync into Activate', async (_, from, sent) => {
		sandbox.reset();
		const customers = String(sandbox.copernica.store.findDatabase('Customers')?.id);
		const flow = await runWorkflow({
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
				step('All Profiles', 'copernica', {
					resource: 'profile',
					operation: 'getAll',
					database: picked(customers),
					...from(),
					returnAll: true,
					output: 'change',
				}),
				step('Normalise', 'spotlerActivate', normalise),
				step('Sync', 'spotlerActivate', {
					resource: 'profile',
					operation: 'sync',
					event: 'automatic',
				}),
			],
			connections: {
				Start: to('All Profiles'),
				'All Profiles': to('Normalise'),
				Normalise: to('Sync'),
			},
			triggerItems: [{}],
			credentials: sandboxCredentials(sandbox),
		});
		expect(flow.error).toBeUndefined();
		expect(flow.output('Sync')[0]).toHaveLength(sent);
		expect(sandbox.activate.contacts.find('anne.devries@example.com')).toMatchObject({
			fields: { firstname: 'Anne', newsletter: 'yes' },
		});
	});
});
