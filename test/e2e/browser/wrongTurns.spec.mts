import type { WorkflowFile } from '../../../scripts/host/api.mts';
import type { Stage } from '../../../scripts/host/stage.mts';
import { expect, test } from '../support/editor.mts';

const PACKAGE = 'n8n-nodes-copernica-spotler';

/** What comes into a step, and the step itself: one branch of the workflow, run by itself. */
interface WrongTurn {
	step: string;
	/** The item before it. */
	item: Record<string, unknown>;
	parameters: Record<string, unknown>;
	/** Texts that the editor shows at its output. */
	says: Array<string | RegExp>;
	/** Where it is not one that works. */
	credential?: string;
	/** Tab of the output that has the row, where the first one is empty. */
	tab?: RegExp;
}

const change = {
	change: 'update',
	entity: 'profile',
	profileId: '4711',
	databaseId: '1',
	fields: { Email: 'anne@example.com', Nieuwsbrief: 'Ja' },
};
const sync = { resource: 'profile', operation: 'sync' };
const normalise = (field: string) => ({
	resource: 'profile',
	operation: 'normalise',
	consents: { consent: [{ consent: 'newsletter', field, texts: 'dutchAndEnglish' }] },
});
const WRONG_KEY = 'Key of last year';

const turns: WrongTurn[] = [
	{
		step: 'Sync behind the trigger',
		item: change,
		parameters: sync,
		says: [
			'The items are changes that have not been prepared.',
			/Insert Spotler Activate → Profile → Normalise before this node/,
		],
	},
	{
		step: 'Sync behind a sheet',
		item: { email: 'anne@example.com', newsletter: 'yes', firstname: 'Anne' },
		parameters: sync,
		says: [
			'The items are not prepared profiles.',
			/Put Spotler Activate → Profile → Normalise before this node/,
			'It also reads rows from a sheet, a form or a shop.',
		],
	},
	{
		step: 'Filter behind a sheet',
		item: { email: 'anne@example.com', newsletter: 'yes' },
		parameters: { resource: 'profile', operation: 'filter' },
		says: ['The items are not prepared profiles.'],
	},
	{
		step: 'A value with parts of its own',
		item: { email: 'anne@example.com', newsletter: { value: 'yes' } },
		parameters: normalise('newsletter'),
		tab: /Invalid Branch/,
		says: [
			'VALUE_NOT_TEXT',
			'The value of "newsletter" must be a text, a number, or true or false.',
		],
	},
	{
		step: 'A mapped field that is gone',
		item: change,
		parameters: normalise('Nieuwsbrieff'),
		says: [
			'The field "Nieuwsbrieff" of the consent newsletter is not in the row, so this consent was not sent. Did you mean "Nieuwsbrief"?',
		],
	},
	{
		step: 'A key that Activate refuses',
		item: { profile: { email: 'anne@example.com' } },
		parameters: sync,
		credential: WRONG_KEY,
		says: [
			`Authorization failed: Spotler Activate did not accept the account ID and API key of the credential "${WRONG_KEY}".`,
			'Check the credential, then run it again.',
		],
	},
];

/** One workflow with a branch for each wrong turn, and a trigger whose database does not exist. */
async function workflowOf({ api, credentials, sandbox }: Stage): Promise<WorkflowFile> {
	const { activate } = sandbox.addresses;
	const wrongKey = await api.createCredential('spotlerActivateApi', WRONG_KEY, {
		accountId: activate.accountId,
		apiKey: 'expired',
		baseUrl: activate.url,
	});
	const nodes: WorkflowFile['nodes'] = [];
	const add = (
		name: string,
		type: string,
		typeVersion: number,
		position: [number, number],
		more: Partial<WorkflowFile['nodes'][number]>,
	) => {
		const id = `00000000-0000-4000-8000-${String(nodes.length).padStart(12, '0')}`;
		nodes.push({ id, name, type, typeVersion, position, parameters: {}, ...more });
	};
	const before = (step: string) => `Before: ${step}`;
	const to = (names: string[]) => ({
		main: [names.map((node) => ({ node, type: 'main', index: 0 }))],
	});
	add('Start', 'n8n-nodes-base.manualTrigger', 1, [0, 0], {});
	add('Wrong database', `${PACKAGE}.copernicaTrigger`, 2.1, [0, 200], {
		parameters: { database: { __rl: true, mode: 'id', value: '987654' } },
		webhookId: 'wrong-database',
		credentials: { copernicaApi: credentials.copernicaApi },
	});
	turns.forEach(({ step, parameters, credential }, row) => {
		add(before(step), 'n8n-nodes-base.noOp', 1, [220, row * 160], {});
		add(step, `${PACKAGE}.spotlerActivate`, 1.1, [440, row * 160], {
			parameters,
			credentials: {
				spotlerActivateApi: credential === undefined ? credentials.spotlerActivateApi : wrongKey,
			},
		});
	});
	return {
		name: 'Wrong turns',
		nodes,
		connections: {
			Start: to(turns.map(({ step }) => before(step))),
			...Object.fromEntries(turns.map(({ step }) => [before(step), to([step])])),
		},
		pinData: Object.fromEntries(turns.map(({ step, item }) => [before(step), [{ json: item }]])),
	};
}

test('each wrong turn of a newcomer ends with a text that names the thing and says what to do', async ({
	editor,
	stage,
}) => {
	const { page } = editor;
	const { api, sandbox } = stage;
	await sandbox.reset();
	const { id } = await api.createWorkflow(await workflowOf(stage));
	await editor.openWorkflow(id);
	const panel = page.getByTestId('output-panel');

	for (const { step, says, tab } of turns) {
		await test.step(step, async () => {
			await editor.openNode(step);
			await page.getByTestId('node-execute-button').click();
			if (tab !== undefined) await panel.getByRole('tab', { name: tab }).click();
			for (const text of says) await expect(panel.getByText(text).first()).toBeVisible();
			await editor.picture(`wrong-turn-${step.toLowerCase().replaceAll(' ', '-')}`);
			await editor.closeNode();
		});
	}
	expect(await sandbox.arrivals()).toEqual([]);

	await test.step('A database that does not exist', async () => {
		await editor.openNode('Wrong database');
		await page.getByTestId('trigger-execute-button').click();
		const text = 'Copernica has no database with ID 987654';
		await expect(page.getByText(text).first()).toBeVisible();
		await editor.picture('wrong-turn-database');
		await editor.closeNode();
	});
	expect(await sandbox.callbacks()).toEqual([]);
	await api.deleteWorkflow(id);
});
