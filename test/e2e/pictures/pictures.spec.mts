/**
 * `npm run pictures`: the screenshots of the docs, taken from the real editor, so that they never go stale. Look at
 * them before you commit them.
 */
import path from 'node:path';
import type { Page } from '@playwright/test';
import { finishedRuns } from '../support/fixtures.mts';
import { Editor, test } from '../support/editor.mts';
import { root } from '../../../scripts/host/paths.mts';
import { examples, readExample, type Stage } from '../../../scripts/host/stage.mts';

const PACKAGE = 'n8n-nodes-copernica-spotler';
const list = (id: number, name: string) => ({
	__rl: true,
	mode: 'list',
	value: String(id),
	cachedResultName: name,
});

type Panel = {
	picture: string;
	node: 'copernica' | 'copernicaTrigger' | 'spotlerActivate';
	parameters: (ids: { database: object; collection: object }) => Record<string, unknown>;
	credential?: 'copernicaApi' | 'spotlerActivateApi';
};

const copernica = (
	resource: string,
	operation: string,
	more: Panel['parameters'] = () => ({}),
): Panel => ({
	picture: `copernica-${resource}-${operation}`,
	node: 'copernica',
	credential: 'copernicaApi',
	parameters: (ids) => ({ resource, operation, ...more(ids) }),
});
const activate = (
	operation: string,
	parameters: Panel['parameters'],
	picture = `activate-${operation}`,
): Panel => ({
	picture,
	node: 'spotlerActivate',
	credential: operation === 'normalise' ? 'copernicaApi' : 'spotlerActivateApi',
	parameters: (ids) => ({
		resource: operation === 'track' ? 'event' : 'profile',
		operation,
		...parameters(ids),
	}),
});

const panels: Panel[] = [
	{
		picture: 'trigger-automatic',
		node: 'copernicaTrigger',
		credential: 'copernicaApi',
		parameters: ({ database }) => ({ registration: 'automatic', source: 'database', database }),
	},
	{
		picture: 'trigger-manual',
		node: 'copernicaTrigger',
		parameters: () => ({ registration: 'manual', source: 'database', accountId: '12345' }),
	},
	{
		picture: 'hint-signature-off',
		node: 'copernicaTrigger',
		parameters: () => ({ registration: 'manual', source: 'database', signature: 'off' }),
	},
	activate('normalise', ({ database }) => ({
		mapBy: 'oneByOne',
		fieldList: 'copernica',
		database,
		mapping: { mappingMode: 'defineBelow', value: { email: 'Email', firstname: 'Voornaam' } },
		consents: { consent: [{ consent: 'newsletter', field: 'Nieuwsbrief' }] },
	})),
	activate(
		'normalise',
		() => ({
			mapBy: 'oneByOne',
			fieldList: 'typed',
			mapping: { mappingMode: 'defineBelow', value: { firstname: 'Voornaam' } },
		}),
		'hint-no-email',
	),
	activate('filter', () => ({})),
	activate('sync', () => ({ event: 'automatic' })),
	activate(
		'sync',
		() => ({ event: 'automatic', options: { eventsPerRequest: 1, dryRun: true } }),
		'hint-one-row-per-request',
	),
	activate('track', () => ({ event: 'CompleteRegistration' })),
	activate('getAll', () => ({})),
	copernica('change', 'addProfile'),
	copernica('profile', 'upsert', ({ database }) => ({ database })),
	copernica('profile', 'get'),
	copernica('profile', 'getAll', ({ database }) => ({ database })),
	copernica('profile', 'update', ({ database }) => ({ database })),
	copernica('profile', 'delete'),
	copernica('profile', 'unsubscribe'),
	copernica('subprofile', 'upsert', ({ database, collection }) => ({ database, collection })),
	copernica('subprofile', 'getAll', ({ database, collection }) => ({ database, collection })),
	copernica('database', 'getAll'),
	copernica('callback', 'getAll', ({ database }) => ({ database })),
	copernica('callback', 'delete'),
];

async function take(page: Page, editor: Editor, name: string): Promise<void> {
	await editor.settled();
	await page.screenshot({
		path: path.join(root, 'docs', 'images', `${name}.png`),
		animations: 'disabled',
	});
}

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

test.use({ viewport: { width: 1440, height: 900 } });

test('the form of every step', async ({ editor, stage }) => {
	test.setTimeout(900_000);
	const { page } = editor;
	await stage.sandbox.reset();
	const ids = await sources(stage);
	const { id } = await stage.api.createWorkflow({
		name: 'Every step',
		nodes: panels.map(({ picture, node, parameters, credential }, index) => ({
			id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			name: picture,
			type: `${PACKAGE}.${node}`,
			typeVersion: node === 'copernicaTrigger' ? 2 : 1,
			position: [(index % 6) * 220, Math.floor(index / 6) * 200] as [number, number],
			parameters: parameters(ids),
			...(node === 'copernicaTrigger' ? { webhookId: `picture-${index}` } : {}),
			...(credential === undefined
				? {}
				: { credentials: { [credential]: stage.credentials[credential] } }),
		})),
		connections: {},
	});
	await editor.openWorkflow(id);
	for (const { picture } of panels) {
		await editor.openNode(picture);
		await page.getByTestId('node-parameters').waitFor();
		await page.waitForLoadState('networkidle');
		await take(page, editor, picture);
		await editor.closeNode();
	}
	await editor.openNodePanel();
	await page.getByTestId('node-creator-search-bar').fill('copernica');
	// The panel shows its categories first, and the result of the search a moment later.
	const found = page.getByText('Copernica', { exact: true }).filter({ visible: true });
	await found.first().waitFor({ timeout: 30_000 });
	await take(page, editor, 'node-panel');
	await stage.api.deleteWorkflow(id);
});

test('every example', async ({ editor, importWorkflow }) => {
	test.setTimeout(600_000);
	for (const name of examples) {
		await editor.openWorkflow((await importWorkflow(name)).id);
		// The name is on the page more than once, also where nobody sees it.
		const title = editor.page.getByText(readExample(name).name).filter({ visible: true });
		await title.first().waitFor({ timeout: 30_000 });
		await editor.page.getByTestId('zoom-to-fit').click();
		await take(editor.page, editor, `example-${name}`);
	}
});

test('an edit, its run, and the contact', async ({ editor, importWorkflow, stage }) => {
	const { page } = editor;
	const { id } = await importWorkflow('copernica-profiles-to-spotler-activate');
	await stage.api.activate(id);
	await stage.sandbox.tellChanges();
	await page.goto(stage.sandbox.addresses.copernica.page);
	await page
		.getByRole('row', { name: /emma\.bakker/ })
		.getByRole('link')
		.click();
	await page.getByLabel('Nieuwsbrief').selectOption('Ja');
	await take(page, editor, 'sandbox-copernica');
	await page.getByRole('button', { name: /save/i }).click();
	await stage.sandbox.settled();
	const [run] = await finishedRuns(stage, id, 1);
	await page.goto(`${stage.n8n.url}/workflow/${id}/executions/${run?.id}`);
	await editor.canvasNode('Accepted').getByTestId('canvas-node-status-success').waitFor();
	await take(page, editor, 'run-in-editor');
	await page.goto(stage.sandbox.addresses.activate.page);
	await page
		.getByRole('row', { name: /emma\.bakker@example\.com/ })
		.first()
		.waitFor();
	await take(page, editor, 'sandbox-activate');
});
