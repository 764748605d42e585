import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprintOf } from '../../../core/contracts/fingerprint';
import { compareMoments, momentOf, sortByMoment } from '../../../core/contracts/order';
import {
	CONSENT_KEYS,
	type Consents,
	type Note,
	type PreparedProfile,
} from '../../../core/contracts/preparedProfile';
import { contactKeys } from '../../../core/filter/contact';
import { at, codes, decide, row, when } from './support';

describe('SUPERSEDED', () => {
	it('leaves the newest, which speaks for all', () => {
		const rows = [
			row(
				{ city: 'A' },
				{ changed: ['city'], previous: { city: 'Z' }, source: { receivedAt: at(1) } },
			),
			row(
				{ city: 'B' },
				{ changed: ['city'], previous: { city: 'A' }, source: { receivedAt: at(2) } },
			),
			row(
				{ city: 'B', newsletter: 'no' },
				{ changed: ['newsletter'], previous: { newsletter: 'yes' }, source: { receivedAt: at(3) } },
			),
		];
		const [, , newest] = decide(rows);
		expect(codes(rows)).toEqual(['SUPERSEDED', 'SUPERSEDED', 'keep']);
		expect(newest?.prepared).toMatchObject({
			profile: { city: 'B', newsletter: 'no' },
			changed: ['city', 'newsletter'],
			previous: { city: 'Z', newsletter: 'yes' },
			fingerprint: rows[2]?.fingerprint,
		});
	});

	it('goes by the time, not by the place in the list', () => {
		const rows = [
			row({ city: 'new' }, { source: { receivedAt: at(9) } }),
			row({ city: 'old' }, { source: { receivedAt: '2026-03-01T13:00:01.000+01:00' } }),
		];
		expect(codes(rows)).toEqual(['keep', 'SUPERSEDED']);
	});

	it('takes the later in the list at the same instant', () => {
		expect(codes([row({ city: 'old' }), row({ city: 'new' })])).toEqual(['SUPERSEDED', 'keep']);
	});

	it('keeps both where values of the older one were read after the newer one', () => {
		const { order } = row({}).source;
		const read = (at: number, id: number) => ({
			entity: 'subprofile' as const,
			subprofileId: '70',
			order: order + id,
			readLater: { keys: ['newsletter'], order: order + at },
		});
		const older = row({ newsletter: 'no' }, { source: read(5, 1) });
		expect(codes([older, row({ newsletter: 'yes' }, { source: read(4, 2) })])).toEqual([
			'keep',
			'keep',
		]);
		expect(codes([older, row({ newsletter: 'no' }, { source: read(5, 2) })])).toEqual([
			'SUPERSEDED',
			'keep',
		]);
	});

	it('revives an unchanged row that speaks for a changed one', () => {
		const rows = [row({ city: 'A' }, { changed: ['city'] }), row({ city: 'A' }, { changed: [] })];
		expect(codes(rows)).toEqual(['SUPERSEDED', 'keep']);
	});

	it('knows nothing of what changed once one row did not tell', () => {
		const rows = [row({}, { changed: null }), row({}, { changed: ['city'] })];
		expect(decide(rows)[1]?.prepared.changed).toBeNull();
	});

	describe('within one second', () => {
		const signed = (second: number, source: Partial<PreparedProfile['source']>) => ({
			source: { receivedAt: at(second), sentAt: at(0), ...source },
		});
		const created = (second: number) =>
			row({ newsletter: 'yes' }, signed(second, { change: 'create' }));

		it.each([1, 3])('a creation is never newer than a change (arrived at %i)', (second) => {
			const updated = row({ newsletter: 'no' }, signed(2, {}));
			for (const rows of [
				[created(second), updated],
				[updated, created(second)],
			]) {
				const [kept, ...more] = decide(rows).filter(({ keep }) => keep);
				expect(more).toEqual([]);
				expect(kept?.prepared.profile.newsletter).toBe('no');
			}
		});

		it.each([1, 3])('a deletion is never older than a change (arrived at %i)', (second) => {
			const deleted = row({ newsletter: 'no' }, signed(second, { change: 'delete' }));
			const kept = decide([deleted, row({ newsletter: 'yes' }, signed(2, {}))]).filter(
				({ keep }) => keep,
			);
			expect(kept.map(({ prepared }) => prepared.profile.newsletter)).toEqual(['no']);
		});

		it('a creation that comes once more is older than what was read meanwhile', () => {
			const read = momentOf(row({}, when(2)).source);
			const created = momentOf(row({}, signed(3, { change: 'create' })).source);
			expect(compareMoments(created, read)).toBeLessThan(0);
			expect(compareMoments(read, created)).toBeGreaterThan(0);
		});

		it('an update that speaks for the creation is still an update', () => {
			const [kept] = decide([row({ newsletter: 'no' }, signed(2, {})), created(3)]);
			expect(momentOf(kept?.prepared.source ?? created(0).source)).toMatchObject({
				life: { stage: 'update' },
			});
		});

		it('creations and deletions of other profiles change nothing', () => {
			const other = row({}, signed(3, { change: 'create', profileId: '2' }));
			const rows = [other, row({ city: 'A' }, signed(1, {})), row({ city: 'B' }, signed(2, {}))];
			expect(codes(rows)).toEqual(['keep', 'SUPERSEDED', 'keep']);
		});
	});

	it('a creation without a date is never newer than a change of its profile', () => {
		const rows = [
			row({ city: 'new' }, { source: { receivedAt: at(1) } }),
			row({ city: 'old' }, { source: { receivedAt: at(2), change: 'create' } }),
		];
		expect(codes(rows)).toEqual(['keep', 'SUPERSEDED']);
	});

	it('stays a creation, new in every key, so that the opt-in is not lost', () => {
		const rows = [
			row({ newsletter: 'yes' }, { source: { change: 'create' } }),
			row({ newsletter: 'yes', city: 'A' }, { changed: ['city'] }),
		];
		expect(decide(rows)[1]?.prepared).toMatchObject({
			source: { change: 'create' },
			changed: ['email', 'newsletter', 'city'],
		});
	});

	it('keeps the first address that is known, so that the old one can be opted out', () => {
		const rows = [
			row({ email: 'b@example.com' }, { changed: ['email'], previous: { email: 'a@example.com' } }),
			row({ email: 'c@example.com' }, { changed: ['email'], previous: { email: 'b@example.com' } }),
		];
		expect(decide(rows)[1]?.prepared).toMatchObject({
			profile: { email: 'c@example.com' },
			previous: { email: 'a@example.com' },
		});
	});

	it.each([
		['another profile', { profileId: '2' }],
		['a subprofile of the same profile', { entity: 'subprofile' as const, subprofileId: '5' }],
	])('does not mix in %s, even with the same address', (_, source) => {
		expect(codes([row({ city: 'A' }), row({ city: 'B' }, { source })])).toEqual(['keep', 'keep']);
	});

	it('goes by the address where no id is known', () => {
		const source = { profileId: null };
		const rows = [
			row({}, { source }),
			row({ email: 'b@example.com' }, { source }),
			row({}, { source }),
		];
		expect(codes(rows)).toEqual(['SUPERSEDED', 'keep', 'keep']);
	});

	it('keeps a no where neither an ID nor a time tells that the yes came later', () => {
		const source = { profileId: null };
		const no = row({ newsletter: 'no' }, { source });
		expect(codes([no, row({ newsletter: 'yes' }, { source })])).toEqual(['keep', 'keep']);
		const later = row({ newsletter: 'yes' }, { source: { ...when(1).source, ...source } });
		expect(codes([no, later])).toEqual(['SUPERSEDED', 'keep']);
	});

	it('never gives up a value that the newer row does not bring', () => {
		expect(codes([row({ city: 'A' }), row({ firstname: 'Jan' })])).toEqual(['keep', 'keep']);
	});

	it('never gives up an opt-out, even where the newer row says that the consent is unknown now', () => {
		const older = row({ newsletter: 'no' }, { changed: ['newsletter'] });
		expect(codes([older, row({}, { changed: ['newsletter'] })])).toEqual(['keep', 'keep']);
	});

	it('gives up a value, also a yes, that the newer row says was cleared', () => {
		const older = row({ newsletter: 'yes', city: 'A' });
		const newer = row({}, { changed: ['newsletter', 'city'] });
		expect(codes([older, newer])).toEqual(['SUPERSEDED', 'keep']);
	});

	it('lets a deletion stand for all older changes, if it brings their consents', () => {
		const gone = { changed: ['newsletter'], source: { change: 'delete' as const } };
		const older = row({ city: 'A', newsletter: 'yes' });
		expect(codes([older, row({ newsletter: 'no' }, gone)])).toEqual(['SUPERSEDED', 'keep']);
		const optedOut = row({ city: 'A', marketing: 'no' });
		expect(codes([optedOut, row({ newsletter: 'no' }, gone)])).toEqual(['keep', 'keep']);
	});

	it('keeps an opt-out made in the same run under the strictest consent rule', () => {
		const rows = [
			row({ newsletter: 'yes' }, { source: { change: 'create' } }),
			row({ newsletter: 'no' }, { changed: null }),
		];
		expect(codes(rows, { rules: ['SUPERSEDED', 'NO_CONSENT'], newWithoutConsent: 'skip' })).toEqual(
			['SUPERSEDED', 'keep'],
		);
	});

	describe('the order', () => {
		it('is that of arrival where the times are equal, whatever the list says', () => {
			const rows = [
				row({ city: 'new' }, { source: { order: 1_000_002 } }),
				row({ city: 'old' }, { source: { order: 1_000_001 } }),
			];
			expect(codes(rows)).toEqual(['keep', 'SUPERSEDED']);
		});

		it('is that of the signed dates first', () => {
			const rows = [
				row({ newsletter: 'no' }, when(1, { sentAt: at(9) })),
				row({ newsletter: 'yes' }, when(2, { sentAt: at(8) })),
			];
			expect(codes(rows)).toEqual(['keep', 'SUPERSEDED']);
		});
	});

	describe('whose profile it is', () => {
		it.each([
			['two databases', { databaseId: '7' }, { databaseId: '8' }],
			['a database that is not known', { databaseId: '7' }, { databaseId: null }],
			[
				'two collections',
				{ entity: 'subprofile' as const, subprofileId: '5', collectionId: '1' },
				{ entity: 'subprofile' as const, subprofileId: '5', collectionId: '2' },
			],
		])('keeps equal IDs of %s apart', (_, one, other) => {
			expect(codes([row({}, { source: one }), row({}, { source: other })])).toEqual([
				'keep',
				'keep',
			]);
		});

		it('is one where neither database is known', () => {
			const source = { databaseId: null };
			expect(codes([row({}, { source }), row({}, { source })])).toEqual(['SUPERSEDED', 'keep']);
		});

		it('takes an address and its hash for one where there is no ID', () => {
			const source = { profileId: null };
			const [plain = ''] = contactKeys(row());
			expect(codes([row({}, { source }), row({ email: plain }, { source })])).toEqual([
				'SUPERSEDED',
				'keep',
			]);
		});
	});

	describe('an opt-out of another contact', () => {
		const optOut = row(
			{ email: 'old@example.com', newsletter: 'no' },
			{ changed: ['newsletter'], previous: { newsletter: 'yes' }, ...when(1) },
		);

		it.each([
			[
				'the address changed after it',
				row(
					{ email: 'new@example.com', newsletter: 'no' },
					{ changed: ['email'], previous: { email: 'old@example.com' }, ...when(2) },
				),
			],
			[
				'the address changed without a word of it',
				row({ email: 'new@example.com', newsletter: 'no' }, when(2)),
			],
			[
				'the address was removed',
				row({ userid: '7', newsletter: 'no' }, { changed: ['email'], ...when(2) }),
			],
			[
				'a user ID was given',
				row({ email: 'old@example.com', userid: '7', newsletter: 'no' }, when(2)),
			],
			[
				'the profile was deleted under the new address',
				row({ email: 'new@example.com', newsletter: 'no' }, when(2, { change: 'delete' })),
			],
		])('is kept where %s', (_, newer) => {
			expect(codes([optOut, newer])).toEqual(['keep', 'keep']);
			expect(codes([newer, optOut])).toEqual(['keep', 'keep']);
		});

		it('is repeated for the same contact, so it need not be sent twice', () => {
			const newer = row(
				{ email: 'OLD@example.com', newsletter: 'no' },
				{ changed: ['city'], ...when(2) },
			);
			expect(codes([optOut, newer])).toEqual(['SUPERSEDED', 'keep']);
		});

		it('names the address that was given up before it, and leaves the later one to the later row', () => {
			const rows = [
				row(
					{ email: 'b@example.com', newsletter: 'yes' },
					{
						changed: ['email'],
						previous: { email: 'a@example.com' },
						subscribedElsewhere: ['newsletter'],
						...when(1),
					},
				),
				row(
					{ email: 'b@example.com', newsletter: 'no' },
					{ changed: ['newsletter'], previous: { newsletter: 'yes' }, ...when(2) },
				),
				row(
					{ email: 'c@example.com', newsletter: 'no' },
					{ changed: ['email'], previous: { email: 'b@example.com' }, ...when(3) },
				),
			];
			expect(codes(rows)).toEqual(['SUPERSEDED', 'keep', 'keep']);
			const [, optedOut, moved] = decide(rows);
			expect(optedOut?.prepared).toMatchObject({
				previous: { email: 'a@example.com', newsletter: 'yes' },
				subscribedElsewhere: ['newsletter'],
			});
			expect(moved?.prepared).toMatchObject({
				previous: { email: 'b@example.com' },
				subscribedElsewhere: [],
			});
		});
	});

	it('keeps an address change before a deletion, which can only give up its own address', () => {
		const rows = [
			row({ newsletter: 'yes' }, { previous: { email: 'z@example.com' }, ...when(1) }),
			row({ newsletter: 'no' }, { changed: ['newsletter'], ...when(2, { change: 'delete' }) }),
		];
		expect(codes(rows)).toEqual(['keep', 'keep']);
	});

	it('gives up no address where it changed and changed back', () => {
		const rows = [
			row(
				{ email: 'b@example.com', newsletter: 'yes' },
				{ changed: ['email'], previous: { email: 'a@example.com' }, ...when(1) },
			),
			row(
				{ email: 'a@example.com', newsletter: 'yes' },
				{ changed: ['email'], previous: { email: 'b@example.com' }, ...when(2) },
			),
		];
		expect(codes(rows)).toEqual(['SUPERSEDED', 'keep']);
		expect(decide(rows)[1]?.prepared.previous).toEqual({ email: 'a@example.com' });
	});

	it('says of the oldest address, the one that is given up, who else is subscribed there', () => {
		const rows = [
			row(
				{ email: 'b@example.com' },
				{
					previous: { email: 'a@example.com' },
					subscribedElsewhere: ['newsletter'],
					...when(1),
				},
			),
			row(
				{ email: 'c@example.com' },
				{
					previous: { email: 'b@example.com' },
					subscribedElsewhere: ['marketing'],
					...when(2),
				},
			),
			row({ email: 'c@example.com' }, { subscribedElsewhere: [], ...when(3) }),
		];
		expect(decide(rows)[2]?.prepared).toMatchObject({
			previous: { email: 'a@example.com' },
			subscribedElsewhere: ['newsletter'],
			alsoLeft: [{ email: 'b@example.com', subscribedElsewhere: ['marketing'] }],
		});
	});

	it.each([
		[['a', 'b', 'a', 'c', 'd', 'B', 'd'], 'a', ['b', 'c']],
		[['b', 'a', 'b', 'a'], 'b', undefined],
		[['a', 'b', 'a'], 'a', ['b']],
	])(
		'names each address once that was left on the way %j, and not the one of now',
		(moves, first, then) => {
			const rows = moves.slice(1).map((to, index) =>
				row(
					{ email: `${to}@example.com` },
					{
						changed: ['email'],
						previous: { email: `${moves[index] ?? ''}@example.com` },
						...when(index + 1),
					},
				),
			);
			const { prepared } = decide(rows).at(-1) ?? {};
			expect(prepared?.previous).toEqual({ email: `${first}@example.com` });
			expect(prepared?.alsoLeft?.map(({ email }) => email)).toEqual(
				then?.map((name) => `${name}@example.com`),
			);
		},
	);

	it('is not decided by a row that does not tell the address that the profile has now', () => {
		const moved = row(
			{ email: 'b@example.com' },
			{ changed: ['email'], previous: { email: 'a@example.com' }, ...when(1) },
		);
		const gaveUp = (email: string, at: number) =>
			row(
				{},
				{ profile: {}, changed: ['email'], previous: { email }, onlyGivesUp: true, ...when(at) },
			);
		expect(codes([moved, gaveUp('b@example.com', 2)])).toEqual(['keep', 'keep']);
		expect(codes([gaveUp('a@example.com', 1), gaveUp('b@example.com', 2)])).toEqual([
			'keep',
			'keep',
		]);
		expect(codes([gaveUp('b@example.com', 2), gaveUp('b@example.com', 3)])).toEqual([
			'SUPERSEDED',
			'keep',
		]);
	});

	it('gives up all of them where a rule skips the row', () => {
		const rows = [
			row(
				{ email: 'b@example.com' },
				{ changed: ['email'], previous: { email: 'a@example.com' }, ...when(1) },
			),
			row(
				{ email: 'c@example.com' },
				{ changed: ['email'], previous: { email: 'b@example.com' }, ...when(2) },
			),
		];
		expect(decide(rows, { rules: ['SUPERSEDED', 'CONSENT_UNKNOWN'] })[1]).toMatchObject({
			keep: false,
			givenUp: {
				previous: { email: 'a@example.com' },
				alsoLeft: [{ email: 'b@example.com', subscribedElsewhere: [] }],
			},
		});
	});

	it('leaves out a row whose address is excluded: nothing can be handed on to it', () => {
		const rows = [
			row({ city: 'A' }, { changed: ['city'], ...when(1) }),
			row({ email: 'test@example.org', city: 'A' }, { changed: ['email'], ...when(2) }),
		];
		const rules = ['EXCLUDED_ADDRESS', 'SUPERSEDED'] as const;
		expect(codes(rows, { rules: [...rules], excludedAddresses: 'example.org' })).toEqual([
			'keep',
			'EXCLUDED_ADDRESS',
		]);
	});

	describe('a consent that was news in an older row', () => {
		const unchanged: Note = {
			field: 'newsletter',
			from: 'Nieuwsbrief',
			code: 'CONSENT_UNCHANGED',
			reason: 'It did not change.',
		};
		const other: Note = { ...unchanged, field: 'marketing' };
		const said = (value: 'yes' | 'no', before: 'yes' | 'no') =>
			row(
				{ newsletter: value, city: 'A' },
				{
					consents: { newsletter: value },
					changed: ['newsletter'],
					previous: { newsletter: before },
					...when(1),
				},
			);
		/** A later change of the city, which leaves the consents out. */
		const later = (consents: Consents, over: Parameters<typeof row>[1] = {}) =>
			row(
				{ city: 'B' },
				{ consents, changed: ['city'], notes: [unchanged, other], ...when(2), ...over },
			);

		it.each(['yes', 'no'] as const)('is handed on: %s', (value) => {
			const rows = [said(value, value === 'yes' ? 'no' : 'yes'), later({ newsletter: value })];
			expect(codes(rows)).toEqual(['SUPERSEDED', 'keep']);
			const kept = decide(rows)[1]?.prepared;
			expect(kept).toMatchObject({
				profile: { city: 'B', newsletter: value },
				changed: ['newsletter', 'city'],
				previous: { newsletter: value === 'yes' ? 'no' : 'yes' },
				notes: [other],
				restated: { newsletter: { order: rows[0]?.source.order, sentAt: null } },
			});
			expect(kept?.fingerprint).toBe(
				fingerprintOf({ profile: { ...rows[1]?.profile, newsletter: value }, consents: {} }),
			);
		});

		it('says if it was given when the profile was created', () => {
			const created = said('yes', 'no');
			const rows = [
				{ ...created, source: { ...created.source, change: 'create' as const } },
				later({ newsletter: 'yes' }),
			];
			expect(decide(rows)[1]?.prepared.restated).toEqual({
				newsletter: { order: created.source.order, sentAt: null, isCreation: true },
			});
		});

		it('is the no of the record where the two contradict each other', () => {
			const rows = [said('yes', 'no'), later({ newsletter: 'no' })];
			expect(codes(rows)).toEqual(['SUPERSEDED', 'keep']);
			expect(decide(rows)[1]?.prepared.profile.newsletter).toBe('no');
		});

		it.each([
			['the record says yes, but nobody tells that it changed', later({ newsletter: 'yes' })],
			['the record does not know', later({})],
			['it was cleared', later({}, { changed: ['newsletter', 'city'] })],
			[
				'the newer value is none that can be sent',
				row({ city: 'B', newsletter: 'maybe' }, when(2)),
			],
			[
				'a deletion does not bring it, because another profile says yes for the address',
				later({ newsletter: 'no' }, { changed: ['newsletter'], ...when(2, { change: 'delete' }) }),
			],
			['a deletion gives it', row({ newsletter: 'yes' }, when(2, { change: 'delete' }))],
		])('stays an opt-out of its own where %s', (_, newer) => {
			const [older, kept] = decide([said('no', 'yes'), newer]);
			expect(older).toMatchObject({ keep: true, merged: false });
			expect(kept).toMatchObject({ merged: false, prepared: { profile: newer.profile } });
		});

		it('stays where the record does not know a yes, unless it was cleared', () => {
			expect(codes([said('yes', 'no'), later({})])).toEqual(['keep', 'keep']);
			expect(codes([said('yes', 'no'), later({}, { changed: ['newsletter', 'city'] })])).toEqual([
				'SUPERSEDED',
				'keep',
			]);
		});

		it('is the last word of several, handed on across them', () => {
			const again = row(
				{ newsletter: 'yes', city: 'A' },
				{
					consents: { newsletter: 'yes' },
					changed: ['newsletter'],
					previous: { newsletter: 'no' },
					...when(2),
				},
			);
			const rows = [said('no', 'yes'), again, later({ newsletter: 'yes' }, when(3))];
			expect(codes(rows)).toEqual(['SUPERSEDED', 'SUPERSEDED', 'keep']);
			// Sent, although it was yes before: the word in between may have left in another run.
			expect(decide(rows)[2]?.prepared).toMatchObject({
				profile: { newsletter: 'yes' },
				changed: ['newsletter', 'city'],
				previous: { newsletter: 'yes' },
			});
		});
	});

	it('can be switched off', () => {
		expect(codes([row(), row()], { rules: [] })).toEqual(['keep', 'keep']);
	});
});

