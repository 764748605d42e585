import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { OrderMemory } from '../../core/activate/orderMemory.ts';
import { understand, normalise, plan } from './steps.mts';
import { callbackOf } from './people.mts';
import { shipped } from './shipped.mts';

/** What the memory of *Sync* for the order of values takes after a long history. */
export type MemoryResult = {
	contacts: number;
	/** Changes of each contact, every one with other values. */
	changes: number;
	/** Of the heap, once nothing is under way. */
	megabytes: number;
};

/** As many as *Sync* remembers (nodes/SpotlerActivate/shared/sentOrder.ts). */
const REMEMBERED = 20_000;
/** Rows of one execution. */
const RUN = 500;

function heapMegabytes(): number {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	collect();
	collect();
	return process.memoryUsage().heapUsed / 1_000_000;
}

/** Sends changes of a run of contacts, as far as the memory can see. */
function send(memory: OrderMemory, from: number, changed: Record<string, string>): void {
	const prepared = Array.from({ length: RUN }, (_, index) =>
		normalise(understand(Buffer.from(callbackOf(from + index, changed)))),
	);
	const now = { order: Date.now() * 1000, sentAt: null };
	const claims = shipped
		.queueOf(plan(prepared).rows)
		.map((queued) => shipped.claimOf(queued, 'account', now));
	const letGo = memory.hold(claims.flatMap(({ people }) => people));
	for (const claim of claims) memory.note(claim);
	letGo();
}

/**
 * Measures the memory for the order of values after a history.
 *
 * @param contacts a multiple of 500
 */
export function measureMemory(contacts: number, changes: number): MemoryResult {
	const before = heapMegabytes();
	const memory = new shipped.OrderMemory(REMEMBERED);
	for (let change = 0; change < changes; change++) {
		const changed = { Nieuwsbrief: change % 2 === 0 ? 'Ja' : 'Nee', Voornaam: `Anne ${change}` };
		for (let from = 0; from < contacts; from += RUN) send(memory, from, changed);
	}
	const megabytes = Math.max(0, heapMegabytes() - before);
	// Keeps the memory alive until it is measured.
	memory.hold([])();
	return { contacts, changes, megabytes: Number(megabytes.toPrecision(3)) };
}
