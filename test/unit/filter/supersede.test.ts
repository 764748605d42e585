import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codes, decide, row } from './support';

const at = (second: number) => `2026-03-01T12:00:${String(second).padStart(2, '0')}.000Z`;

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

	it('revives an unchanged row that speaks for a changed one', () => {
		const rows = [row({ city: 'A' }, { changed: ['city'] }), row({ city: 'A' }, { changed: [] })];
		expect(codes(rows)).toEqual(['SUPERSEDED', 'keep']);
	});

	it('knows nothing of what changed once one row did not tell', () => {
		const rows = [row({}, { changed: null }), row({}, { changed: ['city'] })];
		expect(decide(rows)[1]?.prepared.changed).toBeNull();
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

	it('puts out each row once and in order, and changes no profile', () => {
		fc.assert(
			fc.property(rows, (run) => {
				expect(decide(run).map(({ prepared }) => prepared.profile)).toEqual(
					run.map(({ profile }) => profile),
				);
			}),
		);
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
							other.prepared.source.receivedAt >= prepared.source.receivedAt &&
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
