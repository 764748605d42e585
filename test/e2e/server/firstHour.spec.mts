import { randomUUID } from 'node:crypto';
import type { WorkflowFile } from '../../../scripts/host/api.mts';
import { readExample, type Stage } from '../../../scripts/host/stage.mts';
import { expect, finishedRuns, itemsOf, test } from '../support/fixtures.mts';
import { seesLog } from '../support/ownServer.mts';

/**
 * What a newcomer's first hour needs a real n8n for: whether a published workflow answers, where n8n says that it is, and
 * what the editor says at once. All other faults of that hour are in test/engine/copernica/firstHour.test.ts.
 */

const PROFILES = 'copernica-profiles-to-spotler-activate';
const CHECK = 'Why Nothing Arrives';

/** A workflow that a person runs by hand, with *Check* on the database Customers. */
async function checkWorkflow(
	{ sandbox, credentials }: Stage,
	trigger = 'copernicaTrigger',
): Promise<WorkflowFile> {
	const { copernica } = await sandbox.control<{
		copernica: { databases: Array<{ id: number; name: string }> };
	}>('GET', 'state');
	const database = copernica.databases.find(({ name }) => name === 'Customers');
	return {
		name: CHECK,
		nodes: [
			{
				id: randomUUID(),
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: randomUUID(),
				name: CHECK,
				type: 'n8n-nodes-copernica-spotler.copernica',
				typeVersion: 1,
				position: [200, 0],
				parameters: {
					resource: 'callback',
					operation: 'check',
					trigger,
					database: { __rl: true, mode: 'id', value: String(database?.id) },
					options: { resolvers: [sandbox.addresses.copernica.dohUrl] },
				},
				credentials: { ...credentials },
			},
		],
		connections: { Start: { main: [[{ node: CHECK, type: 'main', index: 0 }]] } },
	};
}

/** Runs *Check* once more; what it finds, by check. */
async function checked(stage: Stage, checkId: string, run: number) {
	await stage.api.runFrom(checkId, 'Start');
	const last = (await finishedRuns(stage, checkId, run)).at(-1);
	const found: Record<string, unknown[]> = {};
	for (const { json } of await itemsOf(stage, last?.id ?? '', CHECK)) {
		(found[String(json.check)] ??= []).push(json.code);
	}
	return found;
}

test('Check knows the looks and the Webhooks of this n8n, published or not', async ({
	stage,
	importWorkflow,
}) => {
	const { api } = stage;
	const looks = await importWorkflow('no-public-address');
	const mailings = await importWorkflow('mailing-events-to-spotler-activate');
	const ofLooks = await api.createWorkflow(await checkWorkflow(stage, 'copernicaChangesTrigger'));
	const ofMailings = await api.createWorkflow(
		await checkWorkflow(stage, 'copernicaMailingTrigger'),
	);

	await test.step('before they are published', async () => {
		expect(await checked(stage, ofMailings.id, 1)).toMatchObject({
			Webhook: ['WEBHOOKS_UNKNOWN'],
			'Validated domain': ['DOMAIN_UNKNOWN'],
			Calls: ['CALLS_OF_MAILINGS_NONE'],
		});
	});

	await test.step('when they are published', async () => {
		await api.activate(looks.id);
		await api.activate(mailings.id);
		expect(await checked(stage, ofLooks.id, 1)).toMatchObject({
			Changes: ['CHANGES_READABLE'],
			Looks: ['LOOKS_WORK'],
		});
		const { Webhook } = await checked(stage, ofMailings.id, 2);
		expect(Webhook?.length).toBeGreaterThan(1);
		expect(new Set(Webhook)).toEqual(new Set(['WEBHOOK_PUBLISHED']));
	});

	await test.step('when they are unpublished', async () => {
		await api.deactivate(mailings.id);
		expect(await checked(stage, ofMailings.id, 3)).toMatchObject({
			Webhook: ['WEBHOOKS_UNKNOWN'],
		});
	});
	for (const { id } of [ofLooks, ofMailings]) await api.deleteWorkflow(id);
});

test('Check names what a real n8n shows: published, unpublished, left over, twice, and how calls ended', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox, n8n } = stage;
	const first = await importWorkflow(PROFILES);
	const second = await importWorkflow(PROFILES);
	const { id: checkId } = await api.createWorkflow(await checkWorkflow(stage));
	let runs = 0;
	const codes = async () => await checked(stage, checkId, (runs += 1));

	await test.step('unpublished', async () => {
		expect(await codes()).toMatchObject({
			'Sign-in': ['SIGN_IN_WORKS'],
			Callbacks: ['CALLBACK_MISSING'],
			'Address of n8n': ['ADDRESS_OF_SANDBOX'],
			'Spotler Activate': ['ACTIVATE_WORKS'],
		});
	});

	await test.step('published', async () => {
		await api.activate(first.id);
		expect(await codes()).toMatchObject({
			Callbacks: ['CALLBACK_HERE'],
			Callback: ['CALLBACK_PUBLISHED'],
			Calls: ['CALLS_NONE'],
		});
		// Asking whether it is published has started nothing.
		expect(await api.executions(first.id)).toEqual([]);
	});

	await test.step('how calls ended', async () => {
		await sandbox.edit({ edit: 'create-profile', fields: { Email: 'arrives@example.com' } });
		await sandbox.settled();
		expect(await codes()).toMatchObject({ Calls: ['CALLS_ACCEPTED'] });
		await sandbox.control('POST', 'copernica/deliveries/plan', { signing: { mode: 'unsigned' } });
		await sandbox.edit({ edit: 'create-profile', fields: { Email: 'unsigned@example.com' } });
		await sandbox.settled();
		expect(await codes()).toMatchObject({ Calls: ['CALLS_REFUSED'] });
		if (seesLog(n8n))
			expect(n8n.log()).toMatch(/"Profile Changed" in the workflow ".+" \(ID \w+\) did not accept/);
	});

	await test.step('two workflows on one database', async () => {
		await api.activate(second.id);
		expect(await codes()).toMatchObject({
			Callbacks: ['CALLBACK_SEVERAL'],
			Callback: ['CALLBACK_PUBLISHED', 'CALLBACK_PUBLISHED'],
		});
		if (seesLog(n8n)) {
			expect(n8n.log()).toContain('other workflows of this n8n wait for the same database');
		}
	});

	await test.step('left over', async () => {
		const [callback] = await sandbox.callbacks();
		await api.deactivate(first.id);
		await api.deactivate(second.id);
		expect(await codes()).toMatchObject({ Callbacks: ['CALLBACK_MISSING'] });
		await sandbox.control('POST', 'copernica/callbacks', {
			database: 'Customers',
			url: callback?.url,
		});
		expect(await codes()).toMatchObject({ Callback: ['CALLBACK_UNPUBLISHED'] });
	});
	await api.deleteWorkflow(checkId);
});

test('the editor names a watched field that does not exist, instead of listening', async ({
	stage,
	importWorkflow,
}) => {
	const { pinData: _, ...workflow } = readExample(PROFILES);
	for (const node of workflow.nodes) {
		if (node.name === 'Profile Changed') node.parameters.fieldsToWatch = ['Email', 'Niewsbrief'];
	}
	const { id } = await importWorkflow(workflow);
	await expect(stage.api.listen(id, 'Profile Changed')).rejects.toThrow(
		/no field or interest called .*Niewsbrief/,
	);
	expect(await stage.sandbox.callbacks()).toEqual([]);
});
