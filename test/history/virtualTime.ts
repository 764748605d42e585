import { nextTurn } from './host.cjs';

interface Due {
	readonly at: number;
	readonly work: () => void;
}

/** A clock that stands still while anything runs, and then jumps to whatever is due next. */
export class VirtualTime {
	private current: number;

	private readonly queue: Due[] = [];

	/** @param settle waits until nothing runs any more */
	constructor(
		start: number,
		private readonly settle: () => Promise<void> = nextTurn,
	) {
		this.current = start;
	}

	now(): number {
		return this.current;
	}

	/** Things that are due at the same moment keep their order. */
	at(time: number, work: () => void): void {
		const at = Math.max(time, this.current);
		let index = this.queue.length;
		while (index > 0 && (this.queue[index - 1]?.at ?? 0) > at) index--;
		this.queue.splice(index, 0, { at, work });
	}

	async sleep(milliseconds: number): Promise<void> {
		await new Promise<void>((resolve) => this.at(this.current + milliseconds, resolve));
	}

	/** Runs until nothing is due any more. */
	async run(): Promise<void> {
		await this.settle();
		for (let due = this.queue.shift(); due !== undefined; due = this.queue.shift()) {
			this.current = due.at;
			due.work();
			await this.settle();
		}
	}
}
