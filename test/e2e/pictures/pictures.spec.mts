/**
 * `npm run pictures`: the screenshots of the docs, taken from the real editor, so that they never go stale. Look at
 * them before you commit them. docs/guide/gallery.md lists them.
 */
import type { Locator } from '@playwright/test';
import { finishedRuns } from '../support/fixtures.mts';
import { expect, test } from '../support/editor.mts';
import { examples, prepareExample, readExample, type Stage } from '../../../scripts/host/stage.mts';
import { Camera } from './camera.mts';
import { panels } from './panels.mts';

const PACKAGE = 'n8n-nodes-copernica-spotler';
/** Nodes as they are added today; those not named have version 1. */
const VERSIONS: Record<string, number> = {
	copernicaMailingTrigger: 2.1,
	copernicaTrigger: 2.1,
	spotlerActivate: 1.1,
};
const MAIN_EXAMPLE = 'copernica-profiles-to-spotler-activate';
const list = (id: number, name: string) => ({
	__rl: true,
	mode: 'list',
	value: String(id),
	cachedResultName: name,
});

async function sources({ sandbox }: Stage) {
	type Named = { id: number; name: string };
	const { copernica: account } = await sandbox.control<{
		copernica: { databases: Named[]; collections: Named[] };
	}>('GET', 'state');
	const named = (all: Named[], name: string) =>
		list(all.find((each) => each.name === name)?.id ?? 0, name);
	return {
		database: named(account.databases, 'Customers'),
		collection: named(account.collections, 'SQ_profile'),
	};
}

/** High enough for the longest form; where the whole panel is shown, its texts at the sides stand in the middle. */
const WINDOWS = {
	form: { width: 1440, height: 2300 },
	formAndOutput: { width: 1440, height: 2300 },
	everything: { width: 1440, height: 1010 },
};

test.use({ viewport: WINDOWS.everything, actionTimeout: 90_000 });

test('the form of every step, and every hint', async ({ editor, stage }) => {
	test.setTimeout(900_000);
	const { page } = editor;
	const camera = new Camera(page, editor);
	await stage.sandbox.reset();
	const ids = await sources(stage);
	const { id } = await stage.api.createWorkflow({
		name: 'Every step',
		nodes: panels.map(({ title, node, parameters, credential }, index) => ({
			id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			name: title,
			type: `${PACKAGE}.${node}`,
			typeVersion: VERSIONS[node] ?? 1,
			position: [(index % 6) * 220, Math.floor(index / 6) * 200] as [number, number],
			parameters: parameters(ids),
			...(node.endsWith('Trigger') ? { webhookId: `picture-${index}` } : {}),
			...(credential === undefined
				? {}
				: { credentials: { [credential]: stage.credentials[credential] } }),
		})),
		connections: {},
	});
	await editor.openWorkflow(id);
	for (const { picture, title, shows, open } of panels) {
		await editor.openNode(title);
		await page.setViewportSize(WINDOWS[shows]);
		await page.getByTestId('node-parameters').waitFor();
		await page.waitForLoadState('networkidle');
		const isLoading = async () =>
			await page
				.getByTestId('node-parameters')
				.locator('input')
				.evaluateAll((inputs) =>
					inputs.some(
						(input) =>
							input instanceof HTMLInputElement &&
							`${input.value}${input.placeholder}`.includes('Loading options'),
					),
				);
		await expect.poll(isLoading).toBe(false);
		if (open !== undefined) {
			const field = page.getByTestId(`parameter-input-${open}`).locator('.el-select');
			await field.locator('input:enabled').first().waitFor();
			await field.click();
			await page.getByRole('option').filter({ visible: true }).first().waitFor();
		}
		await camera.takePanel(picture, shows);
		if (open !== undefined) await page.keyboard.press('Escape');
		await page.setViewportSize(WINDOWS.everything);
		await editor.closeNode();
	}
	await stage.api.deleteWorkflow(id);
});

test('the trigger waits for its test call', async ({ editor, stage }) => {
	const { page } = editor;
	const camera = new Camera(page, editor);
	await stage.sandbox.reset();
	const workflow = await prepareExample(stage, MAIN_EXAMPLE);
	for (const node of workflow.nodes) {
		// As a user has it: the sandbox's resolver is of no use to anybody else.
		if (node.type.endsWith('.copernicaTrigger')) node.parameters.options = {};
	}
	const { id } = await stage.api.createWorkflow(workflow);
	await editor.openWorkflow(id);
	await editor.openNode('Profile Changed');
	await page.getByText('Unpin').click();
	await page.getByTestId('trigger-execute-button').click();
	await expect.poll(async () => await stage.sandbox.callbacks()).toHaveLength(1);
	await camera.takePanel('trigger-listening', 'everything');
	await page.getByRole('button', { name: 'Stop Listening' }).first().click();
	await expect.poll(async () => await stage.sandbox.callbacks()).toEqual([]);
	await stage.api.deleteWorkflow(id);
});

