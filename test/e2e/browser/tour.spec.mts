import type { Page } from '@playwright/test';
import type { Stage } from '../../../scripts/host/stage.mts';
import { expect, test } from '../support/editor.mts';

/** What the tour asks for in a step: its links in their order, and what to set and to choose. */
type Sentence = { links: string[]; bold: string[] };

const step = (tour: Page, name: string) => tour.locator(`[data-step="${name}"]`);

/** Reads a step as a person does, from the page that is open all the time. */
async function read(tour: Page, name: string): Promise<Sentence> {
	const sentence = step(tour, name).locator('p').first();
	return {
		links: await sentence.locator('a').allTextContents(),
		bold: await sentence.locator('b').allTextContents(),
	};
}

/** Does what "Open …, set … to …, and select …" says, in a window of its own. */
async function edit(person: Page, tour: Page, name: string): Promise<void> {
	const {
		links: [profile = ''],
		bold: [field = '', value = '', button = ''],
	} = await read(tour, name);
	await person.goto(tour.url());
	await person.getByRole('link', { name: profile }).first().click();
	const input = person.getByLabel(field);
	const isChoice = await input.evaluate((element) => element instanceof HTMLSelectElement);
	await (isChoice ? input.selectOption(value) : input.fill(value));
	await person.getByRole('button', { name: button }).click();
	await expect(person.getByRole('status')).toContainText('Callbacks sent: 1 accepted.');
}

async function expectStates(tour: Page, states: string): Promise<void> {
	const shown = async () =>
		await tour
			.locator('[data-step]')
			.evaluateAll((steps) => steps.map((each) => each.getAttribute('data-state')).join(' '));
	await expect.poll(shown).toBe(states);
}

/** Sets the stage up as `npm run demo` does. */
async function prepare({ api, n8n, sandbox }: Stage, workflow: string): Promise<void> {
	await api.activate(workflow);
	await sandbox.tellChanges();
	await sandbox.guideTo({
		executions: `${n8n.url}/workflow/${workflow}/executions`,
		cookie: await api.browserSession(),
	});
}

test('a person who takes the guided tour at its word sees each step done without a reload', async ({
	browser,
	importWorkflow,
	stage,
}) => {
	const { id } = await importWorkflow('copernica-profiles-to-spotler-activate');
	await prepare(stage, id);
	const { copernica, activate } = stage.sandbox.addresses;
	// Nobody has signed in to n8n in this browser.
	const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
	const tour = await context.newPage();
	const person = await context.newPage();
	let reloads = -1;
	tour.on('load', () => (reloads += 1));

	await tour.goto(copernica.page);
	await expectStates(tour, 'next waiting waiting waiting waiting');

	await test.step('1 edit', async () => {
		await edit(person, tour, 'edit');
		await expectStates(tour, 'done next waiting waiting waiting');
		await expect(step(tour, 'see')).toContainText('EmailOptIn for emma.bakker@example.com');
	});

	await test.step('2 see', async () => {
		await expect(person.getByRole('complementary')).toContainText('Step 2: See the contact');
		await person.getByRole('complementary').getByRole('link').first().click();
		await expect(person).toHaveURL(activate.page);
		for (const table of ['Events', 'Contacts']) {
			await expect(
				person
					.getByRole('table', { name: table })
					.getByRole('cell', { name: 'emma.bakker@example.com', exact: true }),
			).toBeVisible();
		}
		await expectStates(tour, 'done done next waiting waiting');
	});

	const editor = await test.step('3 follow', async () => {
		const [opened] = await Promise.all([
			context.waitForEvent('page'),
			step(tour, 'follow').getByRole('link').click(),
		]);
		const close = opened.getByTestId('suggested-actions-close');
		await opened.addLocatorHandler(close, async () => await close.click());
		await expect(success(opened, 'Accepted')).toBeVisible();
		await expectStates(tour, 'done done done next waiting');
		return opened;
	});

	await test.step('4 break', async () => {
		await edit(person, tour, 'break');
		await expectStates(tour, 'done done done done next');
		await expect(step(tour, 'break')).toContainText('phone has an invalid form');
	});

	await test.step('5 see the rejected row', async () => {
		await step(tour, 'rejected').getByRole('link').click();
		const runs = editor.getByRole('link', { name: /Succeeded in/ });
		await expect(runs).toHaveCount(2);
		await runs.first().click();
		await expect(success(editor, 'Rejected')).toBeVisible();
		await expectStates(tour, 'done done done done done');
		await node(editor, 'Rejected').dblclick();
		await expect(editor.getByTestId('ndv').getByText('EVENT_REFUSED').first()).toBeVisible();
	});

	await test.step('the tour starts again without leaving the page', async () => {
		await tour.getByRole('button', { name: 'Start again' }).click();
		await expectStates(tour, 'next waiting waiting waiting waiting');
	});
	expect(reloads).toBe(0);
	await context.close();
});

const node = (editor: Page, name: string) =>
	editor.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);

/** The sign of a step on the canvas of n8n that it ran. */
const success = (editor: Page, name: string) =>
	node(editor, name).getByTestId('canvas-node-status-success');

test('the switch on the callbacks page shows the other form', async ({
	browser,
	importWorkflow,
	stage,
}) => {
	const { id } = await importWorkflow('copernica-profiles-to-spotler-activate');
	await prepare(stage, id);
	const { copernica, activate } = stage.sandbox.addresses;
	const context = await browser.newContext();
	const [tour, events] = [await context.newPage(), await context.newPage()];
	await events.goto(activate.page);
	await tour.goto(copernica.page);
	const toggle = tour.getByRole('switch', { name: 'Callbacks tell what changed' });
	await expect(toggle).toHaveAttribute('aria-checked', 'true');
	await toggle.click();
	await expect(toggle).toHaveAttribute('aria-checked', 'false');
	await edit(await context.newPage(), tour, 'edit');
	const table = events.getByRole('table', { name: 'Events' });
	await expect(table.getByRole('cell', { name: 'CRMUpdate', exact: true })).toBeVisible();
	await expect(table.getByRole('cell', { name: 'EmailOptIn', exact: true })).toHaveCount(0);
	await context.close();
});
