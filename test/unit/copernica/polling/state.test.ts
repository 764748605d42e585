import { describe, expect, it } from '@jest/globals';
import { markAt } from '../../../../core/copernica/polling/mark';
import { overlapBefore, readStamp } from '../../../../core/copernica/polling/stamp';
import { beginningOf, readLookState, stateAfter } from '../../../../core/copernica/polling/state';

const source = 'database 1';
const [first, second, third] = [markAt('a'), markAt('b'), markAt('c')];
const handedOn = stateAfter({ source, start: '' }, { mark: first, repeats: 0 }, second, true);

describe('after n8n was restarted', () => {
	it('what was handed on last comes once more', () => {
		const again = beginningOf(handedOn, false);
		expect(again).toEqual({ mark: first, repeats: 1 });
		const repeated = stateAfter(handedOn, again, third, true);
		expect(beginningOf(repeated, true)).toEqual({ mark: third, repeats: 0 });
	});

	it('it comes again when that process ends as well before it looks again, but not forever', () => {
		let state = handedOn;
		const marks = [];
		for (let process = 0; process < 5; process += 1) {
			const { mark, repeats } = beginningOf(state, false);
			marks.push(mark);
			state = stateAfter(state, { mark, repeats }, third, true);
		}
		expect(marks.slice(0, 3)).toEqual([first, first, first]);
		expect(marks.slice(3)).toEqual([third, third]);
	});

	it('nothing comes again in the same process, or when a later look found nothing', () => {
		expect(beginningOf(handedOn, true)).toEqual({ mark: second, repeats: 0 });
		const calm = stateAfter(handedOn, beginningOf(handedOn, true), third, false);
		expect(beginningOf(calm, false)).toEqual({ mark: third, repeats: 0 });
	});
});

describe('what was stored', () => {
	it.each([
		['nothing', undefined, source, ''],
		['something else', { lastTimeChecked: 1 }, source, ''],
		['another source', handedOn, 'database 2', ''],
		['another date to begin at', handedOn, source, 'since 2026-01-01 00:00:00'],
	])('is no place to go on from: %s', (_, stored, wanted, start) => {
		expect(readLookState(stored, wanted, start)).toBeNull();
	});

	it('is kept by who goes over to "from now on"', () => {
		const since = { ...handedOn, start: 'since 2026-01-01 00:00:00' };
		expect(readLookState(JSON.parse(JSON.stringify(since)), source, '')).toEqual(since);
	});
});

describe('times', () => {
	it.each([
		['2026-03-01 00:00:05', '2026-02-28 23:59:55'],
		['0000-00-00 00:00:00', '0000-00-00 00:00:00'],
		['2026-10-25 02:30:00', '2026-10-25 01:29:50'],
		['2026-10-18 02:30:00', '2026-10-18 02:29:50'],
	])('a look after %s begins at %s', (stamp, from) => {
		expect(overlapBefore(stamp)).toBe(from);
	});

	it.each([
		['2026-11-26', '2026-11-26 00:00:00'],
		['2026-11-26T10:20', '2026-11-26 10:20:00'],
		['2026-11-26 10:20:30', '2026-11-26 10:20:30'],
		['2026-11-26T10:20:30.000+01:00', '2026-11-26 10:20:30'],
		['2026-02-30', null],
		['yesterday', null],
		['', null],
		[undefined, null],
	])('%j is entered for %j', (entered, stamp) => {
		expect(readStamp(entered)).toBe(stamp);
	});
});
