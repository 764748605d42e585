import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { skipSleeps, type NodeRunOptions } from '../support';
import { withSandbox } from '../../support/withSandbox';
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
const own = (name: string) => `${name}${test}@rejections.example.com`;

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const stored = () => sandbox.activate.arrivals().filter(({ status }) => status === 'stored');
const requests = () => sandbox.activate.requests.list();

/** An operation with rows of which the first can be used, and the other two cannot. */
interface Step {
	resource: string;
	operation: string;
	items: () => NonNullable<NodeRunOptions['items']>;
	hint: string;
	more?: INodeParameters;
}

const change = (Email: string, more = {}) => ({
	change: 'update',
	entity: 'profile',
	profileId: '1',
	fields: { Email },
	...more,
});

const steps: Step[] = [
	{
		resource: 'profile',
		operation: 'sync',
		items: () => [
			preparedProfile({ email: own('a') }),
			preparedProfile({ email: own('b'), country: 'Holland' }),
			preparedProfile({ firstname: 'nobody' }),
		],
		hint: '2 of 3 rows rejected: EVENT_REFUSED 1, IDENTIFIER_MISSING 1',
	},
	{
		resource: 'event',
		operation: 'track',
		items: () => [{ email: own('a') }, { email: 'nobody' }, { email: 'nothing' }],
		more: { event: 'custom', eventName: 'Brochure_Requested', email: '={{ $json.email }}' },
		hint: '2 of 3 rows rejected: EMAIL_INVALID 2',
	},
	{
		resource: 'profile',
		operation: 'normalise',
		items: () => [change(own('a')), change('b'), change('c')],
		hint: '2 of 3 rows invalid: EMAIL_INVALID 2',
	},
];

async function run(
	{ resource, operation, items, more }: Step,
	options: INodeParameters = {},
	settings?: NodeRunOptions['settings'],
	given: NodeRunOptions['items'] = items(),
) {
	return await runActivate(sandbox, {
		parameters: { resource, operation, options, ...more },
		items: given,
		settings,
	});
}

