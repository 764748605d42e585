import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { fingerprintOf } from '../../../core/contracts/fingerprint';
import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import type { ActivateQuirks } from '../../../sandbox/activate/quirks';
import type { FaultRuleInput } from '../../../sandbox/faults';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { skipSleeps, until, type NodeRunOptions } from '../support';
import { withSandbox } from '../../support/withSandbox';
import { people, preparedProfile, runActivate } from './support';

const sandbox = withSandbox();
let sleeps: ReturnType<typeof skipSleeps>;

beforeEach(() => {
	sleeps = skipSleeps();
});
/** Sync remembers contacts for the life of the process, so tests about order have people of their own. */
let test = 0;
const own = (name: string) => `${name}${test}@example.com`;
beforeEach(() => {
	test += 1;
});
afterEach(() => {
	sleeps.restore();
});

async function sync(
	items: NodeRunOptions['items'],
	{
		options = {},
		settings,
		...parameters
	}: {
		options?: INodeParameters;
		settings?: NodeRunOptions['settings'];
		event?: string;
		eventName?: string;
	} = {},
) {
	return await runActivate(sandbox, {
		parameters: { resource: 'profile', operation: 'sync', options, ...parameters },
		items,
		settings,
	});
}

const track = () => sandbox.activate.requests.list().filter(({ path }) => path.includes('track'));
const stored = () => sandbox.activate.arrivals().filter(({ status }) => status === 'stored');
const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const indexes = (items: INodeExecutionData[] | undefined) =>
	(items ?? []).map(({ pairedItem }) => pairedItem);
const status503 = { kind: 'status', status: 503, body: 'html' } as const;

/** A profile that only the vendor finds fault with. */
const bad = (name: string) => preparedProfile({ email: `${name}@example.com`, country: 'Holland' });