test('what Check says', async ({ editor, stage }) => {
	const { page } = editor;
	const camera = new Camera(page, editor);
	await stage.sandbox.reset();
	const { database } = await sources(stage);
	const { copernica } = stage.sandbox.addresses;
	await stage.sandbox.control('PUT', 'copernica/quirks', { accessTokenV4Only: true });
	const check = 'Why Nothing Arrives';
	const { id } = await stage.api.createWorkflow({
		name: check,
		nodes: [
			{
				id: '00000000-0000-4000-8000-000000000001',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				id: '00000000-0000-4000-8000-000000000002',
				name: check,
				type: `${PACKAGE}.copernica`,
				typeVersion: 1,
				position: [220, 0],
				parameters: {
					resource: 'callback',
					operation: 'check',
					database,
					options: { resolvers: [copernica.dohUrl] },
				},
				credentials: {
					copernicaApi: stage.credentials.copernicaApi,
					spotlerActivateApi: stage.credentials.spotlerActivateApi,
				},
			},
		],
		connections: { Start: { main: [[{ node: check, type: 'main', index: 0 }]] } },
	});
	await editor.openWorkflow(id);
	await page.getByTestId('execute-workflow-button').click();
	await editor.canvasNode(check).getByTestId('canvas-node-status-success').waitFor();
	await editor.openNode(check);
	await page.getByText('Workflow executed successfully').waitFor({ state: 'hidden' });
	await camera.takePanel('check-result', 'everything');
	await stage.api.deleteWorkflow(id);
});

test('what a run says of rejected rows: the hint, the summary, and the run that ends in an error', async ({
	editor,
	stage,
}) => {
	const { page } = editor;
	const camera = new Camera(page, editor);
	await stage.sandbox.reset();
	const sync = 'Sync to Activate';
	const people = ['anne@example.com', 'bram@example.com', 'no-address', 'chloe@example.com', 'x@'];
	const next = (node: string) => [{ node, type: 'main', index: 0 }];
	const show = async (options: object, taken: () => Promise<void>) => {
		const { id } = await stage.api.createWorkflow({
			name: 'Rejected rows',
			nodes: [
				['Start', 'n8n-nodes-base.manualTrigger', 1, {}, 0, 0],
				['Prepared Rows', 'n8n-nodes-base.noOp', 1, {}, 220, 0],
				[
					sync,
					`${PACKAGE}.spotlerActivate`,
					1.1,
					{ resource: 'profile', operation: 'sync', options },
					440,
					0,
				],
				['Accepted', 'n8n-nodes-base.noOp', 1, {}, 700, -160],
				['Rejected', 'n8n-nodes-base.noOp', 1, {}, 700, 0],
				['Summary', 'n8n-nodes-base.noOp', 1, {}, 700, 160],
			].map(([name, type, typeVersion, parameters, x, y], index) => ({
				id: `00000000-0000-4000-8000-00000000000${index}`,
				name: String(name),
				type: String(type),
				typeVersion: Number(typeVersion),
				position: [Number(x), Number(y)] as [number, number],
				parameters: parameters as Record<string, unknown>,
				...(name === sync
					? { credentials: { spotlerActivateApi: stage.credentials.spotlerActivateApi } }
					: {}),
			})),
			connections: {
				Start: { main: [next('Prepared Rows')] },
				'Prepared Rows': { main: [next(sync)] },
				[sync]: { main: [next('Accepted'), next('Rejected'), next('Summary')] },
			},
			pinData: {
				'Prepared Rows': people.map((email) => ({
					json: { profile: { email, newsletter: 'yes' } },
				})),
			},
		});
		await editor.openWorkflow(id);
		await page.getByTestId('execute-workflow-button').click();
		const end = page.getByText(/Workflow executed successfully|Problem in node/).first();
		await end.waitFor();
		// The message of a failed run stays until somebody closes it.
		const close = page.locator('.el-notification__closeBtn').filter({ visible: true });
		for (const button of await close.all()) await button.click();
		await end.waitFor({ state: 'hidden' });
		await editor.openNode(sync);
		await taken();
		await stage.api.deleteWorkflow(id);
	};
	const output = page.getByTestId('ndv-output-panel').or(page.getByTestId('output-panel')).first();
	await show({ summary: true }, async () => {
		await output
			.getByText(/^Rejected/)
			.first()
			.click();
		await camera.takePanel('rejected-hint', 'everything');
		await output
			.getByText(/^Summary/)
			.first()
			.click();
		await camera.takePanel('sync-summary', 'everything');
	});
	await show({ ifRejected: 'stop' }, async () => {
		await camera.takePanel('rejected-error', 'everything');
	});
});

