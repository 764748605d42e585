import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { advance, markAt, type Mark } from '../../../../core/copernica/polling/mark';
import { Walk } from '../../../../core/copernica/polling/walk';
import { at, entry, Records } from './support';

const ids = (taken: Array<{ id: string }>) => taken.map(({ id }) => id);
const numbers = (from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** Records that are known, and a mark behind them. */
function started(...entries: Array<ReturnType<typeof entry>>): { records: Records; mark: Mark } {
	const records = new Records();
	records.set(...entries);
	const { mark } = records.look(markAt(''));
	records.questions = 0;
	return { records, mark };
}

describe('one look after the other', () => {
	it('tells nothing twice, and takes one question where nothing changed', () => {
		const { records, mark } = started(entry(1, 0), entry(2, 0), entry(3, 5));
		const again = records.look(mark);
		expect(again).toMatchObject({ taken: [], mark });
		expect(records.questions).toBe(1);
	});

	it('tells records of the very second that was told already, and no others', () => {
		const { records, mark } = started(entry(1, 0), entry(2, 5));
		records.set(entry(3, 5));
		expect(ids(records.look(mark).taken)).toEqual(['3']);
	});

	it('tells a record again that changes twice within one second', () => {
		const { records, mark } = started(entry(1, 5, { print: 'yes' }));
		records.set(entry(1, 5, { print: 'no' }));
		const { taken, mark: after } = records.look(mark);
		expect(taken).toMatchObject([{ id: '1', print: 'no' }]);
		expect(records.look(after).taken).toEqual([]);
	});

	it('tells a record that becomes visible after others with a later stamp', () => {
		const { records, mark } = started(entry(1, 0), entry(2, 30));
		records.set(entry(3, 22));
		expect(ids(records.look(mark).taken)).toEqual(['3']);
		records.set(entry(4, 31), entry(5, 24));
		expect(ids(records.look(records.look(mark).mark).taken)).toEqual([]);
	});

	it('does not mind a clock that is hours ahead or behind: only stamps are compared', () => {
		for (const offset of [-86_400, 86_400]) {
			const { records, mark } = started(entry(1, offset));
			records.set(entry(2, offset + 1));
			expect(ids(records.look(mark).taken)).toEqual(['2']);
		}
	});

	it('tells what changes in the hour that comes twice when clocks go back', () => {
		const night = (time: string) => ({ stamp: `2026-10-25 ${time}` });
		const { records, mark } = started(entry(1, 0, night('02:59:58')));
		records.set(entry(2, 0, night('02:00:03')), entry(1, 0, { ...night('02:00:04'), print: 'x' }));
		const { taken, mark: after } = records.look(mark);
		expect(ids(taken)).toEqual(['2', '1']);
		records.set(entry(3, 0, night('02:30:00')));
		expect(ids(records.look(after).taken)).toEqual(['3']);
	});
});

describe('many records', () => {
	it('are told over several looks, in order, each once: 2,500 changes', () => {
		const records = new Records();
		records.set(...numbers(1, 2_500).map((id) => entry(id, Number(id) % 700)));
		const told: string[] = [];
		let mark = markAt('');
		for (const size of [1_000, 1_000, 500, 0]) {
			const look = records.look(mark, 1_000);
			expect(look.taken).toHaveLength(size);
			told.push(...look.taken.map(({ stamp, id }) => `${stamp} ${id.padStart(4, '0')}`));
			({ mark } = look);
		}
		expect(told).toEqual([...told].sort());
		expect(new Set(told).size).toBe(2_500);
	});

	it.each([true, false])('may all share one second, with the total told: %s', (tellsTotal) => {
		const records = new Records();
		records.tellsTotal = tellsTotal;
		records.set(...numbers(1, 2_500).map((id) => entry(id, 5)), entry(2_501, 6));
		const told: string[] = [];
		let mark = markAt('');
		for (let look = 0; look < 4; look += 1) {
			const { taken, mark: after } = records.look(mark, 1_000);
			told.push(...ids(taken));
			mark = after;
		}
		expect(told.sort((a, b) => Number(a) - Number(b))).toEqual(numbers(1, 2_501));
	});

	it('may come in smaller pages than were asked for', () => {
		const records = new Records();
		records.pageSize = 3;
		records.set(...numbers(1, 20).map((id) => entry(id, Math.floor(Number(id) / 4))));
		expect(ids(records.look(markAt('')).taken).sort()).toEqual(numbers(1, 20).sort());
	});
});

describe('a record that changes while pages are read', () => {
	it('is told with its newest values, and takes no other one with it', () => {
		const records = new Records();
		records.pageSize = 10;
		records.set(...numbers(1, 30).map((id) => entry(id, Number(id))));
		records.meanwhile[1] = () => records.set(entry(2, 100));
		const { taken } = records.look(markAt(''));
		expect(ids(taken)).toEqual(['1', ...numbers(3, 30), '2']);
		expect(taken.at(-1)?.stamp).toBe(at(100));
	});

	it('comes at the next look when this one has ended before', () => {
		const records = new Records();
		records.pageSize = 10;
		records.set(...numbers(1, 30).map((id) => entry(id, Number(id))));
		records.meanwhile[1] = () => records.set(entry(2, 100));
		const first = records.look(markAt(''), 10);
		expect(ids(first.taken)).toEqual(numbers(1, 10));
		expect(ids(records.look(first.mark).taken)).toEqual([...numbers(11, 30), '2']);
	});

	it('never leaves one out or tells a state twice, whatever happens between two pages', () => {
		const change = fc.record({
			id: fc.integer({ min: 1, max: 12 }),
			after: fc.integer({ min: 1, max: 12 }),
		});
		fc.assert(
			fc.property(
				fc.array(change, { maxLength: 25 }),
				fc.integer({ min: 1, max: 4 }),
				fc.integer({ min: 1, max: 6 }),
				fc.integer({ min: 1, max: 3 }),
				(changes, pageSize, limit, perSecond) => {
					const records = new Records();
					records.pageSize = pageSize;
					let clock = 20;
					const edit = (id: number) => {
						clock += 1;
						records.set(entry(id, Math.floor(clock / perSecond), { print: String(clock) }));
					};
					numbers(1, 12).forEach((id) => edit(Number(id)));
					for (const { id, after } of changes) {
						const before = records.meanwhile[after];
						records.meanwhile[after] = () => {
							before?.();
							edit(id);
						};
					}
					const told: string[] = [];
					let mark = markAt('');
					for (let idle = 0; idle < 2 || records.questions <= 12; ) {
						const look = records.look(mark, limit);
						told.push(...look.taken.map(({ id, print }) => `${id}:${print}`));
						idle = look.taken.length === 0 ? idle + 1 : 0;
						({ mark } = look);
					}
					expect(new Set(told).size).toBe(told.length);
					for (const { id, print } of records.entries.values())
						expect(told).toContain(`${id}:${print}`);
				},
			),
		);
	});
});

describe('created or updated', () => {
	const old = { created: at(-5_000) };

	it('is created what came into being since the last look, also when it was changed since', () => {
		const { records, mark } = started(entry(1, 0, old));
		records.set(entry(1, 20, old), entry(2, 21), entry(3, 40, { created: at(22) }));
		const look = records.look(mark);
		expect(ids(look.taken)).toEqual(['1', '2', '3']);
		expect(look.created).toEqual(['2', '3']);
	});

	it('is updated what was told as created before, also within the same second', () => {
		const { records, mark } = started(entry(1, 0, old));
		records.set(entry(2, 5));
		const first = records.look(mark);
		expect(first.created).toEqual(['2']);
		records.set(entry(2, 5, { print: 'again' }));
		expect(records.look(first.mark).created).toEqual([]);
	});

	it('is updated everything that was there before a look at everything', () => {
		const records = new Records();
		records.set(entry(1, 0), entry(2, 10));
		const look = records.look(markAt('', at(10)));
		expect(look).toMatchObject({ created: [] });
		records.set(entry(3, 11));
		expect(records.look(look.mark).created).toEqual(['3']);
	});

	it('is updated in doubt: created before the time of the look, and perhaps told since', () => {
		const { records, mark } = started(entry(1, 0, old), entry(2, 100, old));
		records.set(entry(3, 200, { created: at(50) }));
		expect(records.look(mark).created).toEqual([]);
	});

	it('may be created what changed after its creation and had to wait, because looks have a limit', () => {
		const records = new Records();
		records.set(entry(1, 60, { created: at(0) }), entry(2, 30), entry(3, 40, old));
		const first = records.look(markAt(at(-60)), 1);
		expect(first).toMatchObject({ created: ['2'], doubtful: [] });
		const second = records.look(first.mark, 1);
		expect(second).toMatchObject({ created: [], doubtful: [] });
		const third = records.look(second.mark, 1);
		expect(third).toMatchObject({ created: [], doubtful: ['1'] });
		// Nothing waits any more: what was created before is known.
		const { mark } = records.look(third.mark, 1);
		records.set(entry(1, 200, { created: at(0) }), entry(4, 201));
		expect(records.look(mark)).toMatchObject({ created: ['4'], doubtful: [] });
	});
});

describe('an answer that is not what was asked for', () => {
	const rows = (...seconds: number[]) => seconds.map((second, id) => entry(id + 1, second));

	it.each([
		['older records than asked for', rows(1, 20), 2],
		['another order, on a page that is not all', rows(20, 15), 9],
	])('is refused: %s', (_, page, total) => {
		const walk = new Walk(at(10));
		expect(walk.take(page, total)).toBe(false);
	});

	it('may be in any order where it is all there is', () => {
		const walk = new Walk(at(10));
		expect(walk.take(rows(20, 15), 2)).toBe(true);
		expect(walk.next()).toBeNull();
	});

	it('is refused when the condition on the ID is ignored', () => {
		const walk = new Walk(at(10));
		const page = rows(10, 10);
		walk.take(page, 5);
		expect(walk.take(page, 5)).toBe(true);
		expect(walk.next()?.selectors).toEqual([`modified==${at(10)}`, 'id>=3']);
		expect(walk.take(page, 5)).toBe(false);
	});
});

it('keeps no more in mind than the time that is read again', () => {
	const taken = numbers(1, 100).map((id) => entry(id, Number(id)));
	const { told, from } = advance(markAt(''), taken, true);
	expect(from).toBe(at(90));
	expect(Object.keys(told)).toHaveLength(11);
});
