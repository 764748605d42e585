import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { WorkflowFile } from '../../../scripts/host/api.mts';
import { artifactsFolder, root } from '../../../scripts/host/paths.mts';
import { credentialData, type Stage } from '../../../scripts/host/stage.mts';
import { expect, test, type Editor } from '../support/editor.mts';
import { numberedSentences } from '../support/readme.mts';

/** Somebody who reads the README and does what it says. */
interface Person {
	editor: Editor;
	stage: Stage;
	/** The workflow, once n8n has saved it. */
	workflow: () => string;
}
type Deed = (person: Person) => Promise<void> | void;

const EXAMPLE = 'copernica-profiles-to-spotler-activate';
const download = path.join(artifactsFolder, 'browser', `${EXAMPLE}.json`);

const form = (page: Page) => page.getByTestId('node-parameters');
const output = (page: Page) => page.getByTestId('output-panel');
const dryRun = (page: Page) =>
	form(page).getByTestId('parameter-input-dryRun').locator('.el-switch');
const success = (editor: Editor, node: string) =>
	editor.canvasNode(node).getByTestId('canvas-node-status-success');

/** The file as the link of the README gives it, with the one setting that only the sandbox needs: where its keys are. */
function downloadExample({ sandbox }: Stage): void {
	const text = readFileSync(path.join(root, 'examples', `${EXAMPLE}.json`), 'utf8');
	const workflow = JSON.parse(text) as WorkflowFile;
	for (const { name, parameters } of workflow.nodes) {
		if (name !== 'Profile Changed') continue;
		parameters.options = { resolvers: [sandbox.addresses.copernica.dohUrl] };
	}
	writeFileSync(download, JSON.stringify(workflow));
}

/** Creates a credential in the node that is open; the addresses are those of the sandbox. */
async function createCredential(editor: Editor, fields: Record<string, string>): Promise<void> {
	const { page } = editor;
	await page.getByTestId('node-credentials-empty-state').getByRole('button').click();
	for (const [label, value] of Object.entries(fields)) await editor.fillCredential(label, value);
	await editor.picture(`five-minutes-credential-${Object.keys(fields)[0]?.toLowerCase()}`);
	await editor.saveCredential();
	// n8n has tried it, closed its form and chosen it.
	await expect(page.getByTestId('node-credentials-select').locator('input')).toHaveValue(
		/account$/,
	);
}