test.describe('in a window of the usual shape', () => {
	test.use({ viewport: { width: 1440, height: 900 } });

	test('the panel that adds a node', async ({ editor, importWorkflow }) => {
		const { page } = editor;
		const camera = new Camera(page, editor);
		await page.setViewportSize({ width: 1440, height: 1200 });
		const { id } = await importWorkflow(MAIN_EXAMPLE);
		const results = page.getByTestId('item-iterator-item').filter({ visible: true });
		for (const [words, name, picture] of [
			['copernica', 'Copernica', 'actions-copernica'],
			['squeezely', 'Spotler Activate', 'actions-spotler-activate'],
		] as const) {
			await editor.openWorkflow(id);
			await editor.openNodePanel();
			await page.getByTestId('node-creator-search-bar').fill(words);
			// The panel shows its categories first, and the result of the search a moment later.
			const found = results.filter({ hasText: name }).first();
			await found.waitFor({ timeout: 30_000 });
			const right = { x: 1056, y: 64, width: 384, height: 1000 };
			if (words === 'copernica') await camera.take('node-panel', { ...right, height: 290 });
			await found.click();
			await page
				.getByText(/^Actions \(/)
				.first()
				.waitFor();
			await camera.take(picture, right);
		}
	});

	test('a credential of each kind', async ({ editor }) => {
		const { page } = editor;
		const camera = new Camera(page, editor);
		for (const [type, picture] of [
			['Copernica API', 'credential-copernica'],
			['Spotler Activate API', 'credential-spotler-activate'],
		] as const) {
			await editor.newCredential(type);
			await page.getByTestId('credential-connection-parameter').first().waitFor();
			const dialog = page.locator('.el-dialog').filter({ visible: true });
			await editor.settled();
			await camera.take(picture, (await dialog.boundingBox()) ?? undefined);
			await editor.closeCredential();
		}
	});

	test('an example tried without sending anything', async ({ editor, stage }) => {
		const { page } = editor;
		const camera = new Camera(page, editor);
		await stage.sandbox.reset();
		const workflow = await prepareExample(stage, MAIN_EXAMPLE);
		for (const node of workflow.nodes) {
			if (node.name === 'Sync to Activate') node.parameters.options = { dryRun: true };
		}
		const { id } = await stage.api.createWorkflow(workflow);
		await editor.openWorkflow(id);
		await page.getByTestId('execute-workflow-button').click();
		await editor.canvasNode('Sync to Activate').getByTestId('canvas-node-status-success').waitFor();
		await editor.openNode('Sync to Activate');
		await page.getByText('Workflow executed successfully').waitFor({ state: 'hidden' });
		await camera.take('first-steps-dry-run');
		await stage.api.deleteWorkflow(id);
	});

	test('an edit, its run, and the contact', async ({ editor, importWorkflow, stage }) => {
		const { page } = editor;
		const camera = new Camera(page, editor);
		const { id } = await importWorkflow(MAIN_EXAMPLE);
		await stage.api.activate(id);
		await stage.sandbox.tellChanges();
		await stage.sandbox.guideTo({
			executions: `${stage.n8n.url}/workflow/${id}/executions`,
			cookie: await stage.api.browserSession(),
		});
		await page.goto(stage.sandbox.addresses.copernica.page);
		await page
			.getByRole('row', { name: /emma\.bakker/ })
			.getByRole('link')
			.click();
		await page.getByLabel('Nieuwsbrief').selectOption('Ja');
		await camera.take('sandbox-copernica');
		await page.getByRole('button', { name: /save/i }).click();
		await stage.sandbox.settled();
		const [run] = await finishedRuns(stage, id, 1);
		await page.goto(`${stage.n8n.url}/workflow/${id}/executions/${run?.id}`);
		await editor.canvasNode('Accepted').getByTestId('canvas-node-status-success').waitFor();
		await editor.closeChecklist();
		await camera.take('run-in-editor');
		await page.goto(stage.sandbox.addresses.activate.page);
		await page
			.getByRole('row', { name: /emma\.bakker@example\.com/ })
			.first()
			.waitFor();
		const below = async (part: Locator) => {
			const box = await part.boundingBox();
			return { x: 0, y: 0, width: 1440, height: (box?.y ?? 0) + (box?.height ?? 0) + 24 };
		};
		await camera.take('sandbox-activate', await below(page.getByRole('table').last()));
		await page.getByRole('link', { name: 'All steps' }).click();
		await page.locator('[data-step="see"][data-state="done"]').waitFor();
		await camera.take('sandbox-tour', await below(page.locator('.tour')));
	});
});

test.describe('in a window for large workflows', () => {
	test.use({ viewport: { width: 1600, height: 1250 } });

	test('every example', async ({ editor, importWorkflow }) => {
		test.setTimeout(600_000);
		const camera = new Camera(editor.page, editor);
		for (const name of examples) {
			await editor.openWorkflow((await importWorkflow(name)).id);
			// The name is on the page more than once, also where nobody sees it.
			const title = editor.page.getByText(readExample(name).name).filter({ visible: true });
			await title.first().waitFor({ timeout: 30_000 });
			await camera.takeCanvas(`example-${name}`);
		}
	});
});
