import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
	CONSENT_KEYS,
	type ConsentKey,
	type PreparedProfile,
} from '../../../core/contracts/preparedProfile';
import { partlySentPrint } from '../../../core/contracts/fingerprint';
import type { ActivateEvent } from '../../../core/activate/event';
import { planSync } from '../../../core/activate/planSync';
import { holdBack, queueOf, resultOf } from '../../../core/activate/results';
import { NOW, prepared, settings } from './support';

const NO_MORE = { includePayload: false };
const limits = settings.limits;

/** A row of one profile; `at` is its place in time. */
function row(
	id: string | null,
	at: number,
	profile: PreparedProfile['profile'],
	more: Partial<Omit<PreparedProfile, 'source'>> & {
		source?: Partial<PreparedProfile['source']>;
	} = {},
): PreparedProfile {
	const { source } = prepared();
	return prepared({
		profile,
		...more,
		source: { ...source, profileId: id, order: source.order + at, ...more.source },
	});
}

function withoutTime(event: ActivateEvent): Record<string, unknown> {
	return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'timestamp'));
}

/** What one run sends, in its order, and what it says of each row. */
function run(
	rows: PreparedProfile[],
	{
		optOut = [],
		eventName = null,
		isDryRun = () => false,
	}: {
		optOut?: ConsentKey[];
		eventName?: string | null;
		isDryRun?: (itemIndex: number) => boolean;
	} = {},
) {
	const planned = holdBack(
		planSync(
			rows.map((json, itemIndex) => ({
				itemIndex,
				json,
				eventName,
				optOutOldAddress: optOut,
				isDryRun: isDryRun(itemIndex),
			})),
			NOW,
		),
		{ limits, isDryRun },
	);
	const queue = queueOf(planned);
	const accepted = { code: null, vendorText: null, attempts: 1, httpStatus: 200, leftOut: [] };
	return {
		planned,
		queue,
		sent: queue.map(({ event }) => withoutTime(event)),
		results: planned.map((each, index) =>
			resultOf(each, queue.some((q) => q.row === index) ? accepted : undefined, NO_MORE),
		),
	};
}

const codes = ({ results }: ReturnType<typeof run>) =>
	results.map(({ code, status }) => code ?? status);
const notes = ({ results }: ReturnType<typeof run>) =>
	results.map((each) => each.notes.map(({ field, code }) => `${field} ${code}`));

const ann = 'ann@example.com';
const changedTo = (newsletter: string) => ({
	changed: ['newsletter'],
	previous: { newsletter: newsletter === 'yes' ? 'no' : 'yes' },
});