/** What each sentence of the five minutes asks for and promises. */
const deeds: Array<[sentence: string, deed: Deed]> = [
	[
		'Import the example.',
		async ({ editor, stage }) => {
			await editor.page.goto(`${stage.n8n.url}/workflow/new`);
			await expect(editor.page.getByTestId('workflow-menu')).toBeVisible();
		},
	],
	[`Download ${EXAMPLE}.json.`, ({ stage }) => downloadExample(stage)],
	[
		'In a new workflow, choose ⋯ → Import → From file.',
		async ({ editor }) => {
			const { page } = editor;
			await page.getByTestId('workflow-menu').click();
			await page.getByRole('menuitem', { name: 'Import', exact: true }).hover();
			const [chooser] = await Promise.all([
				page.waitForEvent('filechooser'),
				page.getByRole('menuitem', { name: 'From file' }).click(),
			]);
			await chooser.setFiles(download);
			await expect(editor.canvasNode('Profile Changed')).toBeVisible();
		},
	],
	[
		'Add the credentials.',
		async ({ editor }) => {
			await expect(editor.page.getByTestId('node-issues').first()).toBeVisible();
		},
	],
	[
		'Open Profile Changed and Sync to Activate, and create a credential in each.',
		async ({ editor, stage }) => {
			const { copernica, activate } = stage.sandbox.addresses;
			await editor.openNode('Profile Changed');
			await createCredential(editor, {
				'Access Token': copernica.accessToken,
				'Base URL': copernica.url,
				'Authentication URL': copernica.authenticateUrl,
			});
			await editor.closeNode();
			await editor.openNode('Sync to Activate');
			await createCredential(editor, {
				'Account ID': activate.accountId,
				'API Key': activate.apiKey,
				'Base URL': activate.url,
			});
			await editor.closeNode();
		},
	],
	[
		'Choose your database in Profile Changed.',
		async ({ editor }) => {
			const { page } = editor;
			await editor.openNode('Profile Changed');
			await form(page).getByTestId('rlc-input').click();
			await page.getByTestId('rlc-item').filter({ hasText: 'Customers' }).click();
			await expect(form(page).getByTestId('rlc-input')).toHaveValue('Customers');
			await editor.picture('five-minutes-database');
			await editor.closeNode();
			// Nothing is left to fill in, also in the steps that nobody has opened.
			await expect(page.getByTestId('node-issues')).toHaveCount(0);
		},
	],
	[
		'Check the fields and consents in Normalise Profile.',
		async ({ editor }) => {
			await editor.openNode('Normalise Profile');
			await expect(form(editor.page).getByText('Consents', { exact: true })).toBeVisible();
		},
	],
	[
		'Fields with well-known names, such as Voornaam or Postcode, are recognised automatically.',
		async ({ editor }) => {
			await expect(
				form(editor.page).getByTestId('parameter-input-mapBy').locator('input'),
			).toHaveValue('By Known Names');
		},
	],
	[
		'Enter the names of your own consent fields, and remove the consents you do not have.',
		async ({ editor }) => {
			const { page } = editor;
			const names = form(page).getByTestId('parameter-input-field').locator('input');
			await expect(names).toHaveCount(3);
			await names.first().fill('Nieuwsbrief');
			const consents = form(page).getByTestId('fixed-collection-consents');
			await consents.getByTestId('fixed-collection-delete').nth(2).click();
			await expect(names).toHaveCount(2);
			await editor.picture('five-minutes-consents');
			await editor.closeNode();
		},
	],
	[
		'Try it without sending anything.',
		async ({ stage }) => {
			expect(await stage.sandbox.arrivals()).toEqual([]);
		},
	],
	[
		'Check that the option Dry Run is on in Sync to Activate, then select Execute workflow.',
		async ({ editor }) => {
			const { page } = editor;
			await editor.openNode('Sync to Activate');
			await expect(form(page).getByText('Dry Run')).toBeVisible();
			await expect(dryRun(page)).toHaveClass(/is-checked/);
			await editor.closeNode();
			await page.getByTestId('execute-workflow-button').click();
			await expect(success(editor, 'Accepted')).toBeVisible();
		},
	],
	[
		'The trigger contains sample data, so you can follow each step and see the event that would be sent.',
		async ({ editor, stage }) => {
			const { page } = editor;
			await editor.openNode('Sync to Activate');
			await expect(output(page).getByText('DRY_RUN').first()).toBeVisible();
			await output(page).getByRole('radio', { name: 'JSON' }).click();
			for (const text of ['payload', 'EmailOptIn', 'anne.devries@example.com', '1012 AB']) {
				await expect(output(page).getByText(text).first()).toBeVisible();
			}
			await editor.picture('five-minutes-event');
			await editor.closeNode();
			expect(await stage.sandbox.arrivals()).toEqual([]);
		},
	],
	[
		'Turn off Dry Run and publish the workflow.',
		async ({ editor }) => {
			const { page } = editor;
			await editor.openNode('Sync to Activate');
			await dryRun(page).click();
			await expect(dryRun(page)).not.toHaveClass(/is-checked/);
			await editor.closeNode();
			await page.getByTestId('workflow-open-publish-modal-button').click();
			await page.getByTestId('workflow-publish-button').click();
			await expect(page.getByText('Workflow published')).toBeVisible();
			await page.getByRole('button', { name: 'Got it' }).click();
			await expect(page.getByText('Published', { exact: true })).toBeVisible();
		},
	],
	[
		'n8n adds the callback to your database.',
		async ({ stage }) => {
			const urls = async () => (await stage.sandbox.callbacks()).map(({ url }) => url);
			await expect.poll(urls).toEqual([expect.stringContaining('/webhook/')]);
		},
	],
	[
		'Change one profile in Copernica, check the execution in n8n, and find the contact in Activate under Audiences → Inspect.',
		async ({ editor, stage, workflow }) => {
			const { page } = editor;
			const { activate } = stage.sandbox.addresses;
			await editor.subscribeEmma();
			await stage.sandbox.settled();
			await page.goto(`${stage.n8n.url}/workflow/${workflow()}/executions`);
			// The newest one is open; the other one was the try.
			await expect(page.getByRole('link', { name: /Succeeded in/ })).toHaveCount(2);
			await expect(success(editor, 'Accepted')).toBeVisible();
			await editor.picture('five-minutes-execution');
			await page.goto(activate.page);
			const contact = page
				.getByRole('table', { name: 'Contacts' })
				.getByRole('row', { name: /emma\.bakker@example\.com/ });
			// Beside the address is its newsletter consent.
			await expect(contact.getByRole('cell').nth(1)).toHaveText('yes');
		},
	],
	[
		'Prevent loops.',
		async ({ stage }) => {
			const triggers = async () => (await stage.sandbox.callbacks()).map((each) => each.triggers);
			expect((await triggers()).flat()).toEqual(expect.arrayContaining(['rest', 'soap']));
		},
	],
	[
		'In Copernica, open Publisher → Profiles → Database management → Callback URLs.',
		async ({ editor, stage }) => {
			await editor.page.goto(stage.sandbox.addresses.copernica.page);
			await editor.page.getByRole('link', { name: 'Callbacks' }).click();
		},
	],
	[
		'Open the new callback and untick rest and soap under Triggers.',
		async ({ editor }) => {
			const { page } = editor;
			const callback = page.getByRole('form', { name: /^Callback \d+/ });
			await callback.getByLabel('rest', { exact: true }).uncheck();
			await callback.getByLabel('soap', { exact: true }).uncheck();
			await callback.getByRole('button', { name: /^Save callback/ }).click();
		},
	],
	[
		'You can only do this in Publisher, and the node never changes it back.',
		async ({ stage, workflow }) => {
			const { api, sandbox } = stage;
			// Registering again, as n8n does at its start, finds the callback and leaves it alone.
			const [before] = await sandbox.callbacks();
			expect(before?.triggers).not.toEqual(expect.arrayContaining(['rest']));
			const calls = (await sandbox.deliveries()).length;
			await sandbox.edit({
				edit: 'create-profile',
				fields: { Email: 'made.by.api@example.com' },
				cause: 'rest',
			});
			await sandbox.settled();
			expect(await sandbox.deliveries()).toHaveLength(calls);
			await api.activate(workflow());
			expect(await sandbox.callbacks()).toEqual([before]);
		},
	],
];

