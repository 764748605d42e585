import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readChange, type Change } from '../../../core/contracts/change';

const NOW = '2026-03-01T12:00:00.000Z';

function read(json: Record<string, unknown>): Change {
	const result = readChange(json, NOW);
	if (!result.ok) throw new Error(result.code);
	return result.change;
}

describe('a change that somebody built', () => {
	it('takes true and false as the 1 and 0 of a field, and null as empty', () => {
		const values = { A: true, B: false, C: null, D: 'ja' };
		expect(read({ fields: values, previous: values, profileFields: values })).toMatchObject({
			fields: { A: '1', B: '0', C: '', D: 'ja' },
			previous: { A: '1', B: '0' },
			profileFields: { A: '1', B: '0' },
		});
	});

	it('takes numbers as text, but none whose digits are lost', () => {
		const change = read({
			fields: {
				KlantID: JSON.parse('12345678901234567890'),
				Groot: 9_007_199_254_740_992,
				Grens: 9_007_199_254_740_991,
				Prijs: 12.5,
				Klein: -3,
			},
			profileFields: { Facebook: -1e20 },
			previous: { KlantID: 1e19, Prijs: 11.25 },
		});
		expect(change.fields).toEqual({ Grens: '9007199254740991', Prijs: '12.5', Klein: '-3' });
		expect(change.profileFields).toEqual({});
		expect(change.previous).toEqual({ Prijs: '11.25' });
		expect(change.unreadable).toEqual(['KlantID', 'Groot', 'Facebook']);
		// Read again by the next step, nothing is forgotten.
		expect(read({ ...change }).unreadable).toEqual(['KlantID', 'Groot', 'Facebook']);
	});

	it.each(['profileId', 'subprofileId', 'databaseId', 'collectionId', 'accountId'])(
		'is refused where the digits of %s are lost, since it would be another record',
		(field) => {
			expect(readChange({ fields: {}, [field]: 12345678901234567000 }, NOW)).toMatchObject({
				ok: false,
				code: 'NOT_A_CHANGE',
				field,
			});
			expect(read({ fields: {}, [field]: 4711 })).toMatchObject({ [field]: '4711' });
		},
	);

	it('never holds digits that nobody wrote', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }), (written) => {
				const { fields } = read({ fields: { N: Number(written) } });
				expect([undefined, written.toString()]).toContain(fields.N);
			}),
		);
	});

	it('is never newer than now, or it would hold back what really happens until then', () => {
		const tooLate = '2026-03-01T13:00:00.000Z';
		expect(
			read({ fields: {}, receivedAt: tooLate, order: Date.parse(tooLate) * 1000, sentAt: tooLate }),
		).toMatchObject({ receivedAt: NOW, order: Date.parse(NOW) * 1000, sentAt: null });
		expect(read({ fields: {}, receivedAt: '2026-03-01T15:00:00+01:00' }).receivedAt).toBe(NOW);
	});

	it('keeps its time where a clock that is slightly ahead has given it', () => {
		const ahead = '2026-03-01T12:01:00.000Z';
		const times = { receivedAt: ahead, order: Date.parse(ahead) * 1000 + 17, sentAt: ahead };
		expect(read({ fields: {}, ...times })).toMatchObject(times);
	});
});
