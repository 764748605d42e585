import path from 'node:path';
import { artifactsFolder } from '../../../scripts/host/paths.mts';
import {
	openStage,
	prepareWorkflow,
	readExample,
	type Stage,
} from '../../../scripts/host/stage.mts';
import { groupBursts, type Grouping } from '../../../scripts/host/workflow.mts';
import { atRest, expect, finishedRuns, itemsOf, test } from '../support/fixtures.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

const PROFILES = 40;
/** Enough to form groups; many more than n8n as it comes can answer within seconds, and it counts its database as lost. */
const CALLERS = 10;
const TRIGGER = 'Profile Changed';

type Change = { profileId: string; order: number };

/**
 * Creates profiles faster than n8n stores executions, each with a callback on a connection of its own, and waits until
 * all is done.
 *
 * @returns the profiles, and what each execution started with, oldest first
 */
async function storm(stage: Stage, grouping?: Grouping) {
	const { api, sandbox } = stage;
	await sandbox.reset();
	const workflow = await prepareWorkflow(
		stage,
		readExample('copernica-profiles-to-spotler-activate'),
	);
	for (const { type, parameters } of workflow.nodes) {
		if (!type.endsWith('.copernicaTrigger') || grouping === undefined) continue;
		Object.assign(parameters.options ?? {}, { groupBursts: groupBursts(grouping) });
	}
	const { id } = await api.createWorkflow(workflow);
	await api.activate(id);
	// A busy machine may take long: what counts is that each is answered.
	const quirks = {
		deliveryConcurrency: CALLERS,
		deliveryConnection: 'own',
		deliveryTimeoutMs: 250_000,
	};
	await sandbox.control('PUT', 'copernica/quirks', quirks);
	const profiles: string[] = [];
	for (let number = 0; number < PROFILES; number++) {
		const fields = { Email: `group-${number}@example.com`, Service: 'Ja' };
		profiles.push(String((await sandbox.edit({ edit: 'create-profile', fields })).id));
	}
	await atRest(stage, id);
	const executions: Change[][] = [];
	for (const run of await finishedRuns(stage, id, 1)) {
		expect(run.status).toBe('success');
		const items = await itemsOf(stage, run.id, TRIGGER);
		executions.push(items.map(({ json }) => json as Change));
	}
	await api.deactivate(id);
	await api.deleteWorkflow(id);
	const deliveries = await sandbox.deliveries();
	const refused = deliveries.filter(({ httpStatus }) => httpStatus !== 200);
	expect(refused.map(({ answer }) => answer)).toEqual([]);
	expect(deliveries).toHaveLength(PROFILES);
	const contacts = (await sandbox.contacts()).filter(({ email }) => email?.startsWith('group-'));
	expect(contacts).toHaveLength(PROFILES);
	const changed = executions.flat().map(({ profileId }) => profileId);
	expect(changed.sort()).toEqual([...profiles].sort());
	return executions;
}

for (const [setting, env] of Object.entries({
	'n8n as it comes': {},
	'n8n with lazy isolates': { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' },
})) {
	test.describe(`many callbacks at once, ${setting}`, () => {
		let stage: Stage;
		test.beforeAll(async () => {
			test.setTimeout(900_000);
			const packedPackage = process.env.PACKED_PACKAGE;
			if (packedPackage === undefined) throw new Error('globalSetup has not packed the package');
			stage = await openStage({
				packedPackage,
				env,
				logFile: path.join(artifactsFolder, 'groups', `${Object.keys(env).length}.log`),
			});
		});
		test.afterAll(async () => await stage.close());

		test('share executions without any option, each once and in order', async () => {
			test.setTimeout(300_000);
			const executions = await storm(stage);
			expect(executions[0]).toHaveLength(1);
			expect(executions.length).toBeLessThan(PROFILES / 2);
			for (const changes of executions) {
				const orders = changes.map(({ order }) => order);
				expect([...orders].sort((a, b) => a - b)).toEqual(orders);
			}
		});

		test('start an execution each with Group Bursts off', async () => {
			test.setTimeout(300_000);
			expect(await storm(stage, 'off')).toHaveLength(PROFILES);
		});
	});
}