describe('rows of one profile in one run', () => {
	it('end with the newest no, wherever it stands in the list', () => {
		const done = run([
			row('7', 2, { email: ann, newsletter: 'no' }, changedTo('no')),
			row('7', 1, { email: ann, newsletter: 'yes' }, changedTo('yes')),
		]);
		expect(done.sent).toEqual([{ event: 'CRMUpdate', email: ann, newsletter: 'no' }]);
		expect(codes(done)).toEqual(['accepted', 'OVERTAKEN']);
		expect(done.results[1]).toMatchObject({
			status: 'skipped',
			reason: expect.stringContaining('newsletter'),
		});
		expect(done.results[1]).not.toHaveProperty('fingerprint');
	});

	it('leave by time and keep their places in the output', () => {
		const done = run([
			row('7', 3, { email: ann, city: 'C' }),
			row('8', 1, { email: 'bea@example.com' }),
			row('7', 2, { email: ann, city: 'B' }),
		]);
		expect(done.queue.map(({ row: index }) => index)).toEqual([1, 2, 0]);
		expect(done.results.map(({ email }) => email)).toEqual([ann, 'bea@example.com', ann]);
	});

	it('leave by the signed date where calls overtook each other', () => {
		const late = { sentAt: '2025-01-31T12:00:05.000Z' };
		const early = { sentAt: '2025-01-31T12:00:02.000Z' };
		const done = run([
			row('7', 1, { email: ann, newsletter: 'no' }, { source: late }),
			row('7', 2, { email: ann, newsletter: 'yes' }, { source: early }),
		]);
		expect(done.sent).toEqual([{ event: 'CRMUpdate', email: ann, newsletter: 'no' }]);
	});

	it('an overtaken opt-in goes on as an update with the rest, which it does not claim to hold', () => {
		const done = run([
			row('7', 1, { email: ann, city: 'A', newsletter: 'yes' }, changedTo('yes')),
			row('7', 2, { email: ann, newsletter: 'no' }, changedTo('no')),
		]);
		expect(done.sent[0]).toEqual({ event: 'CRMUpdate', email: ann, city: 'A' });
		expect(done.results[0]).toMatchObject({ status: 'accepted', event: 'CRMUpdate' });
		expect(notes(done)[0]).toEqual(['newsletter OVERTAKEN']);
		const [first, second] = done.planned.map(({ fingerprint }) => fingerprint ?? '');
		expect(done.results[0]?.fingerprint).toBe(partlySentPrint(first ?? ''));
		expect(done.results[1]?.fingerprint).toBe(second);
	});

	it.each([
		['with the consent', { email: ann, city: 'A', newsletter: 'yes' }],
		['without the consent, which it stands for', { email: ann, city: 'A' }],
	])('an opt-in chosen by the user %s is overtaken as well', (_, profile) => {
		const done = run(
			[row('7', 1, profile), row('7', 2, { email: ann, newsletter: 'no', city: 'B' })],
			{
				eventName: 'EmailOptIn',
			},
		);
		expect(done.sent[0]).toEqual({ event: 'CRMUpdate', email: ann, city: 'A' });
	});

	it('a later no is known also where it is no news and is not sent', () => {
		const done = run([
			row('7', 1, { email: ann, newsletter: 'yes' }, changedTo('yes')),
			row('7', 2, { email: ann, city: 'B' }, { consents: { newsletter: 'no' } }),
		]);
		expect(done.sent).toEqual([{ event: 'CRMUpdate', email: ann, city: 'B' }]);
	});

	it('a later no is known also where its row cannot be sent', () => {
		const done = run([
			row('7', 1, { email: ann, newsletter: 'yes' }),
			row('7', 2, { email: ann, newsletter: 'no', timestamp: 5 }),
		]);
		expect(done.sent).toEqual([]);
		expect(codes(done)).toEqual(['OVERTAKEN', 'KEY_RESERVED']);
	});

	it('end with the change and not with the creation of the same second, whichever came first', () => {
		const second = { sentAt: '2025-01-31T12:00:00.000Z' };
		for (const at of [1, 3]) {
			const done = run([
				row(
					'7',
					at,
					{ email: ann, newsletter: 'yes' },
					{ source: { ...second, change: 'create' } },
				),
				row('7', 2, { email: ann, newsletter: 'no' }, { source: second }),
			]);
			expect(codes(done)).toEqual(['OVERTAKEN', 'accepted']);
			const back = run([
				row('7', at, { email: ann, newsletter: 'no' }, { source: { ...second, change: 'create' } }),
				row('7', 2, { email: ann, newsletter: 'yes' }, { source: second }),
			]);
			expect(back.sent.map(({ newsletter }) => newsletter)).toEqual(['no', 'yes']);
		}
	});

	it('a later yes does not hide an older no of another consent', () => {
		const done = run([
			row('7', 1, { email: ann, service: 'no', newsletter: 'no' }),
			row('7', 2, { email: ann, newsletter: 'yes' }),
		]);
		expect(done.sent).toEqual([
			{ event: 'CRMUpdate', email: ann, service: 'no', newsletter: 'no' },
			{ event: 'CRMUpdate', email: ann, newsletter: 'yes' },
		]);
	});

	it('are told apart by time where no row names its profile', () => {
		const no = row(null, 2, { email: ann, newsletter: 'no' });
		expect(codes(run([no, row(null, 1, { email: ann, newsletter: 'yes' })]))).toEqual([
			'accepted',
			'OVERTAKEN',
		]);
		const later = run([no, row(null, 3, { email: ann, newsletter: 'yes' })]);
		expect(later.sent.map(({ newsletter }) => newsletter)).toEqual(['no', 'yes']);
	});

	it('end with no where neither a profile nor a time tells which of them is the last word', () => {
		const no = row(null, 1, { email: ann, newsletter: 'no' });
		const yes = row(null, 1, { email: ann, newsletter: 'yes' });
		expect(codes(run([no, yes]))).toEqual(['accepted', 'CONSENT_CONTRADICTED']);
		expect(codes(run([yes, no]))).toEqual(['OVERTAKEN', 'accepted']);
		const other = row(null, 0, { email: ann, newsletter: 'no' });
		expect(codes(run([other, yes]))).toEqual(['accepted', 'accepted']);
	});

	it('are one person by user ID, too', () => {
		const done = run([
			row('7', 1, { userid: 5, newsletter: 'yes' }),
			row('7', 2, { userid: '5', email: ann, newsletter: 'no' }),
		]);
		expect(codes(done)).toEqual(['OVERTAKEN', 'accepted']);
	});

	it('in a dry run show what would be sent', () => {
		const done = run(
			[
				row('7', 1, { email: ann, newsletter: 'yes', city: 'A' }, changedTo('yes')),
				row('7', 2, { email: ann, newsletter: 'no' }),
			],
			{ isDryRun: () => true },
		);
		expect(done.sent).toEqual([]);
		expect(done.results[0]).toMatchObject({
			code: 'DRY_RUN',
			payload: { event: 'CRMUpdate', city: 'A' },
		});
		expect(done.results[0]?.payload).not.toHaveProperty('newsletter');
		for (const result of done.results) expect(result).not.toHaveProperty('fingerprint');
	});

	it('each have a dry run of their own', () => {
		const done = run([row('7', 1, { email: ann }), row('8', 2, { email: 'bea@example.com' })], {
			isDryRun: (itemIndex) => itemIndex === 0,
		});
		expect(codes(done)).toEqual(['DRY_RUN', 'accepted']);
	});

	it('items of version 1.0.0 have the order of their arrival', () => {
		const old = (receivedAt: string, newsletter: string) => {
			const { profile, fingerprint, notes: noted, changed, previous, source } = prepared();
			const { entity, profileId, subprofileId, databaseId, collectionId, change, changeKey } =
				source;
			return {
				profile: { ...profile, newsletter },
				fingerprint,
				notes: noted,
				changed,
				previous,
				source: {
					entity,
					profileId,
					subprofileId,
					databaseId,
					collectionId,
					change,
					changeKey,
					receivedAt,
				},
			};
		};
		const planned = planSync(
			[old('2025-01-31T12:00:02.000Z', 'no'), old('2025-01-31T12:00:01.000Z', 'yes')].map(
				(json, itemIndex) => ({
					itemIndex,
					json,
					eventName: null,
					optOutOldAddress: [],
				}),
			),
			NOW,
		);
		expect(queueOf(planned).map(({ event }) => event.newsletter)).toEqual([undefined, 'no']);
	});
});

