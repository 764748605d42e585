import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, finishedRuns, test } from '../support/fixtures.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

const PROFILES = 'copernica-profiles-to-spotler-activate';

/** Values that stand for what is personal or secret; none of them may show up anywhere but where it belongs. */
const person = {
	Email: 'marker.person@marker-mail.example.com',
	Voornaam: 'Markervoornaam',
	Achternaam: 'Markerachternaam',
	Plaats: 'Markerstad',
};

const faults = [
	{ kind: 'status', status: 400, body: 'json' },
	{ kind: 'status', status: 401 },
	{ kind: 'status', status: 503, body: 'html' },
	{ kind: 'cut-after' },
	{ kind: 'truncated' },
];

test('a run full of faults leaves no secret and no person in log, execution or workflow', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox, n8n } = stage;
	const workflow = await importWorkflow(PROFILES);
	const saved = await api.getWorkflow(workflow.id);
	for (const node of saved.nodes) {
		if (node.type.endsWith('.spotlerActivate') && node.parameters.operation === 'sync') {
			node.parameters.options = { maxTries: 1 };
		}
	}
	const { versionId } = await api.updateWorkflow(workflow.id, saved);
	await api.activate(workflow.id, versionId);
	await sandbox.tellChanges();
	const logStart = n8n.log().length;

	await test.step('faults of Activate, after which Copernica itself falls silent', async () => {
		let expected = 0;
		for (const fault of faults) {
			await sandbox.control('POST', 'activate/faults', { fault, path: 'track' });
			await sandbox.edit({
				edit: 'create-profile',
				fields: { ...person, Email: `${expected}.${person.Email}`, Nieuwsbrief: 'Ja' },
			});
			await sandbox.settled();
			expected += 1;
			await finishedRuns(stage, workflow.id, expected);
			await sandbox.control('DELETE', 'activate/faults', {});
		}
		for (const mode of ['unsigned', 'tampered-body', 'wrong-key']) {
			await sandbox.control('POST', 'copernica/deliveries/plan', { signing: { mode } });
			await sandbox.edit({
				edit: 'create-profile',
				fields: { ...person, Email: `${mode}.${person.Email}` },
			});
			await sandbox.settled();
		}
		await sandbox.control('POST', 'copernica/faults', { fault: { kind: 'status', status: 503 } });
		// Registration by query string is where a token could slip into a message.
		await api.deactivate(workflow.id);
		await expect(api.activate(workflow.id, versionId)).rejects.toThrow(/./);
		await sandbox.control('DELETE', 'copernica/faults', {});
	});

	const { copernica, activate } = sandbox.addresses;
	const keys = [copernica.accessToken, activate.apiKey];
	const secrets = [...keys, 'access_token=', 'Bearer '];
	const people = ['marker.person', 'Markervoornaam', 'Markerachternaam', 'Markerstad'];

	await test.step('the log of n8n', async () => {
		const log = n8n.log().slice(logStart);
		expect(log).toContain('SIGNATURE_MISSING');
		for (const marker of [...secrets, ...people]) expect(log).not.toContain(marker);
	});

	await test.step('the executions: items hold the person, as they must, but no secret; messages hold neither', async () => {
		const runs = await api.executions(workflow.id);
		expect(runs.length).toBeGreaterThanOrEqual(faults.length);
		let told = 0;
		for (const { id, status } of runs) {
			const { data } = await api.call<{ data: string }>('GET', `executions/${id}`);
			for (const secret of secrets) expect(data).not.toContain(secret);
			told += status === 'error' ? 1 : 0;
			const texts = [...data.matchAll(/"(?:message|description|reason)":"((?:[^"\\]|\\.)*)"/g)];
			for (const [, text] of texts) {
				for (const marker of people) expect(text).not.toContain(marker);
			}
		}
		expect(told).toBeGreaterThan(0);
	});

	await test.step('the workflow and its static data', async () => {
		const workflowText = JSON.stringify(await api.getWorkflow(workflow.id));
		for (const marker of [...secrets, ...people]) expect(workflowText).not.toContain(marker);
	});

	await test.step('the files beside the database, such as the event log', async () => {
		for (const file of textFiles(n8n.userFolder ?? '')) {
			const text = readFileSync(file, 'utf8');
			// n8n keeps the descriptions of all node types there, which speak of "Bearer".
			for (const marker of [...keys, ...people]) {
				expect(text.includes(marker), `${marker} in ${path.basename(file)}`).toBe(false);
			}
		}
	});
});

function textFiles(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const full = path.join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : textFiles(full);
		return /\.(log|json|txt)$/.test(entry.name) && statSync(full).size < 50_000_000 ? [full] : [];
	});
}
