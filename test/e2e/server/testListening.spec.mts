import { readExample } from '../../../scripts/host/stage.mts';
import { expect, finishedRuns, test } from '../support/fixtures.mts';

const PROFILES = 'copernica-profiles-to-spotler-activate';
const TRIGGER = 'Profile Changed';

/** The main example without the sample data that *Execute step* would take in place of a call. */
function unpinned(settings: Record<string, unknown> = {}) {
	const { pinData: _, ...workflow } = readExample(PROFILES);
	for (const node of workflow.nodes) if (node.name === TRIGGER) Object.assign(node, settings);
	return workflow;
}

test('in a test, a refused call ends the listening with its code, and nothing runs after it', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const { id } = await importWorkflow(unpinned());
	for (const [mode, code] of [
		['unsigned', 'SIGNATURE_MISSING'],
		['unknown-key-name', 'KEY_NOT_FOUND'],
	]) {
		const before = (await api.executions(id)).length;
		await api.listen(id, TRIGGER);
		expect(await sandbox.callbacks()).toHaveLength(1);
		await sandbox.control('POST', 'copernica/deliveries/plan', { signing: { mode } });
		await sandbox.edit({ edit: 'create-profile', fields: { Email: `${mode}@example.com` } });
		const run = (await finishedRuns(stage, id, before + 1)).at(-1);
		expect(run?.status).toBe('error');
		expect(await api.executionError(run?.id ?? '')).toMatchObject({
			message: `A call was refused: ${code}`,
			description: expect.stringMatching(/\w+/),
		});
		expect(Object.keys(await api.executionOutputs(run?.id ?? ''))).toEqual([TRIGGER]);
		// The listening is over, so its callback is gone.
		await expect.poll(async () => await sandbox.callbacks()).toEqual([]);
	}
	await sandbox.settled();
	expect(await sandbox.arrivals()).toEqual([]);
});

test('a trigger that is set to continue goes on listening, and the next genuine call ends it', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const { id } = await importWorkflow(unpinned({ onError: 'continueRegularOutput' }));
	await api.listen(id, TRIGGER);
	await sandbox.control('POST', 'copernica/deliveries/plan', { signing: { mode: 'unsigned' } });
	await sandbox.edit({ edit: 'create-profile', fields: { Email: 'first@example.com' } });
	await sandbox.settled();
	expect(await api.executions(id)).toEqual([]);
	await sandbox.edit({ edit: 'create-profile', fields: { Email: 'second@example.com' } });
	const [run] = await finishedRuns(stage, id, 1);
	expect(await api.executionError(run?.id ?? '')).toBeNull();
	const [item] = (await api.executionOutputs(run?.id ?? ''))[TRIGGER]?.[0] ?? [];
	expect(item?.json).toMatchObject({ change: 'create', fields: { Email: 'second@example.com' } });
});
