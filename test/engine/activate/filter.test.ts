import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { fingerprintOf } from '../../../core/contracts/fingerprint';
import { runNode, type NodeRunOptions } from '../support';
import { preparedProfile } from './support';

async function filter(
	items: NodeRunOptions['items'],
	parameters: INodeParameters = {},
	settings?: NodeRunOptions['settings'],
	mode: NodeRunOptions['mode'] = 'trigger',
) {
	return await runNode({
		nodeType: 'spotlerActivate',
		parameters: { resource: 'profile', operation: 'filter', ...parameters },
		items,
		settings,
		mode,
	});
}

/** A prepared profile of its own Copernica profile. */
function prepared(
	id: string,
	values: Parameters<typeof preparedProfile>[0] = {},
	over: Parameters<typeof preparedProfile>[1] = {},
) {
	const base = preparedProfile({ email: `p${id}@example.com`, ...values }, over);
	return {
		...base,
		fingerprint: over.fingerprint ?? fingerprintOf(base),
		source: { ...base.source, profileId: id },
	};
}

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const indexes = (items: INodeExecutionData[] | undefined) =>
	(items ?? []).map(({ pairedItem }) => pairedItem);
const codes = (items: INodeExecutionData[] | undefined) =>
	json(items).map(({ skip }) => Object(skip).code);