describe.each(steps.map((step) => [step.operation, step] as const))('%s', (_, step) => {
	const stop = { ifRejected: 'stop' };
	const ofRejections = (hints: readonly string[]) =>
		hints.filter((hint) => /rows? (rejected|invalid)/.test(hint));

	it('shows how many rows cannot be used, by code, and succeeds', async () => {
		const sent = await run(step);
		expect(sent.error).toBeUndefined();
		expect(ofRejections(sent.hints)).toEqual([step.hint]);
		expect(json(sent.outputs[1])).toHaveLength(2);
	});

	it('shows nothing where all can be used, and where there is nothing', async () => {
		for (const given of [step.items().slice(0, 1), []]) {
			const sent = await run(step, stop, undefined, given);
			expect(sent.error).toBeUndefined();
			expect(ofRejections(sent.hints)).toEqual([]);
		}
	});

	it('ends in an error after all rows where the user wants that, without a word about a person', async () => {
		const sent = await run(step, stop);
		expect(sent.error?.message).toContain(`${step.hint}. `);
		expect(sent.error?.description).toMatch(/: items? 1/);
		expect(JSON.stringify([sent.error?.message, sent.error?.description])).not.toMatch(
			/example\.com|Holland|nobody/,
		);
		const sentTo = new Set(stored().map(({ event }) => Object(event).email));
		expect([...sentTo]).toEqual(step.operation === 'normalise' ? [] : [own('a')]);
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'continues with On Error set to %s, whatever the option says',
		async (onError) => {
			const sent = await run(step, stop, { onError });
			expect(sent.error).toBeUndefined();
			expect(json(sent.outputs[1])).toHaveLength(2);
			expect(ofRejections(sent.hints)).toEqual([step.hint]);
		},
	);

	it('ends in an error above a share of rows only', async () => {
		const share = (maxRejectedShare: number) => ({ ifRejected: 'stopAbove', maxRejectedShare });
		const above = await run(step, share(66));
		expect(above.error?.message).toContain(`${step.hint}. This is more than 66 %. `);
		const below = await run(step, share(67));
		expect(below.error).toBeUndefined();
		expect(ofRejections(below.hints)).toEqual([step.hint]);
	});

	it('takes 10 % where no share is added', async () => {
		const sent = await run(step, { ifRejected: 'stopAbove' });
		expect(sent.error?.message).toContain('This is more than 10 %.');
	});

	it.each([
		{ ifRejected: 'stopAbove', maxRejectedShare: '={{ $json.nothing }}' },
		{ ifRejected: 'stopAbove', maxRejectedShare: 101 },
	])('refuses a share that cannot be read, before anything is sent: %j', async (options) => {
		const sent = await run(step, options);
		expect(sent.error?.message).toContain('Max Rejected Rows (%)');
		expect(requests()).toEqual([]);
	});

	it('refuses an option that cannot be read, before anything is sent', async () => {
		const sent = await run(step, { ifRejected: '={{ $json.nothing }}' });
		expect(sent.error?.message).toContain('If Rows Are Rejected');
		expect(requests()).toEqual([]);
	});
});

describe('If Rows Are Rejected', () => {
	const stop = { ifRejected: 'stop' };
	const step = (operation: string) => {
		const found = steps.find((each) => each.operation === operation);
		if (found === undefined) throw new Error(operation);
		return found;
	};

	it.each([
		['sync', 'stop'],
		['sync', 'stopAbove'],
		['track', 'stop'],
	])(
		'does not let n8n repeat %s by itself, which would send accepted rows again (%s)',
		async (operation, ifRejected) => {
			const sent = await run(step(operation), { ifRejected }, { retryOnFail: true });
			expect(sent.error?.message).toContain('Turn off Retry On Fail');
			expect(requests()).toEqual([]);
		},
	);

	it('does not count deleted profiles that are to be skipped', async () => {
		const deleted = change(own('a'), { change: 'delete' });
		const sent = await run(step('normalise'), stop, undefined, [deleted, change(own('b'))]);
		expect(sent.error).toBeUndefined();
		expect(sent.hints).toContain('1 of 2 rows invalid: DELETED 1');
	});

	it('says in a dry run that nothing was sent', async () => {
		const sent = await run(step('sync'), { ...stop, dryRun: true });
		expect(sent.error?.message).toBe(
			'1 of 3 rows rejected: IDENTIFIER_MISSING 1. No row was sent.',
		);
	});

	it('counts rows that Output Rows leaves out', async () => {
		const sent = await run(step('sync'), { outputRows: 'attention' });
		expect(sent.hints).toEqual([step('sync').hint]);
	});
});

describe('a step behind the wrong one', () => {
	const prepared = () => preparedProfile({ email: own('a') });
	const sheetRow = { Email: 'a@example.com', City: 'Utrecht' };

	async function step(
		operation: string,
		items: NodeRunOptions['items'],
		settings?: NodeRunOptions['settings'],
	) {
		return operation === 'addProfile'
			? await runActivate(sandbox, {
					nodeType: 'copernica',
					parameters: { resource: 'change', operation },
					items,
					settings,
				})
			: await runActivate(sandbox, {
					parameters: { resource: 'profile', operation },
					items,
					settings,
				});
	}

	it.each([
		['sync', change('a@example.com'), /Insert .*Normalise before this node/],
		['sync', sheetRow, /Put .*Normalise before this node/],
		['filter', change('a@example.com'), /Insert .*Normalise before this node/],
		['normalise', { change: 'update', entity: 'profile' }, /or put Edit Fields before it/],
		['normalise', preparedProfile({ email: 'a@example.com' }), /prepared already.*Filter or Sync/],
		['addProfile', sheetRow, /Connect the Copernica Trigger/],
	])('%s says which step is missing (%#)', async (operation, item, message) => {
		const sent = await step(operation, [item, item]);
		expect(sent.error?.message).toMatch(message);
		expect(sent.error?.description).toMatch(/^NOT_(PREPARED|A_CHANGE): /);
		expect(requests()).toEqual([]);
	});

	it.each([
		['sync', sheetRow],
		['filter', sheetRow],
		['normalise', { change: 'update', entity: 'profile' }],
	])('%s refuses the rows one by one with On Error set to Continue', async (operation, foreign) => {
		const sent = await step(operation, [foreign], { onError: 'continueRegularOutput' });
		expect(sent.error).toBeUndefined();
		expect(json(sent.outputs[1])).toHaveLength(1);
	});

	it.each([
		['sync', 'one item fits', () => [prepared(), sheetRow]],
		['sync', 'an item is empty', () => [{}]],
		['sync', 'an item is a refused row', () => [{ status: 'invalid', code: 'NOT_PREPARED' }]],
		['sync', 'an item was damaged', () => [{ ...prepared(), source: { entity: 'person' } }]],
		['normalise', 'one item fits', () => [change(own('a')), sheetRow]],
		['normalise', 'an item is empty', () => [{}]],
		['normalise', 'an item was damaged', () => [change(own('a'), { changed: 'Email' })]],
	])('%s goes on where %s', async (operation, __, items) => {
		const sent = await step(operation, items());
		expect(sent.error).toBeUndefined();
		expect(json(sent.outputs[1])).toHaveLength(1);
	});
});
