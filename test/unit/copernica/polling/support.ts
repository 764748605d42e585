import {
	advance,
	creationOf,
	Haul,
	type Mark,
	type Sighting,
} from '../../../../core/copernica/polling/mark';
import { Walk } from '../../../../core/copernica/polling/walk';

export interface Entry extends Sighting {
	created: string;
}

/** Midday on some day, and that many seconds later. */
export function at(seconds: number): string {
	const time = new Date(Date.UTC(2026, 10, 26, 12, 0, seconds));
	return time.toISOString().slice(0, 19).replace('T', ' ');
}

export function entry(id: number | string, seconds: number, more: Partial<Entry> = {}): Entry {
	const stamp = at(seconds);
	return { id: String(id), stamp, print: `${id} at ${seconds}`, created: stamp, ...more };
}

const byId = (a: Entry, b: Entry) => Number(a.id) - Number(b.id);
const byTime = (a: Entry, b: Entry) =>
	a.stamp === b.stamp ? byId(a, b) : a.stamp < b.stamp ? -1 : 1;

/** A Copernica of this test: answers the questions of a walk. */
export class Records {
	readonly entries = new Map<string, Entry>();
	questions = 0;
	pageSize = 1_000;
	tellsTotal = true;
	/** What happens after a question was answered, by its number from 1. */
	meanwhile: Record<number, () => void> = {};

	set(...entries: Entry[]): void {
		for (const each of entries) this.entries.set(each.id, each);
	}

	/** One look, as the trigger does it. @returns the taken ones and the mark after it */
	look(
		mark: Mark,
		limit = Infinity,
	): { taken: Entry[]; created: string[]; doubtful: string[]; mark: Mark } {
		const walk = new Walk(mark.from);
		let isAll = true;
		const haul = new Haul<Entry>(mark);
		for (let question = walk.next(); question !== null; question = walk.next()) {
			const all = [...this.entries.values()]
				.filter((each) => question?.selectors.every((selector) => fits(each, selector)))
				.sort(question.orderBy === 'id' ? byId : byTime);
			const page = all.slice(0, this.pageSize);
			this.questions += 1;
			if (this.questions > 1_000) throw new Error('The walk never ends');
			const total = question.wantsTotal && this.tellsTotal ? all.length : null;
			if (!walk.take(page, total)) throw new Error('The walk refuses the page');
			haul.add(page);
			this.meanwhile[this.questions]?.();
			if (haul.size >= limit) {
				isAll = false;
				break;
			}
		}
		const taken = haul.oldest(limit);
		return {
			taken,
			created: taken.filter((each) => creationOf(mark, each) === 'yes').map(({ id }) => id),
			doubtful: taken.filter((each) => creationOf(mark, each) === 'maybe').map(({ id }) => id),
			mark: advance(mark, taken, isAll && haul.size <= limit),
		};
	}
}

function fits(each: Entry, selector: string): boolean {
	const [, name = '', operator = '', value = ''] = /^(\w+)(==|>=|>)(.*)$/.exec(selector) ?? [];
	if (name === 'id') return BigInt(each.id) >= BigInt(value);
	if (operator === '==') return each.stamp === value;
	return operator === '>' ? each.stamp > value : each.stamp >= value;
}