describe('Filter', () => {
	it('knows an excluded address however a step between has written it', async () => {
		const run = await filter([prepared('1', { email: ' P1@Example.com' }), prepared('2')], {
			rules: ['EXCLUDED_ADDRESS'],
			excludedAddresses: 'p1@example.com',
		});
		expect(codes(run.outputs[1])).toEqual(['EXCLUDED_ADDRESS']);
		expect(run.outputs[0]).toHaveLength(1);
	});

	it('keeps and skips with the default rules, in order and linked to the items', async () => {
		const run = await filter([
			prepared('1', { city: 'A' }, { changed: ['city'] }),
			prepared('2', {}, { changed: [] }),
			{ hello: 'world' },
			prepared('3', { city: 'old' }, { changed: ['city'], previous: { city: 'older' } }),
			prepared('3', { city: 'new' }, { changed: ['city'], previous: { city: 'old' } }),
			prepared('4', {}, { changed: ['custom_squeezely_audiences'] }),
		]);
		expect(run.error).toBeUndefined();
		const [keep, skip] = run.returned[0] ?? [];
		expect(indexes(keep)).toEqual([{ item: 0 }, { item: 4 }]);
		expect(indexes(skip)).toEqual([1, 2, 3, 5].map((item) => ({ item })));
		expect(codes(skip)).toEqual([
			'UNCHANGED',
			'NOT_PREPARED',
			'SUPERSEDED',
			'CONNECTOR_FIELDS_ONLY',
		]);
		expect(json(keep)[1]).toMatchObject({ profile: { city: 'new' }, previous: { city: 'older' } });
	});

	it('leaves kept items as they are, and skipped ones whole with their reason', async () => {
		const kept = { ...prepared('1', { city: 'A' }, { changed: ['city'] }), mine: 'stays' };
		const skipped = { ...prepared('2', {}, { changed: [] }), mine: 'stays too' };
		const run = await filter([kept, skipped]);
		expect(json(run.outputs[0])).toEqual([kept]);
		expect(json(run.outputs[1])).toEqual([
			{ ...skipped, skip: { code: 'UNCHANGED', reason: expect.stringMatching(/\.$/) } },
		]);
	});

	it('takes no items, and gives none', async () => {
		const run = await filter([]);
		expect(run.error).toBeUndefined();
		expect(run.outputs.flat()).toEqual([]);
	});

	it("compares with each contact's own last fingerprint", async () => {
		const first = prepared('1');
		const second = prepared('2');
		const fifth = prepared('5');
		const run = await filter(
			[
				{ ...first, last: first.fingerprint },
				{ ...second, last: first.fingerprint },
				{ ...prepared('3'), last: '' },
				prepared('4'),
				{ ...fifth, last: ['x', fifth.fingerprint] },
				{ ...prepared('6'), last: [prepared('6').fingerprint, 'x'] },
			],
			{ rules: ['SAME_AS_LAST_SENT'], lastSent: '={{ $json.last }}' },
		);
		expect(run.error).toBeUndefined();
		expect(indexes(run.returned[0]?.[1])).toEqual([{ item: 0 }, { item: 4 }]);
		expect(codes(run.outputs[1])).toEqual(['SAME_AS_LAST_SENT', 'SAME_AS_LAST_SENT']);
	});

	it('goes by what a step between made of the profile, and puts out its fingerprint', async () => {
		const before = prepared('31', { newsletter: 'yes' });
		const edited = { ...before, profile: { ...before.profile, newsletter: 'no' } };
		const run = await filter([edited], {
			rules: ['SAME_AS_LAST_SENT'],
			lastSent: before.fingerprint,
		});
		const after = prepared('31', { newsletter: 'no' });
		expect(json(run.outputs[0])).toEqual([{ ...edited, fingerprint: after.fingerprint }]);
	});

	it('does not go by a fingerprint that is stored while a newer row is on its way', async () => {
		const parameters = { rules: ['SAME_AS_LAST_SENT'], lastSent: '={{ $json.last }}' };
		const stored = prepared('32', { newsletter: 'no' });
		const row = (newsletter: 'yes' | 'no') => ({
			...prepared('32', { newsletter }),
			last: stored.fingerprint,
		});
		const kept = async (newsletter: 'yes' | 'no') =>
			(await filter([row(newsletter)], parameters)).outputs[0]?.length;
		expect(await kept('no')).toBe(0);
		expect(await kept('yes')).toBe(1);
		expect(await kept('no')).toBe(1);
		expect(await kept('no')).toBe(0);
	});

	it('remembers nothing of an execution in the editor, which may be a dry run', async () => {
		const parameters = { rules: ['SAME_AS_LAST_SENT'], lastSent: '={{ $json.last }}' };
		const stored = prepared('33', { city: 'A' });
		const kept = async (city: string, mode: 'trigger' | 'manual' = 'trigger') => {
			const item = { ...prepared('33', { city }), last: stored.fingerprint };
			return (await filter([item], parameters, undefined, mode)).outputs[0]?.length;
		};
		expect(await kept('B')).toBe(1);
		expect(await kept('A', 'manual')).toBe(1);
		expect(await kept('A')).toBe(1);
		expect(await kept('A')).toBe(0);
	});

	it('hands the consents and notes of older rows on to the newest, with its fingerprint', async () => {
		const consents = { newsletter: 'no' } as const;
		const unchanged = {
			field: 'newsletter',
			from: 'Nieuwsbrief',
			code: 'CONSENT_UNCHANGED',
			reason: 'It did not change.',
		};
		const older = prepared(
			'33',
			{ city: 'A', newsletter: 'no' },
			{ consents, changed: ['newsletter'], previous: { newsletter: 'yes' } },
		);
		const newest = {
			...prepared('33', { city: 'B' }, { consents, changed: ['city'], notes: [unchanged] }),
			mine: 'stays',
		};
		const run = await filter([older, newest]);
		expect(codes(run.outputs[1])).toEqual(['SUPERSEDED']);
		const profile = { email: 'p33@example.com', city: 'B', newsletter: 'no' };
		expect(json(run.outputs[0])).toEqual([
			{
				...newest,
				profile,
				changed: ['newsletter', 'city'],
				previous: { newsletter: 'yes' },
				notes: [],
				// When it was said: another profile may have said something since.
				restated: { newsletter: { order: older.source.order, sentAt: older.source.sentAt } },
				fingerprint: fingerprintOf({ profile, consents: {} }),
			},
		]);
	});

	it('takes items of version 1.0.0', async () => {
		const { consents, subscribedElsewhere, source, ...old } = prepared(
			'34',
			{ newsletter: 'no' },
			{ changed: ['newsletter'] },
		);
		expect([consents, subscribedElsewhere]).toEqual([{}, []]);
		const { order, sentAt, ...oldSource } = source;
		expect([order, sentAt]).toEqual([expect.any(Number), null]);
		const item = { ...old, source: oldSource };
		const run = await filter([item], { rules: ['NO_CONSENT', 'SAME_AS_LAST_SENT'] });
		expect(json(run.outputs[0])).toEqual([item]);
	});

	it('asks for consents without ever holding back a new opt-out', async () => {
		const run = await filter(
			[
				prepared('1', { marketing: 'yes' }, { changed: ['city'] }),
				prepared('2', { newsletter: 'no' }, { changed: ['newsletter'] }),
				prepared('3', { newsletter: 'no' }, { changed: ['city'] }),
				prepared('4', {}, { changed: ['city'] }),
			],
			{
				rules: ['NO_CONSENT', 'CONSENT_UNKNOWN'],
				requiredConsents: ['newsletter', 'marketing'],
				newWithoutConsent: 'send',
			},
		);
		expect(indexes(run.returned[0]?.[0])).toEqual([{ item: 0 }, { item: 1 }]);
		expect(codes(run.outputs[1])).toEqual(['NO_CONSENT', 'CONSENT_UNKNOWN']);
	});

	it('reads the exclusions of each item', async () => {
		const run = await filter(
			[
				{ ...prepared('1'), not: 'example.com' },
				{ ...prepared('2'), not: 'example.org' },
			],
			{ rules: ['EXCLUDED_ADDRESS'], excludedAddresses: '={{ $json.not }}' },
		);
		expect(codes(run.outputs[1])).toEqual(['EXCLUDED_ADDRESS']);
		expect(indexes(run.returned[0]?.[0])).toEqual([{ item: 1 }]);
	});

	describe('settings that do not fit', () => {
		const parameters = { rules: ['EXCLUDED_ADDRESS'], excludedAddresses: '={{ $json.not }}' };
		const items = [
			{ ...prepared('1'), not: 'example.org' },
			{ ...prepared('2'), not: '*' },
		];

		it('stop the run and say which', async () => {
			const run = await filter(items, parameters);
			expect(run.error?.message).toMatch(/Excluded Addresses.*every address/);
			expect(run.error).toMatchObject({ context: { itemIndex: 1 } });
		});

		it('are exclusions that an expression does not give: nobody is let through by chance', async () => {
			const run = await filter([prepared('1')], parameters);
			expect(run.error?.message).toMatch(/Excluded Addresses/);
		});

		it('concern only their rows when the node continues', async () => {
			const run = await filter(items, parameters, { onError: 'continueRegularOutput' });
			expect(indexes(run.returned[0]?.[0])).toEqual([{ item: 0 }]);
			expect(json(run.outputs[1])).toMatchObject([
				{ profile: { email: 'p2@example.com' }, skip: { code: 'SETTINGS_INVALID' } },
			]);
			expect(indexes(run.returned[0]?.[1])).toEqual([{ item: 1 }]);
		});
	});
});