describe('two profiles with one address in one run', () => {
	const yes = (id: string, at: number, more = {}) =>
		row(id, at, { email: ann, newsletter: 'yes', ...more }, changedTo('yes'));
	const no = (id: string, at: number) => row(id, at, { email: ann, newsletter: 'no' });

	it.each([
		['the no is older', no('1', 1), yes('2', 2)],
		['the no is newer', no('1', 2), yes('2', 1)],
	])('end with no where %s, and the row that lost says so', (_, first, second) => {
		for (const rows of [
			[first, second],
			[second, first],
		]) {
			const done = run(rows);
			expect(done.sent).toEqual([{ event: 'CRMUpdate', email: ann, newsletter: 'no' }]);
			expect(codes(done).sort()).toEqual(['CONSENT_CONTRADICTED', 'accepted']);
		}
	});

	it('the loser still brings its other values, as an update', () => {
		const done = run([no('1', 1), yes('2', 2, { city: 'B' })]);
		expect(done.sent[1]).toEqual({ event: 'CRMUpdate', email: ann, city: 'B' });
		expect(notes(done)).toEqual([[], ['newsletter CONSENT_CONTRADICTED']]);
		expect(done.results[1]?.fingerprint).toBe(partlySentPrint(done.planned[1]?.fingerprint ?? ''));
	});

	it('count with the last word of each', () => {
		const done = run([no('1', 1), yes('2', 2), yes('1', 3)]);
		expect(done.sent.map(({ newsletter }) => newsletter)).toEqual(['no', 'yes', 'yes']);
	});

	it('a no that is no news does not forbid the yes that is given now', () => {
		const done = run([
			row('1', 1, { email: ann, city: 'A' }, { consents: { newsletter: 'no' } }),
			yes('2', 2),
		]);
		expect(done.sent[1]).toMatchObject({ event: 'EmailOptIn', newsletter: 'yes' });
	});

	it('the same number in another database is another profile', () => {
		const other = { ...yes('1', 2), source: { ...yes('1', 2).source, databaseId: '2' } };
		expect(codes(run([no('1', 1), other]))).toEqual(['accepted', 'CONSENT_CONTRADICTED']);
	});

	describe('of which one was deleted', () => {
		const gone = (at: number) =>
			row(
				'1',
				at,
				{ email: ann, newsletter: 'no', service: 'no' },
				{ source: { change: 'delete' }, consents: { newsletter: 'no', service: 'no' } },
			);

		it.each([1, 3])('does not opt out the person whose other profile says yes (%i)', (at) => {
			const done = run([
				gone(at),
				row('2', 2, { email: ann, city: 'B' }, { consents: { newsletter: 'yes' } }),
			]);
			expect(done.sent.filter((each) => 'service' in each)).toEqual([
				{ event: 'CRMUpdate', email: ann, service: 'no' },
			]);
			expect(notes(done)[0]).toEqual(['newsletter CONSENT_CONTRADICTED']);
		});

		it('lets the yes that the other one sends through', () => {
			const done = run([gone(3), yes('2', 2)]);
			expect(done.sent.map(({ newsletter }) => newsletter)).toEqual(['yes', undefined]);
		});

		it('is skipped where nothing is left of it', () => {
			const both = row('2', 2, { email: ann }, { consents: { newsletter: 'yes', service: 'yes' } });
			expect(codes(run([gone(1), both]))).toEqual(['CONSENT_CONTRADICTED', 'accepted']);
		});

		it.each([
			[
				'is gone, too',
				row(
					'2',
					2,
					{ email: ann },
					{ consents: { newsletter: 'yes' }, source: { change: 'delete' } },
				),
			],
			[
				'has another address by now',
				row('2', 4, { email: 'x@example.com' }, { consents: { newsletter: 'yes' } }),
			],
			['may be the same one', row(null, 2, { email: ann }, { consents: { newsletter: 'yes' } })],
		])('opts out where the other one %s', (_, other) => {
			const before = row('2', 1, { email: ann }, { consents: { newsletter: 'yes' } });
			const done = run([...(other.source.profileId === null ? [] : [before]), other, gone(3)]);
			expect(done.results.at(-1)).toMatchObject({ status: 'accepted', notes: [] });
		});
	});
});

