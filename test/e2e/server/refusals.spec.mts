import { expect, test } from '../support/fixtures.mts';
import { seesLog } from '../support/ownServer.mts';

/** How the sandbox spoils the signature of a callback, and the code that the trigger answers with. */
const spoiled = [
	{ mode: 'unsigned', code: 'SIGNATURE_MISSING' },
	{ mode: 'stale', code: 'DATE_STALE' },
	{ mode: 'tampered-body', code: 'DIGEST_MISMATCH' },
	{ mode: 'wrong-key', code: 'SIGNATURE_INVALID' },
	{ mode: 'wrong-account', code: 'ACCOUNT_MISMATCH' },
] as const;

test('calls without proof are refused with 401 and a code, and start nothing', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox, n8n } = stage;
	const workflow = await importWorkflow('copernica-profiles-to-spotler-activate');
	await api.activate(workflow.id);
	const [callback] = await sandbox.callbacks();
	const url = callback?.url ?? '';

	for (const [index, { mode, code }] of spoiled.entries()) {
		await test.step(mode, async () => {
			await sandbox.control('POST', 'copernica/deliveries/plan', { signing: { mode } });
			await sandbox.edit({
				edit: 'create-profile',
				fields: { Email: `${mode}@example.com` },
			});
			await sandbox.settled();
			const delivery = (await sandbox.deliveries())[index];
			expect(delivery?.httpStatus).toBe(401);
			expect(JSON.parse(delivery?.answer ?? 'null')).toMatchObject({ code });
		});
	}

	await test.step('a repeat of an accepted call is refused', async () => {
		await sandbox.edit({ edit: 'create-profile', fields: { Email: 'once@example.com' } });
		await sandbox.settled();
		const accepted = (await sandbox.deliveries()).at(-1);
		await sandbox.control('POST', 'copernica/deliveries/resend', { id: accepted?.id });
		await sandbox.settled();
		const repeated = (await sandbox.deliveries()).at(-1);
		expect(repeated?.httpStatus).toBe(401);
		expect(repeated?.answer).toContain('CALL_REPLAYED');
	});

	await test.step('a body that is no callback has its own status', async () => {
		const form = new FormData();
		form.set('json', '{}');
		const multipart = await fetch(url, { method: 'POST', body: form });
		expect(multipart.status).toBe(400);
		expect(await multipart.json()).toMatchObject({ code: 'BODY_MULTIPART' });
		const large = await fetch(url, {
			method: 'POST',
			body: JSON.stringify({ fields: { Note: 'x'.repeat(6_000_000) } }),
			headers: { 'content-type': 'application/json' },
		});
		expect(large.status).toBe(413);
		expect(await large.json()).toMatchObject({ code: 'BODY_TOO_LARGE' });
	});

	expect(await api.executions(workflow.id)).toHaveLength(1);
	// Warnings tell what was refused, never about whom.
	if (!seesLog(n8n)) return;
	expect(n8n.log()).toContain('SIGNATURE_MISSING');
	expect(n8n.log()).not.toMatch(/@example\.com(?<!owner@example\.com)/);
});

test('a Marketing Suite Webhook is told to become a Callback URL', async ({
	stage,
	importWorkflow,
}) => {
	const { api, sandbox } = stage;
	const workflow = await importWorkflow('copernica-profiles-to-spotler-activate');
	const saved = await api.getWorkflow(workflow.id);
	for (const node of saved.nodes) {
		// Whether Copernica signs its test call is not documented.
		if (node.type.endsWith('.copernicaTrigger')) node.parameters.signature = 'whenPresent';
	}
	const { versionId } = await api.updateWorkflow(workflow.id, saved);
	await api.activate(workflow.id, versionId);
	const [callback] = await sandbox.callbacks();

	const answer = await fetch(callback?.url ?? '', {
		method: 'POST',
		body: new URLSearchParams({
			type: 'update',
			profile: '4711',
			database: '1',
			timestamp: '1767225600',
			'parameters[Email]': 'anne.devries@example.com',
			'fields[Email]': 'anne.devries@example.com',
		}),
	});
	expect(answer.status).toBe(200);
	expect(await answer.json()).toMatchObject({ code: 'MARKETING_SUITE_WEBHOOK' });
	expect(await api.executions(workflow.id)).toEqual([]);
});
