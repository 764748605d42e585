import { ownServerOnly } from '../support/ownServer.mts';
import {
	acceptedPeople,
	arrivedPeople,
	endedRuns,
	expect,
	signUp,
	startedBy,
	test,
	unfinishedOf,
} from './stage.mts';

test.skip(...ownServerOnly);
test.describe.configure({ mode: 'serial' });

test('one callback is registered, and a storm is shared by both webhook processors and both workers', async ({
	stage,
}) => {
	const { n8n, sandbox } = stage;
	expect((await sandbox.callbacks()).map(({ url }) => new URL(url).origin)).toEqual([
		n8n.balancer.url,
	]);

	await signUp(sandbox, 'storm', 200);
	await sandbox.settled();
	const runs = await endedRuns(stage);

	expect(await acceptedPeople(sandbox, 'storm')).toHaveLength(200);
	expect(await arrivedPeople(sandbox, 'storm')).toEqual(await acceptedPeople(sandbox, 'storm'));
	expect(runs.filter(({ status }) => status === 'success')).toHaveLength(200);
	const shares = n8n.workers.map((worker) => startedBy(worker).length);
	expect(shares.reduce((sum, share) => sum + share, 0)).toBe(200);
	for (const share of shares) expect(share).toBeGreaterThan(0);
	// Neither of them needs what the other has seen: the callback stays the only one.
	expect(await sandbox.callbacks()).toHaveLength(1);
});

test('kill -9 of a worker: waiting callbacks go to the other one, runs that it had begun are shown, none is lost', async ({
	stage,
}) => {
	const { n8n, sandbox } = stage;
	const [victim, other] = n8n.workers;
	if (victim === undefined || other === undefined) throw new Error('There are no two workers');
	// Activate answers late, so that both workers are in the middle of something.
	await sandbox.control('POST', 'activate/faults', { fault: { kind: 'slow', delayMs: 10_000 } });
	await signUp(sandbox, 'killed', 40);
	await sandbox.settled();
	await expect.poll(() => unfinishedOf(victim)).toBe(5);
	await victim.kill();
	await sandbox.control('DELETE', 'activate/faults', {});

	const runs = await endedRuns(stage);
	const broken = runs.filter(({ status }) => status !== 'success');
	expect(broken.length).toBeGreaterThan(0);
	// A worker has five runs at a time: more than those cannot break.
	expect(broken.length).toBeLessThanOrEqual(5);
	// Only what the dead worker had: all that still waited went to the other one.
	const begunByOther = new Set(startedBy(other));
	expect(broken.filter(({ id }) => begunByOther.has(id))).toEqual([]);

	const accepted = await acceptedPeople(sandbox, 'killed');
	expect(accepted).toHaveLength(40);
	const missing = accepted.length - (await arrivedPeople(sandbox, 'killed')).length;
	// The fate of each row that is not there yet can be seen in the list.
	expect(missing).toBeLessThanOrEqual(broken.length);

	await test.step('the list’s Retry runs them again, with the same callback', async () => {
		for (const { id } of broken) {
			await n8n.api.call('POST', `executions/${id}/retry`, { loadWorkflow: false });
		}
		await endedRuns(stage);
		expect(await arrivedPeople(sandbox, 'killed')).toEqual(accepted);
	});
});

test('kill -9 of a webhook processor: callers see that their call was not taken, what was accepted arrives', async ({
	stage,
}) => {
	const { n8n, sandbox } = stage;
	const [victim] = n8n.webhookProcessors;
	if (victim === undefined) throw new Error('There is no webhook processor');
	await signUp(sandbox, 'refused', 40);
	await victim.kill();
	await signUp(sandbox, 'refused-later', 20);
	await sandbox.settled();
	await endedRuns(stage);

	const accepted = await acceptedPeople(sandbox, 'refused');
	const statuses = new Set((await sandbox.deliveries()).map(({ httpStatus }) => httpStatus));
	expect([...statuses].sort()).toEqual([200, 502]);
	expect(accepted.length).toBeLessThan(60);
	expect(await arrivedPeople(sandbox, 'refused')).toEqual(expect.arrayContaining(accepted));

	await test.step('without it every call is taken', async () => {
		n8n.balancer.targets.splice(n8n.balancer.targets.indexOf(victim.url), 1);
		await signUp(sandbox, 'after', 20);
		await sandbox.settled();
		await endedRuns(stage);
		expect(await arrivedPeople(sandbox, 'after')).toHaveLength(20);
	});
});

test('taking the workflow offline removes the callback, whichever process has seen calls', async ({
	stage,
}) => {
	await stage.n8n.api.deactivate(stage.workflowId);
	expect(await stage.sandbox.callbacks()).toEqual([]);
});