describe('two subprofiles in one run', () => {
	const child = (id: string, at: number, newsletter: 'yes' | 'no', more = {}) =>
		row(
			'7',
			at,
			{ email: ann, newsletter },
			{ source: { entity: 'subprofile', subprofileId: id, collectionId: '3', ...more } },
		);

	it.each([1, 3])('of one profile: the no of one wins over the yes of the other (%i)', (at) => {
		for (const rows of [
			[child('70', at, 'no'), child('71', 2, 'yes')],
			[child('71', 2, 'yes'), child('70', at, 'no')],
		]) {
			const done = run(rows);
			expect(done.sent.map(({ newsletter }) => newsletter)).toEqual(['no']);
			expect(codes(done).sort()).toEqual(['CONSENT_CONTRADICTED', 'accepted']);
		}
	});

	it('have a last word each', () => {
		const done = run([child('70', 1, 'no'), child('71', 2, 'yes'), child('70', 3, 'yes')]);
		expect(done.sent.map(({ newsletter }) => newsletter)).toEqual(['no', 'yes', 'yes']);
	});

	it('with one ID in two collections are two', () => {
		const other = child('70', 2, 'yes', { collectionId: '4' });
		expect(codes(run([child('70', 1, 'no'), other]))).toEqual(['accepted', 'CONSENT_CONTRADICTED']);
	});

	it('that say the same keep the unchanged no of one from overtaking the yes of the other', () => {
		const unchanged = row(
			'7',
			2,
			{ email: ann, city: 'B' },
			{
				consents: { newsletter: 'no' },
				source: { entity: 'subprofile', subprofileId: '71', collectionId: '3' },
			},
		);
		expect(codes(run([child('70', 1, 'yes'), unchanged]))).toEqual(['accepted', 'accepted']);
	});

	it('give way to what their profile says later, as it does to them', () => {
		const parent = (at: number, newsletter: string) => row('7', at, { email: ann, newsletter });
		const later = run([child('70', 1, 'no'), parent(2, 'yes'), child('71', 3, 'yes')]);
		expect(later.sent.map(({ newsletter }) => newsletter)).toEqual(['no', 'yes', 'yes']);
		expect(codes(run([parent(1, 'yes'), child('70', 2, 'no')]))).toEqual(['OVERTAKEN', 'accepted']);
		expect(codes(run([child('70', 1, 'yes'), parent(2, 'no')]))).toEqual(['OVERTAKEN', 'accepted']);
	});

	it('count as of when their values were read', () => {
		const read = (at: number, newsletter: 'yes' | 'no', readAt: number, keys = ['newsletter']) =>
			child('70', at, newsletter, {
				readLater: { keys, order: prepared().source.order + readAt },
			});
		const parent = (at: number, newsletter: string) => row('7', at, { email: ann, newsletter });
		// The yes was read after the no was said.
		expect(codes(run([read(1, 'yes', 3), parent(2, 'no')]))).toEqual(['accepted', 'accepted']);
		expect(codes(run([read(1, 'yes', 3), parent(4, 'no')]))).toEqual(['OVERTAKEN', 'accepted']);
		expect(codes(run([read(1, 'no', 3), parent(2, 'yes')]))).toEqual(['accepted', 'OVERTAKEN']);
		expect(codes(run([read(1, 'no', 3), parent(4, 'yes')]))).toEqual(['accepted', 'accepted']);
		// Other values of the row were read, not the consent.
		expect(codes(run([read(1, 'yes', 3, ['city']), parent(2, 'no')]))).toEqual([
			'OVERTAKEN',
			'accepted',
		]);
		// Of two subprofiles no wins, whenever it was read.
		expect(codes(run([read(1, 'yes', 3), child('71', 2, 'no')]))).toEqual([
			'CONSENT_CONTRADICTED',
			'accepted',
		]);
	});

	it('count with their own IDs where the profile is not told', () => {
		const lone = (id: string, at: number, email: string) =>
			row(
				null,
				at,
				{ email },
				{ source: { entity: 'subprofile', subprofileId: id, collectionId: '3' } },
			);
		const moved = row(
			'9',
			5,
			{ email: 'b@example.com' },
			{ changed: ['email'], previous: { email: ann } },
		);
		const rows = [lone('70', 1, ann), lone('70', 6, 'c@example.com'), moved];
		expect(codes(run(rows, { optOut: ['newsletter'] }))).not.toContain('OLD_ADDRESS_IN_USE');
	});
});