async function removeCredentials({ api }: Stage): Promise<void> {
	for (const { id } of await api.call<Array<{ id: string }>>('GET', 'credentials')) {
		await api.call('DELETE', `credentials/${id}`);
	}
}

// A newcomer's n8n has none, and n8n fills those that it has into what is imported.
test.beforeEach(async ({ stage }) => await removeCredentials(stage));
test.afterEach(async ({ stage }) => {
	await removeCredentials(stage);
	const data = credentialData(stage.sandbox);
	for (const [type, { name }] of Object.entries(stage.credentials)) {
		const made = await stage.api.createCredential(type, name, data[type] ?? {});
		Object.assign(stage.credentials, { [type]: made });
	}
});

test('the five minutes of the README, sentence by sentence', async ({ editor, stage }) => {
	const steps = numberedSentences('## Usage');
	// A sentence that was changed needs its deed here changed too.
	expect(deeds.map(([sentence]) => sentence)).toEqual(steps.flat());

	const { api, sandbox } = stage;
	await sandbox.reset();
	let id = '';
	const person: Person = { editor, stage, workflow: () => id };
	const deedOf = new Map(deeds);
	for (const [step, sentences] of steps.entries()) {
		for (const [place, sentence] of sentences.entries()) {
			await test.step(sentence, async () => {
				await deedOf.get(sentence)?.(person);
				await editor.picture(`five-minutes-${step + 1}-${place + 1}`);
			});
			id = /\/workflow\/(?!new)([^/?]+)/.exec(editor.page.url())?.[1] ?? id;
		}
	}

	await api.deactivate(id);
	await api.deleteWorkflow(id);
});
