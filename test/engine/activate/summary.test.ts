import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NodeHelpers, Workflow, type INodeExecutionData, type INodeParameters } from 'n8n-workflow';
import { flatRowSchema } from '../../../core/contracts/flatRow';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { withSandbox } from '../../support/withSandbox';
import { skipSleeps, type NodeRunOptions } from '../support';
import { preparedProfile, runActivate } from './support';

const sandbox = withSandbox();
let sleeps: ReturnType<typeof skipSleeps>;
beforeEach(() => {
	sleeps = skipSleeps();
});
afterEach(() => {
	sleeps.restore();
});

/** Sync remembers contacts for the life of the process, so every test has people of its own. */
let test = 0;
beforeEach(() => {
	test += 1;
});
const own = (name: string) => `${name}${test}@summary.example.com`;
const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);

/** Two that can be sent, one that Activate refuses, and one without an address. */
const people = () => [
	preparedProfile({ email: own('a') }),
	preparedProfile({ email: own('b'), country: 'Holland' }),
	preparedProfile({ email: own('c'), newsletter: 'yes' }),
	preparedProfile({ firstname: 'nobody' }),
];

async function sync(
	options: INodeParameters,
	settings?: NodeRunOptions['settings'],
	items: NodeRunOptions['items'] = people(),
) {
	return await runActivate(sandbox, {
		parameters: { resource: 'profile', operation: 'sync', options },
		items,
		settings,
	});
}

const COUNTS = {
	summary: '2 of 4 rows accepted, 0 skipped, 2 rejected (EVENT_REFUSED 1, IDENTIFIER_MISSING 1)',
	rows: 4,
	accepted: 2,
	skipped: 0,
	rejected: 2,
	byCode: { EVENT_REFUSED: 1, IDENTIFIER_MISSING: 1 },
	byEvent: { CRMUpdate: 2 },
	seconds: expect.any(Number),
};

describe('Add Summary', () => {
	it('tells of all rows on an output of its own, and changes nothing on the others', async () => {
		const without = await sync({});
		expect(without.outputs).toHaveLength(2);
		test += 1;
		const before = sandbox.activate.requests.list().length;
		const { returned, outputs } = await sync({ summary: true });
		const requests = sandbox.activate.requests.list().length - before;
		expect(json(outputs[2])).toEqual([{ ...COUNTS, requests }]);
		expect(outputs.slice(0, 2).map((items) => items?.length)).toEqual(
			without.outputs.map((items) => items?.length),
		);
		expect(returned[0]?.[2]?.[0]?.pairedItem).toEqual({ item: 3 });
	});

	it('counts rows that Output Rows leaves out, and gives texts instead of objects in a flat row', async () => {
		const { outputs } = await sync({ summary: true, outputRows: 'attention', rowFormat: 'flat' });
		expect(outputs[0]).toEqual([]);
		expect(json(outputs[2])).toEqual([
			{
				...COUNTS,
				byCode: 'EVENT_REFUSED 1, IDENTIFIER_MISSING 1',
				byEvent: 'CRMUpdate 2',
				requests: expect.any(Number),
			},
		]);
	});

	it('says in a dry run that nothing was sent', async () => {
		const { outputs } = await sync({ summary: true, dryRun: true });
		expect(json(outputs[2])).toMatchObject([
			{ accepted: 0, skipped: 3, rejected: 1, requests: 0, byCode: { DRY_RUN: 3 }, byEvent: {} },
		]);
	});

	it('is there beside an error output', async () => {
		const run = await sync(
			{ summary: true, dryRun: '={{ $json.nothing }}' },
			{ onError: 'continueErrorOutput' },
		);
		expect(run.error).toBeUndefined();
		expect(json(run.outputs[2])).toMatchObject([
			{ rows: 4, rejected: 4, byCode: { SETTINGS_INVALID: 4 } },
		]);
		expect(run.outputs[3]).toHaveLength(4);
	});

	it('counts the events of Track', async () => {
		const { outputs } = await runActivate(sandbox, {
			parameters: {
				resource: 'event',
				operation: 'track',
				event: 'custom',
				eventName: 'Brochure_Requested',
				email: '={{ $json.email }}',
				options: { summary: true },
			},
			items: [{ email: own('a') }, { email: 'nobody' }],
		});
		expect(json(outputs[2])).toMatchObject([
			{
				summary: '1 of 2 rows accepted, 0 skipped, 1 rejected (EMAIL_INVALID 1)',
				byEvent: { Brochure_Requested: 1 },
				requests: 1,
			},
		]);
	});

	it.each([
		['sync', 'profile', { summary: true }, ['Accepted', 'Rejected', 'Summary']],
		['track', 'event', { summary: true }, ['Accepted', 'Rejected', 'Summary']],
		['sync', 'profile', { summary: false }, ['Accepted', 'Rejected']],
		['sync', 'profile', {}, ['Accepted', 'Rejected']],
		['sync', 'profile', undefined, ['Accepted', 'Rejected']],
		['filter', 'profile', { summary: true }, ['Keep', 'Skip']],
		['normalise', 'profile', { summary: true }, ['Prepared', 'Invalid']],
	])('shows the outputs of %s (%#)', (operation, resource, options, names) => {
		const type = new SpotlerActivate();
		const node = {
			id: '1',
			name: 'Step',
			type: 'spotlerActivate',
			typeVersion: 1.1,
			position: [0, 0] as [number, number],
			parameters: { resource, operation, ...(options === undefined ? {} : { options }) },
		};
		const nodeTypes = {
			getByName: () => type,
			getByNameAndVersion: () => type,
			getKnownTypes: () => ({}),
		};
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const outputs = NodeHelpers.getNodeOutputs(workflow, node, type.description);
		expect(outputs.map((output) => (typeof output === 'string' ? '' : output.displayName))).toEqual(
			names,
		);
	});
});

