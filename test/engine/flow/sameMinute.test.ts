import { describe, expect, it } from '@jest/globals';
import type { IConnections, IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import json from '../../../examples/callbacks-and-catch-up-together.json';
import { picked } from '../copernica/account';
import { withPolledAccount } from '../polling/account';
import { runWorkflow, sandboxCredentials, skipSleeps, type Poller } from '../support';
import { editFields } from './editFields';
import { readExample } from './example';

/**
 * The example "Callbacks and catch-up together" where both of its looks come in the same minute: somebody unsubscribes
 * through a mailing, and the profile, which still says yes, changes as well. Whatever comes first, no yes may follow the no.
 */

const account = withPolledAccount(24);

/** The steps that a person's consent passes. The table in between knows nothing, so that each row is sent. */
const STEPS = [
	'Unsubscribed',
	'Changes Missed',
	'Write It Back',
	'Read Again',
	'As It Was',
	'Not Written',
	'Opt Out',
	'Look for Others',
	'Could Not Look',
	'Normalise Profile',
	'Invalid',
	'Keep What Differs',
	'Skipped',
	'Sync to Activate',
];

const example = readExample(json);

function connectionsAmong(names: readonly string[]): IConnections {
	const kept: IConnections = {};
	for (const [name, { main = [] }] of Object.entries(example.connections)) {
		if (!names.includes(name)) continue;
		kept[name] = {
			main: main.map((targets) => (targets ?? []).filter(({ node }) => names.includes(node))),
		};
	}
	kept['Normalise Profile'] = {
		main: [
			[{ node: 'Keep What Differs', type: 'main', index: 0 }],
			[{ node: 'Invalid', type: 'main', index: 0 }],
		],
	};
	return kept;
}

async function run(startNode: string, triggerItems: IDataObject[]) {
	const sleeps = skipSleeps();
	const flow = await runWorkflow({
		nodes: example.nodes
			.filter(({ name }) => STEPS.includes(name))
			.map((node) => ({
				...node,
				parameters:
					'database' in node.parameters
						? { ...node.parameters, database: picked(account.customers) }
						: node.parameters,
			})),
		connections: connectionsAmong(STEPS),
		triggerItems,
		startNode,
		credentials: sandboxCredentials(account.sandbox),
		nodeTypes: { 'n8n-nodes-base.set': editFields },
		mode: 'trigger',
	});
	sleeps.restore();
	expect(flow.error).toBeUndefined();
	return flow;
}

const eventSchema = z.object({ email: z.string().optional(), newsletter: z.string().optional() });

/** What Activate was told of somebody's newsletter, in order. */
function told(email: string): string[] {
	return account.sandbox.activate.arrivals().flatMap(({ event }) => {
		const read = eventSchema.parse(event);
		return read.email === email && read.newsletter !== undefined ? [read.newsletter] : [];
	});
}

/** Somebody new to all memories: each test has a profile of its own. */
let used = 0;
function somebody(): { id: string; email: string } {
	used += 1;
	const email = `zelfde-minuut-${used}@example.com`;
	return { id: account.create({ Email: email, Voornaam: 'Sam', Nieuwsbrief: 'Ja' }), email };
}

async function looks(): Promise<Record<'changes' | 'unsubscribes', Poller>> {
	const changes = await account.start();
	const unsubscribes = await account.start({ source: 'unsubscribes' });
	await changes.look();
	await unsubscribes.look();
	account.pass(30);
	return { changes, unsubscribes };
}

/** Somebody unsubscribes, and the profile changes too, while nobody looks. */
function leave(id: string): void {
	account.sandbox.copernica.edit({
		edit: 'unsubscribe-profile',
		profile: Number(id),
		system: 'publisher',
	});
	account.edit(id, { Voornaam: 'Sam Junior' });
}

/** Two things that n8n times never lie within one millisecond. */
function tick(): void {
	const before = Date.now();
	let now = before;
	while (now === before) now = Date.now();
}

type Step = 'readYes' | 'readNo' | 'sendYes' | 'sendNo';

/** All orders in which two executions can read and send. */
const ORDERS: Step[][] = [
	['readYes', 'sendYes', 'readNo', 'sendNo'],
	['readYes', 'readNo', 'sendYes', 'sendNo'],
	['readYes', 'readNo', 'sendNo', 'sendYes'],
	['readNo', 'readYes', 'sendYes', 'sendNo'],
	['readNo', 'readYes', 'sendNo', 'sendYes'],
	['readNo', 'sendNo', 'readYes', 'sendYes'],
];

async function play(order: readonly Step[]): Promise<void> {
	const { changes, unsubscribes } = await looks();
	const { id, email } = somebody();
	// So that it is no new profile to the look.
	await changes.look();
	account.pass(30);
	leave(id);
	const read: Record<string, IDataObject[]> = {};
	const steps: Record<Step, () => Promise<unknown>> = {
		readYes: async () => (read.yes = await changes.look()),
		readNo: async () => (read.no = await unsubscribes.look()),
		sendYes: async () => await run('Changes Missed', read.yes ?? []),
		sendNo: async () => await run('Unsubscribed', read.no ?? []),
	};
	for (const step of order) {
		await steps[step]();
		tick();
	}
	expect(read.yes).toHaveLength(1);
	expect(read.no).toHaveLength(1);
	const words = told(email);
	expect(words.at(-1)).toBe('no');
	expect(words.slice(words.indexOf('no'))).not.toContain('yes');
}

describe('an unsubscribe and a change in the same minute', () => {
	it.each(ORDERS.map((order) => [order.join(', '), order] as const))(
		'%s: no yes follows the no',
		async (_, order) => {
			await play(order);
		},
	);

	it('is written back first, and keeps the other values', async () => {
		const { unsubscribes } = await looks();
		const { id, email } = somebody();
		leave(id);
		await run('Unsubscribed', await unsubscribes.look());
		const stored = account.sandbox.copernica.store.profiles.get(Number(id));
		expect(stored?.fields).toMatchObject({ Nieuwsbrief: 'Nee', Voornaam: 'Sam Junior' });
		expect(account.sandbox.activate.contacts.find(email)?.fields).toMatchObject({
			firstname: 'Sam Junior',
			newsletter: 'no',
		});
	});

	it('repeats no other consent, which the contact may have taken back elsewhere', async () => {
		const { unsubscribes } = await looks();
		const { id, email } = somebody();
		account.edit(id, { Service: 'Ja' });
		leave(id);
		await run('Unsubscribed', await unsubscribes.look());
		expect(account.sandbox.activate.contacts.find(email)?.fields).not.toHaveProperty('service');
	});
});

describe('where Copernica does not take the no', () => {
	it.each([
		['refuses it', { kind: 'status', status: 400 }, 'PUT'],
		['forbids it', { kind: 'status', status: 403 }, 'PUT'],
		['is away', { kind: 'status', status: 503 }, 'GET'],
	] as const)('because it %s, it is sent all the same', async (_, fault, method) => {
		const { changes, unsubscribes } = await looks();
		const { id, email } = somebody();
		await changes.look();
		account.pass(30);
		leave(id);
		const gone = await unsubscribes.look();
		tick();
		const yes = await changes.look();
		tick();
		account.sandbox.copernica.faults.add({ fault, method, path: `/profile/${id}` });
		const flow = await run('Unsubscribed', gone);
		account.sandbox.copernica.faults.clear();
		expect(flow.output('Not Written').flat()).toHaveLength(1);
		await run('Changes Missed', yes);
		expect(told(email)).toEqual(['no']);
	});
});
