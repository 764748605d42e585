import type { Stage } from '../../../scripts/host/stage.mts';
import type { WorkflowFile } from '../../../scripts/host/api.mts';
import { expect, test } from '../support/editor.mts';

const PACKAGE = 'n8n-nodes-copernica-spotler';

type Step = [name: string, type: string, version: number, parameters: Record<string, unknown>];

/** Steps as they are when somebody has just added them, with credentials and nothing else. */
function freshSteps({ credentials }: Stage, steps: Step[]): WorkflowFile {
	return {
		name: 'First contact',
		nodes: steps.map(([name, type, typeVersion, parameters], index) => ({
			id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
			name,
			type: `${PACKAGE}.${type}`,
			typeVersion,
			position: [index * 220, 0] as [number, number],
			parameters,
			...(type === 'copernicaTrigger' ? { webhookId: `first-contact-${index}` } : {}),
			credentials:
				type === 'spotlerActivate' ? credentials : { copernicaApi: credentials.copernicaApi },
		})),
		connections: {},
	};
}

test('a form that is not filled in yet says what to choose first, and shows no error', async ({
	editor,
	stage,
}) => {
	const { page } = editor;
	const form = page.getByTestId('node-parameters');
	const { id } = await stage.api.createWorkflow(
		freshSteps(stage, [
			['Trigger', 'copernicaTrigger', 2.1, {}],
			['Create or Update', 'copernica', 1, { resource: 'profile', operation: 'upsert' }],
			[
				'Normalise',
				'spotlerActivate',
				1.1,
				{
					operation: 'normalise',
					mapBy: 'oneByOne',
					fieldList: 'copernica',
					consents: { consent: [{ consent: 'newsletter', field: '', texts: 'fieldValues' }] },
				},
			],
		]),
	);
	await editor.openWorkflow(id);

	await test.step('the trigger', async () => {
		await editor.openNode('Trigger');
		await form.getByTestId('parameter-input-fieldsToWatch').click();
		await expect(page.getByRole('option', { name: 'Choose a database first' })).toBeVisible();
		await expect(form.getByText(/error fetching/i)).toHaveCount(0);
		await editor.picture('first-contact-trigger');
		await page.keyboard.press('Escape');
		await editor.closeNode();
	});
	await test.step('Create or Update', async () => {
		await editor.openNode('Create or Update');
		await expect(form.getByText('Choose a database first.')).toBeVisible();
		await expect(form.getByText(/no fields found|retry$/i)).toHaveCount(0);
		await editor.picture('first-contact-upsert');
		await editor.closeNode();
	});
	await test.step('Normalise', async () => {
		await editor.openNode('Normalise');
		const texts = async () =>
			await form
				.locator('input')
				.evaluateAll((inputs) =>
					inputs.map((input) => (input instanceof HTMLInputElement ? input.value : '')),
				);
		await expect.poll(texts).toContain('Choose a database first');
		expect((await texts()).filter((text) => /error/i.test(text))).toEqual([]);
		await editor.closeNode();
	});
	await stage.api.deleteWorkflow(id);
});

test('the fields of an output can be seen and dragged before anything ran', async ({
	editor,
	importWorkflow,
}) => {
	const { page } = editor;
	const { id } = await importWorkflow('web-form-or-sheet-to-activate');
	await editor.openWorkflow(id);
	await editor.openNode('Sync to Activate');
	const input = page.getByTestId('ndv-input-panel');
	await expect(input.getByText('Usually outputs the following fields')).toBeVisible();
	for (const name of ['email', 'firstname', 'newsletter']) {
		await expect(input.getByText(name, { exact: true }).first()).toBeVisible();
	}
	await editor.picture('first-contact-schema');
});