describe('a row for show', () => {
	const yes = row('2', 2, { email: ann, newsletter: 'yes' }, changedTo('yes'));
	const dry = (...indices: number[]) => ({
		isDryRun: (itemIndex: number) => indices.includes(itemIndex),
		optOut: ['newsletter'] satisfies ConsentKey[],
	});

	it.each<[string, PreparedProfile]>([
		['another profile that says no', row('1', 1, { email: ann, newsletter: 'no' })],
		['the same profile that says no later', row('2', 3, { email: ann, newsletter: 'no' })],
		['a later no that is no news', row('2', 3, { email: ann }, { consents: { newsletter: 'no' } })],
		[
			'the old address of another one',
			row('1', 1, { email: 'b@example.com' }, { changed: ['email'], previous: { email: ann } }),
		],
	])('takes no yes from a row that is sent: %s', (_, other) => {
		const done = run([other, yes], dry(0));
		expect(done.sent).toMatchObject([{ email: ann, newsletter: 'yes' }]);
	});

	it('spares no contact of a deleted profile', () => {
		const gone = row(
			'1',
			3,
			{ email: ann, newsletter: 'no' },
			{ source: { change: 'delete' }, consents: { newsletter: 'no' } },
		);
		expect(codes(run([yes, gone], dry(0)))).toEqual(['DRY_RUN', 'accepted']);
	});

	it('keeps no old address in use', () => {
		const moved = row(
			'1',
			3,
			{ email: 'b@example.com' },
			{ changed: ['email'], previous: { email: ann } },
		);
		expect(codes(run([moved, yes], dry(1))).slice(0, 2)).toEqual(['accepted', 'accepted']);
	});

	it('is judged by the rows that are sent', () => {
		const no = row('1', 1, { email: ann, newsletter: 'no' });
		const done = run([no, yes], dry(1));
		expect(codes(done)).toEqual(['accepted', 'CONSENT_CONTRADICTED']);
	});
});