describe('Row Format', () => {
	const keys = Object.keys(flatRowSchema.shape);
	const isFlat = (row: object) =>
		Object.values(row).every(
			(value) => value === null || ['string', 'number'].includes(typeof value),
		);

	it('gives each row of Sync the same keys, with one value each', async () => {
		const { outputs } = await sync({ rowFormat: 'flat', includePayload: true });
		const rows = [...json(outputs[0]), ...json(outputs[1])];
		expect(rows).toHaveLength(4);
		for (const row of rows) {
			expect(Object.keys(row)).toEqual(keys);
			expect(isFlat(row)).toBe(true);
		}
		expect(rows.map(({ code, email }) => [code, email])).toEqual([
			[null, own('a')],
			[null, own('c')],
			['EVENT_REFUSED', own('b')],
			['IDENTIFIER_MISSING', null],
		]);
		expect(rows[0]).toMatchObject({ status: 'accepted', event: 'CRMUpdate', httpStatus: 200 });
		expect(rows[0]?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
	});

	it('also a row whose own options give nothing usable', async () => {
		const items = [
			{ ...preparedProfile({ email: own('a') }), dry: false },
			...people().slice(2, 3),
		];
		const { outputs } = await sync({ rowFormat: 'flat', dryRun: '={{ $json.dry }}' }, {}, items);
		expect(json(outputs[1])).toMatchObject([{ code: 'SETTINGS_INVALID', email: own('c') }]);
		expect(json(outputs[1]).map((row) => Object.keys(row))).toEqual([keys]);
	});

	it('also where the node continues on fail', async () => {
		sandbox.activate.faults.add({ path: 'track', fault: { kind: 'status', status: 401 } });
		const { outputs } = await sync({ rowFormat: 'flat' }, { onError: 'continueRegularOutput' });
		sandbox.activate.faults.clear();
		expect(json(outputs[1]).map((row) => Object.keys(row))).toEqual(Array(4).fill(keys));
	});

	it('gives rows that Normalise cannot use the keys of the others', async () => {
		const { outputs } = await runActivate(sandbox, {
			parameters: { resource: 'profile', operation: 'normalise', options: { rowFormat: 'flat' } },
			items: [
				{ change: 'update', entity: 'profile', profileId: '7', fields: { Email: 'nobody' } },
				{ change: 'update', entity: 'profile', profileId: '8', fields: { Email: own('a') } },
			],
		});
		expect(json(outputs[0])).toMatchObject([{ profile: { email: own('a') } }]);
		const [row] = json(outputs[1]);
		expect(Object.keys(row ?? {})).toEqual(keys);
		expect(row).toMatchObject({
			status: 'invalid',
			code: 'EMAIL_INVALID',
			email: 'nobody',
			profileId: '7',
			attempts: 0,
		});
		expect(isFlat(row ?? {})).toBe(true);
	});
});