describe('any run', () => {
	const values = fc.record(
		{
			email: fc.constantFrom('a@example.com', 'b@example.com'),
			newsletter: fc.constantFrom('yes', 'no'),
			city: fc.constantFrom('A', 'B'),
		},
		{ requiredKeys: ['email'] },
	);
	const rows = fc.array(
		fc
			.record({
				values,
				id: fc.constantFrom('1', '2', null),
				second: fc.nat(5),
				change: fc.constantFrom('create' as const, 'update' as const, 'delete' as const),
				changed: fc.option(fc.subarray(['email', 'newsletter', 'city'])),
			})
			.map(({ values: profile, id, second, change, changed }) =>
				row(profile, { changed, source: { profileId: id, change, receivedAt: at(second) } }),
			),
		{ maxLength: 30 },
	);

	it('puts out each row once and in order, and changes no profile that tells everything', () => {
		fc.assert(
			fc.property(rows, (run) => {
				expect(decide(run).map(({ prepared }) => prepared.profile)).toEqual(
					run.map(({ profile }) => profile),
				);
			}),
		);
	});

	describe('ends at Activate like all its rows one after the other', () => {
		/**
		 * Histories of two profiles that share no address. The record is what each row says of both consents; a row
		 * that tells what changed may leave out a consent it does not name.
		 */
		const consent = fc.option(fc.constantFrom('yes' as const, 'no' as const), { nil: undefined });
		const step = fc.record({
			id: fc.constantFrom('1', '2'),
			address: fc.constantFrom('a', 'b'),
			second: fc.nat(9),
			consents: fc.record({ newsletter: consent, marketing: consent }),
			sends: fc.subarray(['newsletter', 'marketing'] as const),
			told: fc.option(fc.subarray(['email', 'newsletter', 'city'])),
			change: fc.constantFrom('create' as const, 'update' as const, 'update' as const),
		});
		const history = fc.array(
			step.map(({ id, address, second, consents, sends, told, change }) => {
				const known = Object.fromEntries(
					Object.entries(consents).filter(([, value]) => value !== undefined),
				);
				const sent = Object.fromEntries(
					Object.entries(known).filter(([key]) => sends.some((name) => name === key)),
				);
				return row(
					{ ...sent, email: `${address}${id}@example.com`, city: String(second) },
					{ consents: known, changed: told, ...when(second, { profileId: id, change }) },
				);
			}),
			{ maxLength: 12 },
		);

		/** What an Activate in which the last arrival wins holds after these rows. */
		function consentsAfter(arrived: readonly PreparedProfile[]): Map<string, unknown> {
			const held = new Map<string, unknown>();
			for (const { profile } of sortByMoment(arrived, ({ source }) => momentOf(source))) {
				for (const key of CONSENT_KEYS) {
					if (profile[key] !== undefined) held.set(`${String(profile.email)} ${key}`, profile[key]);
				}
			}
			return held;
		}

		it('loses no opt-out, and makes up no opt-in', () => {
			fc.assert(
				fc.property(history, (run) => {
					const kept = decide(run, { rules: ['SUPERSEDED'] }).filter(({ keep }) => keep);
					const all = consentsAfter(run);
					const some = consentsAfter(kept.map(({ prepared }) => prepared));
					const lost = [...all].filter(([key, value]) => value === 'no' && some.get(key) !== 'no');
					const madeUp = [...some].filter(
						([key, value]) => value === 'yes' && all.get(key) !== 'yes',
					);
					expect({ lost, madeUp }).toEqual({ lost: [], madeUp: [] });
				}),
				{ numRuns: 1000 },
			);
		});
	});

	it('never loses the last word on a consent: a superseded opt-out is repeated by a newer row', () => {
		fc.assert(
			fc.property(rows, (run) => {
				const decisions = decide(run, { rules: ['SUPERSEDED'] });
				decisions.forEach(({ keep, prepared }) => {
					if (keep || prepared.profile.newsletter !== 'no') return;
					const heir = decisions.find(
						(other) =>
							other.keep &&
							compareMoments(momentOf(other.prepared.source), momentOf(prepared.source)) >= 0 &&
							other.prepared.profile.newsletter !== undefined,
					);
					expect(heir).toBeDefined();
				});
			}),
		);
	});

	it('decides the same way twice', () => {
		fc.assert(
			fc.property(rows, (run) => {
				expect(decide(run)).toEqual(decide(run));
			}),
		);
	});
});

it('keeps the first address of a created profile as the one that is given up', () => {
	const created = row(
		{ newsletter: 'yes' },
		{ ...when(1, { change: 'create' }), changed: ['email'], previous: { email: '' } },
	);
	const moved = row(
		{ email: 'b@example.com', newsletter: 'yes' },
		{
			...when(2),
			consents: { newsletter: 'yes' },
			changed: ['email'],
			previous: { email: 'a@example.com' },
			subscribedElsewhere: ['service'],
		},
	);
	const [, survivor] = decide([created, moved]);
	expect(survivor?.prepared.previous).toEqual({ email: 'a@example.com' });
	expect(survivor?.prepared.subscribedElsewhere).toEqual(['service']);
});