describe('an old address', () => {
	const moved = (id: string | null, at: number, from: string, to: string, more = {}) =>
		row(
			id,
			at,
			{ email: `${to}@example.com`, newsletter: 'yes' },
			{ changed: ['email'], previous: { email: `${from}@example.com` }, ...more },
		);
	const lastOf = (done: ReturnType<typeof run>) => {
		const last: Record<string, unknown> = {};
		for (const { email, newsletter } of done.sent) last[String(email)] = newsletter;
		return last;
	};
	const optOut: ConsentKey[] = ['newsletter'];

	it.each(['7', null])('between two changes is opted out, too (profile %s)', (id) => {
		const done = run([moved(id, 1, 'a', 'b'), moved(id, 2, 'b', 'c')], { optOut });
		expect(lastOf(done)).toEqual({
			'a@example.com': 'no',
			'b@example.com': 'no',
			'c@example.com': 'yes',
		});
	});

	it('that the profile has again is not opted out', () => {
		const done = run([moved('7', 1, 'a', 'b'), moved('7', 2, 'b', 'a')], { optOut });
		expect(lastOf(done)).toEqual({ 'a@example.com': 'yes', 'b@example.com': 'no' });
	});

	it('that another profile ends with is not opted out, whatever the order', () => {
		for (const at of [1, 9]) {
			const done = run([moved('7', 5, 'a', 'b'), row('8', at, { email: 'a@example.com' })], {
				optOut,
			});
			expect(codes(done)).toEqual(['accepted', 'OLD_ADDRESS_IN_USE', 'accepted']);
		}
	});

	it.each([null, '2025-01-31T12:00:00.000Z'])(
		'that another profile came to is not opted out, though the call of its creation comes again (signed %s)',
		(sentAt) => {
			const { source } = prepared();
			const created = row(
				'8',
				9,
				{ email: 'x@example.com', newsletter: 'yes' },
				{ source: { change: 'create', sentAt } },
			);
			const came = moved('8', 2, 'x', 'a', {
				source: { ...source, profileId: '8', order: source.order + 2, sentAt },
			});
			const left = moved('7', 5, 'a', 'b', {
				source: { ...source, profileId: '7', order: source.order + 5, sentAt },
			});
			for (const rows of [
				[created, came, left],
				[left, came, created],
			]) {
				const done = run(rows, { optOut });
				expect(codes(done)).toContain('OLD_ADDRESS_IN_USE');
				expect(lastOf(done)).toMatchObject({ 'a@example.com': 'yes' });
			}
		},
	);

	it('that another profile has, who says no, is opted out for that consent', () => {
		const other = (newsletter: 'yes' | 'no' | undefined, at = 9) =>
			row(
				'8',
				at,
				{ email: 'a@example.com' },
				{ consents: newsletter === undefined ? {} : { newsletter } },
			);
		const both: ConsentKey[] = ['newsletter', 'service'];
		const refused = run([moved('7', 5, 'a', 'b'), other('no')], { optOut: both });
		expect(refused.sent[1]).toEqual({
			event: 'CRMUpdate',
			email: 'a@example.com',
			newsletter: 'no',
		});
		expect(notes(refused)[1]).toEqual(['service OLD_ADDRESS_IN_USE']);
		for (const value of ['yes', undefined] as const) {
			const kept = run([moved('7', 5, 'a', 'b'), other(value)], { optOut });
			expect(codes(kept)[1]).toBe('OLD_ADDRESS_IN_USE');
		}
		const changedMind = run([other('yes', 1), moved('7', 5, 'a', 'b'), other('no', 9)], { optOut });
		expect(codes(changedMind)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
	});

	it('that one of two others still wants is not opted out', () => {
		const other = (id: string, newsletter: 'yes' | 'no') =>
			row(id, 1, { email: 'a@example.com' }, { consents: { newsletter } });
		const done = run([moved('7', 5, 'a', 'b'), other('8', 'no'), other('9', 'yes')], { optOut });
		expect(codes(done)[1]).toBe('OLD_ADDRESS_IN_USE');
	});

	it('that another profile had only for a while, or had when it was deleted, is opted out', () => {
		const rows = [
			row('8', 1, { email: 'a@example.com' }),
			moved('8', 2, 'a', 'x'),
			moved('7', 3, 'a', 'b'),
		];
		for (const items of [rows, [...rows].reverse()]) {
			const done = run(items, { optOut });
			expect(lastOf(done)).toMatchObject({ 'a@example.com': 'no' });
			expect(codes(done)).not.toContain('OLD_ADDRESS_IN_USE');
		}
		const deleted = row(
			'8',
			1,
			{ email: 'a@example.com', service: 'no' },
			{ source: { change: 'delete' } },
		);
		expect(codes(run([deleted, moved('7', 3, 'a', 'b')], { optOut }))).toEqual([
			'accepted',
			'accepted',
			'accepted',
		]);
	});

	it('that only an older subprofile row of the same profile has is opted out', () => {
		const child = row(
			'7',
			1,
			{ email: 'a@example.com' },
			{
				source: { entity: 'subprofile', subprofileId: '70' },
			},
		);
		expect(codes(run([child, moved('7', 2, 'a', 'b')], { optOut }))).toEqual([
			'accepted',
			'accepted',
			'accepted',
		]);
	});

	it('of a subprofile is kept while its profile has it', () => {
		const child = {
			source: {
				...prepared().source,
				entity: 'subprofile' as const,
				profileId: '7',
				subprofileId: '70',
			},
		};
		const done = run(
			[
				row('7', 1, { email: 'a@example.com' }),
				moved('7', 2, 'a', 'b', {
					source: { ...child.source, order: prepared().source.order + 2 },
				}),
			],
			{ optOut },
		);
		expect(codes(done)).toEqual(['accepted', 'accepted', 'OLD_ADDRESS_IN_USE']);
	});

	it('keeps the consents that another living profile says yes to', () => {
		const done = run([moved('7', 1, 'a', 'b', { subscribedElsewhere: ['newsletter'] })], {
			optOut: ['newsletter', 'service'],
		});
		expect(done.sent[1]).toEqual({ event: 'CRMUpdate', email: 'a@example.com', service: 'no' });
		expect(notes(done)[1]).toEqual(['newsletter OLD_ADDRESS_IN_USE']);
		expect(
			codes(run([moved('7', 1, 'a', 'b', { subscribedElsewhere: ['newsletter'] })], { optOut })),
		).toEqual(['accepted', 'OLD_ADDRESS_IN_USE']);
	});

	it('is each that the profile had on the way', () => {
		const alsoLeft = [
			{ email: 'b@example.com', subscribedElsewhere: [] },
			{ email: 'C@example.com', subscribedElsewhere: [] },
			{ email: 'd@example.com', subscribedElsewhere: ['newsletter' as const] },
		];
		const done = run([moved('7', 1, 'a', 'c', { alsoLeft })], { optOut });
		expect(codes(done)).toEqual(['accepted', 'accepted', 'accepted', 'OLD_ADDRESS_IN_USE']);
		expect(done.sent.map(({ email }) => email)).toEqual([
			'c@example.com',
			'a@example.com',
			'b@example.com',
		]);
		expect(done.queue.map(({ after }) => after)).toEqual([undefined, 0, 0]);
	});

	it('on the way goes with the row that is sent again, without the consents that somebody has there', () => {
		const alsoLeft = [{ email: 'b@example.com', subscribedElsewhere: [] }];
		const [main] = run(
			[moved('7', 1, 'a', 'c', { alsoLeft }), row('8', 0, { email: 'b@example.com' })],
			{ optOut },
		).planned;
		expect(main?.resend).toMatchObject({
			subscribedElsewhere: [],
			alsoLeft: [{ email: 'b@example.com', subscribedElsewhere: CONSENT_KEYS }],
		});
	});

	it('waits for the row with the new one', () => {
		const done = run([row('1', 0, { email: ann }), moved('7', 1, 'a', 'b')], { optOut });
		expect(done.queue.map(({ row: index, after }) => [index, after])).toEqual([
			[0, undefined],
			[1, undefined],
			[2, 1],
		]);
	});

	it('waits for nothing where nothing is left to send for the new one', () => {
		const done = run(
			[moved('7', 1, 'a', 'b'), row('7', 2, { email: 'b@example.com', newsletter: 'no' })],
			{ optOut },
		);
		expect(codes(done)).toEqual(['OVERTAKEN', 'accepted', 'accepted']);
		expect(done.queue.every(({ after }) => after === undefined)).toBe(true);
	});

	it('stays as it is where the row with the new one is too large', () => {
		const large = moved('7', 1, 'a', 'b');
		large.profile.custom_long = 'x'.repeat(limits.maxBytes);
		expect(codes(run([large], { optOut }))).toEqual(['EVENT_TOO_LARGE', 'OLD_ADDRESS_KEPT']);
	});

	it('an older yes for it goes no more', () => {
		const done = run(
			[row('7', 1, { email: 'a@example.com', newsletter: 'yes' }), moved('7', 2, 'a', 'b')],
			{ optOut },
		);
		expect(codes(done)).toEqual(['OVERTAKEN', 'accepted', 'accepted']);
	});
});

it('nobody ends with a yes that a later row of the profile, or another one in the run, takes back', () => {
	const value = fc.constantFrom('yes', 'no', undefined);
	const step = fc.record({ id: fc.constantFrom('1', '2', '3'), newsletter: value, service: value });
	fc.assert(
		fc.property(
			fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }),
			fc.array(step, { minLength: 1, maxLength: 8 }),
			(times, steps) => {
				const rows = steps.map(({ id, newsletter, service }, index) =>
					row(id, times[index] ?? 0, {
						email: ann,
						city: 'A',
						...(newsletter === undefined ? {} : { newsletter }),
						...(service === undefined ? {} : { service }),
					}),
				);
				const done = run(rows);
				for (const key of ['newsletter', 'service'] as const) {
					// Each profile's last word, found the plain way.
					const last = ['1', '2', '3'].map(
						(id) =>
							rows
								.filter(
									({ source, profile }) => source.profileId === id && profile[key] !== undefined,
								)
								.sort((a, b) => a.source.order - b.source.order)
								.at(-1)?.profile[key],
					);
					const expected = last.includes('no') ? 'no' : last.includes('yes') ? 'yes' : undefined;
					const arrived = done.sent.flatMap((each) => each[key] ?? []).at(-1);
					expect(arrived).toBe(expected);
				}
			},
		),
		{ numRuns: 400 },
	);
});
