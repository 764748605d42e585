import type { Locator } from '@playwright/test';
import { examples, readExample } from '../../../scripts/host/stage.mts';
import { finishedRuns } from '../support/fixtures.mts';
import { expect, test } from '../support/editor.mts';

/** A picture that the browser really decoded, not an empty frame. */
async function expectDrawn(icon: Locator): Promise<void> {
	await expect(icon).toBeVisible();
	await expect
		.poll(async () => await icon.evaluate((image: HTMLImageElement) => image.naturalWidth))
		.toBeGreaterThan(0);
}

test('a person enters both credentials and sees that they work', async ({ editor, stage }) => {
	const { page } = editor;
	const { copernica, activate } = stage.sandbox.addresses;
	const forms = [
		{
			type: 'Copernica API',
			fields: {
				'Access Token': copernica.accessToken,
				'Base URL': copernica.url,
				'Authentication URL': copernica.authenticateUrl,
			},
		},
		{
			type: 'Spotler Activate API',
			fields: {
				'Account ID': activate.accountId,
				'API Key': activate.apiKey,
				'Base URL': activate.url,
			},
		},
	];
	for (const { type, fields } of forms) {
		await test.step(type, async () => {
			await editor.newCredential(type);
			for (const [label, value] of Object.entries(fields)) {
				await editor.fillCredential(label, value);
			}
			await editor.saveCredential();
			await expect(page.getByText('Connection tested successfully')).toBeVisible();
			await editor.picture(`credential-${type.split(' ')[0]?.toLowerCase()}`);
			await editor.closeCredential();
		});
	}

	await test.step('a wrong key is told so, and what to do', async () => {
		await editor.newCredential('Spotler Activate API');
		await editor.fillCredential('Account ID', activate.accountId);
		await editor.fillCredential('API Key', 'wrong');
		await editor.fillCredential('Base URL', activate.url);
		await editor.saveCredential();
		await expect(page.getByText(/couldn.t connect with these settings/i)).toBeVisible();
		await editor.closeCredential();
	});
});

test('the node panel finds our nodes by the words people type', async ({
	editor,
	importWorkflow,
}) => {
	const { page } = editor;
	const { id } = await importWorkflow('copernica-profiles-to-spotler-activate');
	await editor.openWorkflow(id);
	await editor.openNodePanel();
	const found = {
		copernica: ['Copernica', 'Spotler Activate'],
		squeezely: ['Spotler Activate'],
		spotler: ['Spotler Activate', 'Copernica'],
		activate: ['Spotler Activate'],
		'newsletter consent': ['Spotler Activate', 'Copernica'],
		'e-mail marketing': ['Spotler Activate', 'Copernica'],
		'email marketing': ['Spotler Activate', 'Copernica'],
		CDP: ['Spotler Activate'],
		callback: ['Copernica'],
	};
	for (const [words, nodes] of Object.entries(found)) {
		await page.getByTestId('node-creator-search-bar').fill(words);
		for (const node of nodes) {
			const item = page.getByTestId('item-iterator-item').filter({ hasText: node }).first();
			await expect(item, `"${words}" finds ${node}`).toBeVisible();
			await expectDrawn(item.locator('img').first());
		}
	}
	await page.getByTestId('node-creator-search-bar').fill('copernica');
	await editor.picture('node-panel');
});

test('a person listens for a test event, edits a profile and sees the change', async ({
	editor,
	importWorkflow,
	stage,
}) => {
	const { page } = editor;
	const { sandbox } = stage;
	const { id } = await importWorkflow('copernica-profiles-to-spotler-activate');
	await editor.openWorkflow(id);
	await editor.openNode('Profile Changed');
	await page.getByText('Unpin').click();
	await page.getByTestId('trigger-execute-button').click();
	await expect
		.poll(async () => (await sandbox.callbacks()).map(({ url }) => url))
		.toEqual([expect.stringContaining('/webhook-test/')]);
	await editor.picture('trigger-listening');

	await sandbox.tellChanges();
	await sandbox.edit({ edit: 'create-profile', fields: { Email: 'jip.test@example.com' } });
	await sandbox.settled();
	await expect(page.getByTestId('output-panel').getByText('jip.test@example.com')).toBeVisible();
	await editor.picture('trigger-test-event');
	await expect.poll(async () => await sandbox.callbacks(), 'the test callback is gone').toEqual([]);
});

test('after an edit on the Copernica page the run shows on the canvas and the profile on the Activate page', async ({
	editor,
	importWorkflow,
	stage,
}) => {
	const { page } = editor;
	const { api, sandbox, n8n } = stage;
	const { id } = await importWorkflow('copernica-profiles-to-spotler-activate');
	await api.activate(id);
	await sandbox.tellChanges();

	await test.step('edit as a person would', async () => {
		await editor.subscribeEmma();
	});
	await sandbox.settled();
	const [run] = await finishedRuns(stage, id, 1);

	await test.step('the run in the editor', async () => {
		await page.goto(`${n8n.url}/workflow/${id}/executions/${run?.id}`);
		await expect(
			editor.canvasNode('Accepted').getByTestId('canvas-node-status-success'),
		).toBeVisible();
		await editor.picture('run-in-editor');
	});
	await test.step('the contact in Activate', async () => {
		await page.goto(sandbox.addresses.activate.page);
		for (const table of ['Events', 'Contacts']) {
			await expect(
				page.getByRole('row', { name: /emma\.bakker@example\.com/ }).first(),
				table,
			).toBeVisible();
		}
		await editor.picture('sandbox-activate');
	});
});

test('the examples open without a warning once the credentials are chosen', async ({
	editor,
	importWorkflow,
	stage,
}) => {
	// One page load an example, each of many seconds on a busy machine.
	test.setTimeout(examples.length * 90_000);
	const issues = editor.page.getByTestId('node-issues');
	await test.step('until then the editor marks them', async () => {
		const { id } = await stage.api.createWorkflow(readExample('opt-out-on-delete'));
		await editor.openWorkflow(id);
		await expect(issues.first()).toBeVisible();
		await stage.api.deleteWorkflow(id);
	});
	const smtp = await stage.api.createCredential('smtp', 'Mail', { host: '127.0.0.1', port: 25 });
	for (const name of examples) {
		await test.step(name, async () => {
			const workflow = readExample(name);
			for (const node of workflow.nodes) {
				if (node.type === 'n8n-nodes-base.emailSend') node.credentials = { smtp };
				// The address of a chat, which only its owner knows.
				if (node.name === 'Send Message') node.parameters.url = 'http://127.0.0.1/';
			}
			await editor.openWorkflow((await importWorkflow(workflow)).id);
			await expect(issues).toHaveCount(0);
			await expect(editor.page.getByTestId('canvas-node-status-warning')).toHaveCount(0);
			for (const icon of await editor.page
				.locator('[data-node-type^="n8n-nodes-copernica-spotler."] img')
				.all()) {
				await expectDrawn(icon);
			}
			await editor.picture(`example-${name}`);
		});
	}
});
