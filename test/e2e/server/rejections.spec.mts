import { z } from 'zod';
import { readExample, type ExampleName, type Stage } from '../../../scripts/host/stage.mts';
import { expect, finishedRuns, itemsOf, test } from '../support/fixtures.mts';
import { chatSink, mailSink } from '../support/sinks.mts';

const TABLE = 'copernica_rejections';

test.beforeEach(async ({ stage }) => {
	test.skip(!stage.api.has('tablesMadeByNode'), 'The Data Table node makes tables since n8n 2.3');
	await stage.api.deleteTable(TABLE);
});

/** *Execute workflow* from a trigger, to its end. @returns id of the run */
async function run({ api }: Stage, id: string, trigger: string) {
	const runId = await api.runFrom(id, trigger);
	await expect
		.poll(async () => await api.executionStatus(runId), { timeout: 120_000 })
		.toBe('success');
	return runId;
}

/** An example with the settings of a step changed. */
function changed(name: ExampleName, step: string, parameters: Record<string, unknown>) {
	const workflow = readExample(name);
	for (const node of workflow.nodes) {
		if (node.name === step) node.parameters = { ...node.parameters, ...parameters };
	}
	return workflow;
}

test('rejected rows: a Data Table maps them by itself, one message tells of a run, a report of the week', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const chat = await chatSink();
	const mail = await mailSink();
	const url = `http://127.0.0.1:${chat.port}/`;
	const { id } = await importWorkflow(
		changed('tell-me-about-rejected-rows', 'Send Message', { url }),
	);
	const report = readExample('weekly-report');
	for (const node of report.nodes) {
		if (node.name !== 'Send Report') continue;
		node.credentials = {
			smtp: await api.createCredential('smtp', 'Mail', {
				user: '',
				password: '',
				host: '127.0.0.1',
				port: mail.port,
				secure: false,
				disableStartTls: true,
			}),
		};
	}
	const { id: weekly } = await importWorkflow(report);
	await run(stage, id, 'Set Up');

	await test.step('a week without rejected rows', async () => {
		await run(stage, weekly, 'Every Monday');
		expect(mail.received).toHaveLength(1);
		expect(mail.received[0]).toContain('No rejected rows in the last 7 days');
	});

	await api.activate(id);
	await test.step('a run in which all went well sends no message', async () => {
		await sandbox.edit({
			edit: 'create-profile',
			fields: { Email: 'sam@example.com', Voornaam: 'Sam' },
		});
		await finishedRuns(stage, id, 2);
		expect(await sandbox.arrivals()).toHaveLength(1);
		expect(chat.received).toEqual([]);
	});

	await test.step('one that Normalise cannot use, and one that Activate refuses', async () => {
		await sandbox.edit({ edit: 'create-profile', fields: { Email: 'nobody', Voornaam: 'Ann' } });
		await finishedRuns(stage, id, 3);
		await sandbox.control('POST', 'activate/faults', { fault: { kind: 'status', status: 422 } });
		await sandbox.edit({
			edit: 'create-profile',
			fields: { Email: 'kim@example.com', Voornaam: 'Kim' },
		});
		const runs = await finishedRuns(stage, id, 4);
		await sandbox.control('DELETE', 'activate/faults', {});
		expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('success'));
		expect(chat.received).toEqual([
			{
				text: expect.stringMatching(
					/^Tell me about rejected rows: 1 rejected in execution \d+ \(EMAIL_INVALID 1\)\./,
				),
			},
			{ text: expect.stringMatching(/1 rejected in execution \d+ \(EVENT_REFUSED 1\)\./) },
		]);
		expect(JSON.stringify(chat.received)).not.toMatch(/example\.com|nobody|Kim/);
		const rows = await api.tableRows(TABLE);
		expect(rows).toEqual([
			expect.objectContaining({
				status: 'invalid',
				code: 'EMAIL_INVALID',
				email: 'nobody',
				attempts: 0,
			}),
			expect.objectContaining({
				status: 'rejected',
				code: 'EVENT_REFUSED',
				event: 'CRMUpdate',
				email: 'kim@example.com',
				httpStatus: 422,
				fingerprint: null,
			}),
		]);
		expect(rows.every(({ profileId }) => /^\d+$/.test(String(profileId)))).toBe(true);
	});

	await test.step('both kinds in one run give one message', async () => {
		const before = chat.received.length;
		const workflow = changed('tell-me-about-rejected-rows', 'Send Message', { url });
		// Not of the day that the sample has: Activate may have heard of that address since.
		const receivedAt = new Date().toISOString();
		const samples = z
			.array(z.object({ json: z.record(z.string(), z.unknown()) }))
			.parse(workflow.pinData?.['Profile Changed']);
		workflow.pinData = {
			'Profile Changed': samples.map(({ json }) => ({ json: { ...json, receivedAt } })),
		};
		const pinned = await importWorkflow(workflow);
		await sandbox.control('POST', 'activate/faults', { fault: { kind: 'status', status: 422 } });
		await run(stage, pinned.id, 'Profile Changed');
		await sandbox.control('DELETE', 'activate/faults', {});
		expect(chat.received.slice(before)).toEqual([
			{
				text: expect.stringMatching(/: 2 rejected in .*(?=.*EMAIL_INVALID 1)(?=.*EVENT_REFUSED 1)/),
			},
		]);
	});

	await test.step('the report counts them by day and code', async () => {
		const runId = await run(stage, weekly, 'Every Monday');
		const [item] = await itemsOf(stage, runId, 'Report');
		const html = String(item?.json.html);
		expect(html).toContain('Rejected rows of the last 7 days: 4');
		expect(html).toMatch(
			/<tr><td>\d{4}-\d\d-\d\d<\/td><td>EMAIL_INVALID<\/td><td align="right">2<\/td><td><div style="[^"]*width:200px"/,
		);
		expect(html).toMatch(
			/<td>EVENT_REFUSED<\/td><td align="right">2<\/td><td><div style="[^"]*width:200px"/,
		);
		expect(mail.received).toHaveLength(2);
		expect(mail.received[1]).toContain('Subject: Rejected rows of the last 7 days');
		expect(mail.received[1]).toContain('EMAIL_INVALID');
		expect(mail.received[1]).not.toMatch(/kim@example\.com|nobody/);
	});

	await chat.close();
	await mail.close();
});