describe('Sync', () => {
	it('sends a profile and tells what became of it', async () => {
		const run = await sync([
			preparedProfile({ email: 'ann@example.com', firstname: 'Ann', newsletter: 'no' }),
		]);
		expect(run.error).toBeUndefined();
		expect(json(run.outputs[0])).toEqual([
			{
				status: 'accepted',
				code: null,
				reason: null,
				event: 'CRMUpdate',
				email: 'ann@example.com',
				eventReason: 'The newsletter consent is no.',
				source: preparedProfile({}).source,
				profileId: '25',
				subprofileId: null,
				databaseId: '1',
				collectionId: null,
				attempts: 1,
				httpStatus: 200,
				notes: [],
				fingerprint: fingerprintOf({
					profile: { email: 'ann@example.com', firstname: 'Ann', newsletter: 'no' },
					consents: {},
				}),
			},
		]);
		expect(run.outputs[1] ?? []).toEqual([]);
		expect(stored().map(({ event }) => event)).toEqual([
			{
				event: 'CRMUpdate',
				email: 'ann@example.com',
				firstname: 'Ann',
				newsletter: 'no',
				timestamp: 1738324800,
			},
		]);
	});

	it('does nothing without items', async () => {
		const run = await sync([]);
		expect(run.error).toBeUndefined();
		expect(track()).toEqual([]);
	});

	it('sends 120 profiles in 3 requests, pairs every row, keeps the order', async () => {
		const run = await sync(people(120));
		expect(track()).toHaveLength(3);
		expect(indexes(run.returned[0]?.[0])).toEqual(people(120).map((_, item) => ({ item })));
		expect(json(run.outputs[0]).map(({ email }) => email)).toEqual(
			people(120).map(({ profile }) => profile.email),
		);
	});

	it('takes EmailOptIn when the newsletter consent became yes', async () => {
		await sync([
			preparedProfile(
				{ email: 'a@example.com', newsletter: 'yes' },
				{ changed: ['newsletter'], previous: { newsletter: 'no' } },
			),
			preparedProfile({ email: 'b@example.com', newsletter: 'yes' }),
		]);
		expect(stored().map(({ event }) => event)).toMatchObject([
			{ event: 'EmailOptIn', email: 'a@example.com' },
			{ event: 'CRMUpdate', email: 'b@example.com' },
		]);
	});

	it('reads a custom event name per item', async () => {
		const items = people(2).map((item, index) => ({
			...item,
			name: index === 0 ? 'First_Event' : 'x',
		}));
		const run = await sync(items, { event: 'custom', eventName: '={{ $json.name }}' });
		expect(stored().map(({ event }) => event)).toMatchObject([{ event: 'First_Event' }]);
		expect(json(run.outputs[1])).toMatchObject([{ status: 'invalid', code: 'EVENT_NAME_INVALID' }]);
	});

	it('sends the rest when some items may not go out, and pairs both outputs', async () => {
		const run = await sync([
			{ hello: 'world' },
			preparedProfile({ email: 'ann@example.com' }),
			preparedProfile({ email: 'bea@example.com', newsletter: 'Ja' }),
			bad('cor'),
			preparedProfile({ email: 'dan@example.com' }),
		]);
		const [returned] = run.returned;
		expect(indexes(returned?.[0])).toEqual([{ item: 1 }, { item: 4 }]);
		expect(indexes(returned?.[1])).toEqual([{ item: 0 }, { item: 2 }, { item: 3 }]);
		expect(json(run.outputs[1])).toMatchObject([
			{ status: 'invalid', code: 'NOT_PREPARED', attempts: 0 },
			{ status: 'invalid', code: 'CONSENT_INVALID', attempts: 0 },
			{ status: 'rejected', code: 'EVENT_REFUSED', httpStatus: 400 },
		]);
		expect(json(run.outputs[1])[2]?.reason).toContain('country has an invalid form');
	});

	it('sends nothing in a dry run, on the same path', async () => {
		const run = await sync([...people(2), preparedProfile({})], { options: { dryRun: true } });
		expect(sandbox.activate.requests.list()).toEqual([]);
		expect(json(run.outputs[0])).toMatchObject([
			{
				status: 'skipped',
				code: 'DRY_RUN',
				payload: { event: 'CRMUpdate', email: 'p0@example.com' },
			},
			{ status: 'skipped', code: 'DRY_RUN' },
		]);
		expect(json(run.outputs[1])).toMatchObject([{ code: 'IDENTIFIER_MISSING' }]);
		for (const row of json(run.outputs[0])) expect(row).not.toHaveProperty('fingerprint');
	});

	it('sends where the option Dry Run was never added, and adding it means on', async () => {
		await sync(people(1), { options: {} });
		expect(stored()).toHaveLength(1);
		const { description } = new SpotlerActivate();
		const options = description.properties
			.filter(({ name }) => name === 'options')
			.flatMap((property) => property.options ?? [])
			.filter(({ name }) => name === 'dryRun');
		expect(options).toHaveLength(2);
		for (const option of options) expect(option).toMatchObject({ default: true });
	});

	describe('options by expression', () => {
		const withKeys = (index: number, more: object) => ({ ...people(3)[index], ...more });

		it('hold for each item: dry run, old address, what comes out', async () => {
			const moved = (index: number, keys: string[]) => ({
				...preparedProfile(
					{ email: `new${index}@example.com` },
					{ changed: ['email'], previous: { email: `old${index}@example.com` } },
				),
				keys,
				dry: index === 2,
				rows: index === 0 ? 'attention' : 'all',
			});
			const run = await sync([moved(0, []), moved(1, ['newsletter']), moved(2, ['service'])], {
				options: {
					dryRun: '={{ $json.dry }}',
					optOutOldAddress: '={{ $json.keys }}',
					outputRows: '={{ $json.rows }}',
					includePayload: '={{ $json.keys.length > 0 }}',
				},
			});
			expect(run.error).toBeUndefined();
			expect(stored().map(({ event }) => event)).toMatchObject([
				{ email: 'new0@example.com' },
				{ email: 'new1@example.com' },
				{ email: 'old1@example.com', newsletter: 'no' },
			]);
			expect(json(run.outputs[0])).toMatchObject([
				{ email: 'new1@example.com', payload: { event: 'CRMUpdate' } },
				{ email: 'old1@example.com' },
				{ email: 'new2@example.com', code: 'DRY_RUN' },
				{ email: 'old2@example.com', code: 'DRY_RUN', payload: { service: 'no' } },
			]);
		});

		it.each([
			['dryRun', 'Dry Run', 'yes please'],
			['dryRun', 'Dry Run', undefined],
			['optOutOldAddress', 'Opt Out Old Address', ['phone']],
			['outputRows', 'Output Rows', 'some'],
			['eventsPerRequest', 'Events per Request', 5000],
		])('an unusable %s concerns its row only', async (option, label, value) => {
			const usable = {
				dryRun: false,
				optOutOldAddress: [],
				outputRows: 'all',
				eventsPerRequest: 2,
			};
			const items = people(3).map((item, index) => ({
				...item,
				o: index === 1 ? { ...usable, [option]: value } : usable,
			}));
			const run = await sync(items, { options: { [option]: `={{ $json.o.${option} }}` } });
			expect(run.error).toBeUndefined();
			expect(json(run.outputs[0]).map(({ email }) => email)).toEqual([
				'p0@example.com',
				'p2@example.com',
			]);
			expect(json(run.outputs[1])).toMatchObject([
				{
					status: 'invalid',
					code: 'SETTINGS_INVALID',
					email: 'p1@example.com',
					reason: expect.stringContaining(`"${label}"`),
				},
			]);
			expect(json(run.outputs[1])[0]).not.toHaveProperty('fingerprint');
			expect(stored()).toHaveLength(2);
		});

		it('that shape requests are taken from the first item, and a hint says so', async () => {
			const items = people(3).map((item, index) => ({ ...item, n: index === 0 ? 3 : 1 }));
			const run = await sync(items, { options: { eventsPerRequest: '={{ $json.n }}' } });
			expect(track()).toHaveLength(1);
			expect(run.hints.join()).toContain('"Events per Request"');
			const same = await sync(people(3), { options: { eventsPerRequest: '={{ 1 + 1 }}' } });
			expect(same.hints).toEqual([]);
		});

		it.each([
			['an option', { options: { eventsPerRequest: '={{ 5000 }}' } }, 'Events per Request'],
			['an option without expression', { options: { maxTries: 99 } }, 'Max Tries'],
			[
				'an option that throws',
				{ options: { dryRun: "={{ $('Nowhere').item.json.dry }}" } },
				'Options',
			],
			[
				'an event name that throws',
				{ event: 'custom', eventName: "={{ $('Nowhere').item.json.name }}" },
				'Event Name',
			],
		])('with "continue" a fault of %s puts every row on Rejected', async (_, parameters, label) => {
			const run = await sync(people(2), {
				...parameters,
				settings: { onError: 'continueRegularOutput' },
			});
			expect(run.error).toBeUndefined();
			expect(run.outputs[0] ?? []).toEqual([]);
			expect(json(run.outputs[1])).toMatchObject(
				people(2).map(({ profile }) => ({
					status: 'invalid',
					code: 'SETTINGS_INVALID',
					email: profile.email,
					reason: expect.stringContaining(label),
				})),
			);
			for (const row of json(run.outputs[1])) {
				expect(row).not.toHaveProperty('fingerprint');
				expect(String(row.reason)).not.toContain('example.com');
			}
			expect(track()).toEqual([]);
		});

		it('with an error output such rows go there, as they came in', async () => {
			const items = [withKeys(0, { dry: false }), withKeys(1, { dry: 'x' })];
			const run = await sync(items, {
				options: { dryRun: '={{ $json.dry }}' },
				settings: { onError: 'continueErrorOutput' },
			});
			expect(json(run.outputs[0])).toMatchObject([{ status: 'accepted' }]);
			expect(run.outputs[1] ?? []).toEqual([]);
			expect(json(run.outputs[2])).toMatchObject([
				{
					...items[1],
					details: { status: 'invalid', code: 'SETTINGS_INVALID', reason: expect.any(String) },
				},
			]);
		});
	});

	describe('rows of one person in one run', () => {
		const at = (order: number, newsletter: string, id = '25', more = {}): PreparedProfile => {
			const { source } = preparedProfile({});
			return preparedProfile(
				{ email: own('ann'), newsletter, ...more },
				{
					changed: ['newsletter'],
					previous: { newsletter: newsletter === 'yes' ? 'no' : 'yes' },
					source: { ...source, profileId: id, order: source.order + order },
				},
			);
		};
		const ann = () => sandbox.activate.contacts.find(own('ann'))?.fields;

		it('[newer no, older yes] ends with no', async () => {
			const run = await sync([at(2, 'no'), at(1, 'yes')]);
			expect(ann()).toMatchObject({ newsletter: 'no' });
			expect(stored()).toMatchObject([{ event: { event: 'CRMUpdate' } }]);
			expect(json(run.outputs[0])).toMatchObject([
				{ status: 'accepted', notes: [] },
				{ status: 'skipped', code: 'OVERTAKEN', attempts: 0 },
			]);
		});

		it('[newer yes, older no] ends with yes, also in two requests', async () => {
			await sync([at(2, 'yes'), at(1, 'no')], { options: { eventsPerRequest: 1 } });
			expect(ann()).toMatchObject({ newsletter: 'yes' });
		});

		it('keep their places in the output', async () => {
			const run = await sync([
				at(3, 'no', '25', { city: 'C' }),
				...people(1),
				at(1, 'yes', '25', { city: 'A' }),
			]);
			expect(indexes(run.returned[0]?.[0])).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
			expect(ann()).toMatchObject({ newsletter: 'no', city: 'C' });
			expect(json(run.outputs[0])[2]).toMatchObject({
				status: 'accepted',
				event: 'CRMUpdate',
				notes: [{ field: 'newsletter', code: 'OVERTAKEN' }],
			});
		});

		it.each([
			['no first', () => [at(1, 'no', '1'), at(2, 'yes', '2', { city: 'B' })]],
			['yes first', () => [at(1, 'yes', '2', { city: 'B' }), at(2, 'no', '1')]],
		])('of two profiles that contradict each other end with no: %s', async (_, items) => {
			const run = await sync(items());
			expect(ann()).toMatchObject({ newsletter: 'no', city: 'B' });
			expect(json(run.outputs[0]).flatMap(({ notes }) => notes)).toMatchObject([
				{ field: 'newsletter', code: 'CONSENT_CONTRADICTED' },
			]);
		});

		it('the event has the signed time of the call', async () => {
			const item = at(1, 'no');
			await sync([{ ...item, source: { ...item.source, sentAt: '2025-01-31T11:59:00.000Z' } }]);
			expect(stored()).toMatchObject([{ event: { timestamp: 1738324740 } }]);
		});
	});

	it('opts the old address out on request, as a row of its own', async () => {
		const moved = preparedProfile(
			{ email: 'new@example.com', newsletter: 'yes' },
			{ changed: ['email'], previous: { email: 'old@example.com' } },
		);
		const run = await sync([moved], { options: { optOutOldAddress: ['newsletter'] } });
		expect(json(run.outputs[0]).map(({ email }) => email)).toEqual([
			'new@example.com',
			'old@example.com',
		]);
		expect(indexes(run.returned[0]?.[0])).toEqual([{ item: 0 }, { item: 0 }]);
		expect(stored().map(({ event }) => event)).toMatchObject([
			{ email: 'new@example.com', newsletter: 'yes' },
			{ email: 'old@example.com', newsletter: 'no' },
		]);
	});

	describe('an old address', () => {
		const opting = { optOutOldAddress: ['newsletter'] };
		const moved = (from: string, to: string, order: number, more = {}) => {
			const { source } = preparedProfile({});
			return preparedProfile(
				{ email: own(to), newsletter: 'yes', ...more },
				{
					changed: ['email', 'newsletter'],
					previous: { email: own(from), newsletter: 'no' },
					source: { ...source, order: source.order + order },
				},
			);
		};
		const newsletterOf = (name: string) =>
			sandbox.activate.contacts.find(own(name))?.fields.newsletter;

		it('of an opt-in goes out after the new one, whatever else is in the run', async () => {
			const run = await sync([...people(3), moved('old', 'new', 5), ...people(2)], {
				options: { ...opting, eventsPerRequest: 2 },
			});
			expect(run.error).toBeUndefined();
			const names = stored().map(({ event }) => Object(event).email);
			expect(names.indexOf(own('old'))).toBeGreaterThan(names.indexOf(own('new')));
			expect([newsletterOf('old'), newsletterOf('new')]).toEqual(['no', 'yes']);
		});

		it.each([50, 1])(
			'is kept while Activate refuses the new one (%i at once)',
			async (eventsPerRequest) => {
				const run = await sync([moved('old', 'new', 1, { country: 'Holland' }), ...people(1)], {
					options: { ...opting, eventsPerRequest },
				});
				expect(json(run.outputs[1])).toMatchObject([
					{ email: own('new'), code: expect.any(String) },
					{ email: own('old'), status: 'rejected', code: 'OLD_ADDRESS_KEPT', attempts: 0 },
				]);
				expect(newsletterOf('old')).toBeUndefined();
				expect(json(run.outputs[0])).toMatchObject([{ email: 'p0@example.com' }]);
			},
		);

		it('is kept when sending stops before the new one was taken', async () => {
			sandbox.activate.faults.add({ fault: status503, every: 2 });
			const run = await sync([...people(1), moved('old', 'new', 1)], {
				options: { ...opting, eventsPerRequest: 1, maxTries: 1 },
			});
			expect(json(run.outputs[1]).map(({ email }) => email)).toEqual([own('new'), own('old')]);
			expect(newsletterOf('old')).toBeUndefined();
		});

		it('between two changes of one run is opted out, too', async () => {
			await sync([moved('a', 'b', 1), moved('b', 'c', 2)], { options: opting });
			expect(['a', 'b', 'c'].map(newsletterOf)).toEqual(['no', 'no', 'yes']);
		});
	});

	it('leaves accepted rows out on request, and shows events on request', async () => {
		const run = await sync([bad('cor'), ...people(1)], {
			options: { outputRows: 'attention', includePayload: true },
		});
		expect(run.outputs[0] ?? []).toEqual([]);
		expect(json(run.outputs[1])).toMatchObject([
			{ code: 'EVENT_REFUSED', payload: { country: 'Holland' } },
		]);
	});

	it('pauses between requests only', async () => {
		await sync(people(3), { options: { eventsPerRequest: 1, requestInterval: 250 } });
		expect(sleeps.waits).toEqual([250, 250]);
	});

	it('refuses an option value that cannot be used, by its label', async () => {
		const run = await sync(people(1), { options: { eventsPerRequest: 0 } });
		expect(run.error?.message).toContain('Events per Request');
		expect(track()).toEqual([]);
	});

	describe('answers of any shape', () => {
		it.each<[string, Partial<ActivateQuirks>]>([
			['empty', { successBody: 'empty' }],
			['empty object', { successBody: 'empty-object' }],
			['not JSON', { successBody: 'not-json' }],
			['counts', { successBody: 'created-updated', successStatus: 201 }],
		])('takes a 2xx that is %s', async (_, quirks) => {
			sandbox.activate.quirks.set(quirks);
			expect(json((await sync(people(2))).outputs[0])).toHaveLength(2);
		});

		const forms = [
			'strings',
			'objects',
			'objects-with-index',
			'keyed-by-index',
			'single-string',
		] as const;
		const ways = ['400-partial', '400-all', '200-with-errors'] as const;

		it.each(ways.flatMap((badEvents) => forms.map((errorsForm) => ({ badEvents, errorsForm }))))(
			'finds the refused rows: $badEvents, $errorsForm',
			async (quirks) => {
				sandbox.activate.quirks.set(quirks);
				const items = [...people(4), bad('x'), ...people(9).slice(4), bad('y')];
				const run = await sync(items);
				expect(json(run.outputs[1]).map(({ email, code }) => [email, code])).toEqual([
					['x@example.com', 'EVENT_REFUSED'],
					['y@example.com', 'EVENT_REFUSED'],
				]);
				expect(json(run.outputs[0]).map(({ email }) => email)).toEqual(
					people(9).map(({ profile }) => profile.email),
				);
				for (const { profile } of people(9)) {
					expect(sandbox.activate.contacts.find(String(profile.email))).toBeDefined();
				}
			},
		);

		it('finds its way when the vendor takes fewer events at once', async () => {
			sandbox.activate.quirks.set({ maximumEvents: 3 });
			expect(json((await sync(people(10))).outputs[0])).toHaveLength(10);
		});
	});

	describe('faults that pass', () => {
		it.each<[string, FaultRuleInput['fault'], number | undefined]>([
			['429 with seconds', { kind: 'status', status: 429, retryAfter: { seconds: 3 } }, 3000],
			['429 without', { kind: 'status', status: 429 }, undefined],
			[
				'429 with a date',
				{ kind: 'status', status: 429, retryAfter: { dateInSeconds: 20 } },
				undefined,
			],
			['503 as a web page', status503, undefined],
			['500', { kind: 'status', status: 500 }, undefined],
			['a cut before', { kind: 'cut-before' }, undefined],
			['a cut after', { kind: 'cut-after' }, undefined],
			['half an answer', { kind: 'truncated' }, undefined],
		])('sends updates again after %s', async (_, fault, wait) => {
			sandbox.activate.faults.add({ fault, times: 1 });
			const run = await sync(people(2));
			expect(json(run.outputs[0])).toMatchObject([
				{ status: 'accepted', attempts: 2 },
				{ status: 'accepted', attempts: 2 },
			]);
			// The sandbox itself sleeps a few milliseconds before it cuts an answer.
			const waits = sleeps.waits.filter((milliseconds) => milliseconds > 100);
			expect(waits).toHaveLength(1);
			expect(waits[0]).toBe(wait ?? waits[0]);
		});

		it('honours a date in Retry-After', async () => {
			sandbox.activate.faults.add({
				fault: { kind: 'status', status: 429, retryAfter: { dateInSeconds: 20 } },
				times: 1,
			});
			const before = Date.now();
			await sync(people(1));
			// The header has whole seconds, and some of the time goes by before it is read.
			expect(sleeps.waits[0]).toBeGreaterThanOrEqual(19_000 - (Date.now() - before));
			expect(sleeps.waits[0]).toBeLessThanOrEqual(20_000);
		});

		it('gives up on a time-out after the last try', async () => {
			sleeps.restore();
			sandbox.activate.faults.add({ fault: { kind: 'slow', delayMs: 400 } });
			const run = await sync(people(1), { options: { timeout: 50, maxTries: 1 } });
			expect(run.error?.message).toContain('no usable answer');
			expect(run.error?.description).toContain('Tried once.');
			// The slow call is still on its way; it must not arrive in the next test.
			await until(() => stored().length > 0);
		});
	});

	describe('opt-ins, which must not be sent twice', () => {
		const optIn = preparedProfile(
			{ email: 'ann@example.com', newsletter: 'yes' },
			{ changed: ['newsletter'], previous: { newsletter: 'no' } },
		);

		it.each<[string, FaultRuleInput['fault']]>([
			['a cut after', { kind: 'cut-after' }],
			['a 503 without Retry-After', status503],
			['half an answer', { kind: 'truncated' }],
		])('are reported as unknown after %s', async (_, fault) => {
			sandbox.activate.faults.add({ fault, times: 1 });
			const run = await sync([optIn]);
			expect(run.error).toBeUndefined();
			expect(track()).toHaveLength(1);
			expect(json(run.outputs[1])).toMatchObject([
				{ status: 'unknown', code: 'NO_ANSWER', event: 'EmailOptIn', attempts: 1 },
			]);
		});

		it('are sent again when Activate asks for it', async () => {
			sandbox.activate.faults.add({
				fault: { ...status503, retryAfter: { seconds: 1 } },
				times: 1,
			});
			expect(json((await sync([optIn])).outputs[0])).toMatchObject([
				{ status: 'accepted', attempts: 2 },
			]);
		});

		it('are sent again after an unclear answer on request', async () => {
			sandbox.activate.faults.add({ fault: { kind: 'cut-before' }, times: 1 });
			expect(
				json((await sync([optIn], { options: { resendUnclear: true } })).outputs[0]),
			).toMatchObject([{ status: 'accepted' }]);
		});
	});

	describe('faults that stay', () => {
		it('an outage before anything was taken ends the run in a fault that can be tried again', async () => {
			sandbox.activate.faults.add({ fault: status503 });
			const run = await sync(people(3), { options: { eventsPerRequest: 1 } });
			expect(run.error).toMatchObject({
				name: 'NodeApiError',
				httpCode: '503',
				message: 'Spotler Activate was unavailable. No rows were accepted. Run it again soon.',
				context: { itemIndex: 0 },
			});
			expect(run.error?.description).toContain('Tried 4 times. Last HTTP status: 503.');
			expect(stored()).toEqual([]);
		});

		it('an outage after part was taken keeps every row: the taken ones accepted, the rest rejected', async () => {
			sandbox.activate.faults.add({ fault: status503, every: 2 });
			const run = await sync(people(5), {
				options: { eventsPerRequest: 2, maxTries: 1, parallelRequests: 1 },
			});
			expect(run.error).toBeUndefined();
			expect(json(run.outputs[0]).map(({ email }) => email)).toEqual([
				'p0@example.com',
				'p1@example.com',
			]);
			expect(
				json(run.outputs[1]).map(({ email, code, attempts }) => [email, code, attempts]),
			).toEqual([
				['p2@example.com', 'VENDOR_UNAVAILABLE', 1],
				['p3@example.com', 'VENDOR_UNAVAILABLE', 1],
				['p4@example.com', 'NOT_SENT', 0],
			]);
			expect(indexes(run.returned[0]?.[1])).toEqual([{ item: 2 }, { item: 3 }, { item: 4 }]);
		});

		it('with an error output the rows go there, as they came in', async () => {
			sandbox.activate.faults.add({ fault: status503 });
			const run = await sync([...people(1), { hello: 'world' }], {
				settings: { onError: 'continueErrorOutput' },
			});
			expect(run.error).toBeUndefined();
			expect(json(run.outputs[2])).toEqual([
				{
					...people(1)[0],
					error: expect.stringContaining('was unavailable'),
					message: expect.stringContaining('VENDOR_UNAVAILABLE: '),
					details: {
						status: 'rejected',
						code: 'VENDOR_UNAVAILABLE',
						reason: expect.stringContaining('tries'),
					},
				},
			]);
			expect(json(run.outputs[1])).toMatchObject([{ code: 'NOT_PREPARED' }]);
			expect(indexes(run.outputs[2])).toEqual([{ item: 0 }]);
		});

		it('with "continue" the rows keep their results and carry the text', async () => {
			sandbox.activate.faults.add({ fault: status503 });
			const run = await sync(people(2), {
				options: { eventsPerRequest: 1 },
				settings: { onError: 'continueRegularOutput' },
			});
			expect(run.error).toBeUndefined();
			expect(json(run.outputs[1])).toMatchObject([
				{ code: 'VENDOR_UNAVAILABLE', error: expect.stringContaining('was unavailable') },
				{ code: 'NOT_SENT', error: expect.stringContaining('was unavailable') },
			]);
		});

		it('with "continue" a row never says that nothing of the run was taken, when part of it was', async () => {
			sandbox.activate.faults.add({ fault: status503, every: 2 });
			const run = await sync(people(2), {
				options: { eventsPerRequest: 1, maxTries: 1 },
				settings: { onError: 'continueRegularOutput' },
			});
			expect(json(run.outputs[0])).toMatchObject([{ status: 'accepted' }]);
			expect(json(run.outputs[1])[0]?.error).toMatch(/unavailable\. This row was not accepted/);
		});

		it('a refused key names the credential', async () => {
			const run = await runActivate(sandbox, {
				parameters: { resource: 'profile', operation: 'sync' },
				credentials: {
					spotlerActivateApi: {
						accountId: 'x',
						apiKey: 'very-secret-key',
						baseUrl: sandbox.activate.url,
					},
				},
				items: people(1),
			});
			expect(run.error).toMatchObject({
				httpCode: '401',
				message: expect.stringMatching(
					/^Authorization failed: Spotler Activate did not accept the account ID and API key of the credential ".+"\. /,
				),
			});
			expect(track()).toHaveLength(1);
			expect(JSON.stringify([run.error, run.logs])).not.toContain('very-secret-key');
		});

		it.each([
			[403, 'did not accept the account ID and API key'],
			[404, 'does not seem to be the Spotler Activate API'],
			[429, 'asked to slow down'],
		])('a %i is told in words', async (status, text) => {
			sandbox.activate.faults.add({ fault: { kind: 'status', status } });
			expect((await sync(people(1))).error?.message).toContain(text);
		});

		it('never follows a redirect, which would carry the key along', async () => {
			sandbox.activate.faults.add({
				fault: { kind: 'redirect', to: `${sandbox.copernica.url}/elsewhere`, status: 307 },
			});
			const run = await sync(people(1));
			expect(run.error?.message).toContain('base URL');
			expect(sandbox.copernica.requests.list()).toEqual([]);
		});

		it.each([
			['http://api.example.com', 'must be a plain https:// address'],
			['nonsense', 'must be a plain https:// address'],
		])('refuses the base URL %s without sending anything', async (baseUrl, text) => {
			const run = await runActivate(sandbox, {
				parameters: { resource: 'profile', operation: 'sync' },
				credentials: { spotlerActivateApi: { accountId: 'x', apiKey: 'y', baseUrl } },
				items: people(1),
			});
			expect(run.error?.description).toContain(text);
			expect(sleeps.waits).toEqual([]);
		});

		it('an address where nobody answers is tried again and named', async () => {
			const run = await runActivate(sandbox, {
				parameters: { resource: 'profile', operation: 'sync' },
				credentials: {
					spotlerActivateApi: { accountId: 'x', apiKey: 'y', baseUrl: 'http://127.0.0.1:1' },
				},
				items: people(1),
			});
			expect(run.error?.message).toContain('was unavailable');
			expect(run.error?.description).toContain('ECONNREFUSED');
			expect(sleeps.waits).toHaveLength(3);
		});

		it('stops waiting when the execution is cancelled', async () => {
			sleeps.restore();
			sandbox.activate.faults.add({
				fault: { kind: 'status', status: 429, retryAfter: { seconds: 50 } },
			});
			const answered = new Promise<void>((resolve) => {
				const { note } = sandbox.activate;
				sandbox.activate.note = (...call) => {
					note.apply(sandbox.activate, call);
					sandbox.activate.note = note;
					resolve();
				};
			});
			const run = await runActivate(sandbox, {
				parameters: { resource: 'profile', operation: 'sync' },
				items: people(1),
				cancelWhen: answered,
			});
			expect(track()).toHaveLength(1);
			expect(run.outputs.flat()).toEqual([]);
		});
	});

	it('a second run with the same items leaves Activate as the first did', async () => {
		await sync(people(3));
		const before = sandbox.activate.contacts.list().map(({ email, fields }) => ({ email, fields }));
		await sync(people(3));
		expect(
			sandbox.activate.contacts.list().map(({ email, fields }) => ({ email, fields })),
		).toEqual(before);
	});

	it('writes nothing personal to the log', async () => {
		sandbox.activate.faults.add({ fault: status503, times: 1 });
		const run = await sync([...people(1), bad('cor')]);
		expect(JSON.stringify(run.logs)).not.toMatch(/example\.com|Person0/);
	});
});
