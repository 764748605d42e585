import { performance } from 'node:perf_hooks';
import { rounded, spreadOf, type Spread } from '../support/statistics.mts';
import { callbackOf } from './people.mts';
import { examine, normalise, plan, proves, screen, signedCall, understand } from './steps.mts';

/** Microseconds a row, by step, for one number of rows. */
export type CoreResult = {
	rows: number;
	microseconds: Record<string, Spread>;
	heapMegabytes: number;
};

/** What a user's *Code* or *Edit Fields* step would do in between: the items are plain JSON. */
const asItem = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Measures each step of the pure path over a number of rows. */
export function measureCore(rows: number, runs: number): CoreResult {
	const times: Record<string, number[]> = {};
	let heap = 0;
	for (let run = 0; run < runs; run++) {
		const time = <Result,>(step: string, work: () => Result): Result => {
			const started = performance.now();
			const result = work();
			(times[step] ??= []).push(((performance.now() - started) * 1000) / rows);
			return result;
		};
		const bodies = Array.from({ length: rows }, (_, index) =>
			Buffer.from(callbackOf(index, { Nieuwsbrief: index % 2 === 0 ? 'Ja' : 'Nee' })),
		);
		const call = signedCall(bodies[0] ?? Buffer.from('{}'));
		const before = process.memoryUsage().heapUsed;
		time('verify', () => bodies.forEach(() => examine(call)));
		const changes = time('parse', () => bodies.map(understand)).map(asItem);
		const prepared = time('normalise', () => changes.map(normalise)).map(asItem);
		time('filter', () => screen(prepared));
		time('plan', () => plan(prepared));
		heap = Math.max(heap, process.memoryUsage().heapUsed - before);
	}
	return {
		rows,
		microseconds: Object.fromEntries(
			Object.entries(times).map(([step, values]) => [step, spreadOf(values.map(rounded))]),
		),
		heapMegabytes: Math.round(heap / 1_000_000),
	};
}

/** Microseconds a call for all of the proof but the RSA check (`hash`), and for that check, by size of the body. */
export type SignatureResult = { bytes: number; hash: Spread; rsa: Spread };

/** Measures the proof. */
export function measureSignature(bytes: number, runs: number): SignatureResult {
	const call = signedCall(
		Buffer.from(JSON.stringify({ id: '1', fields: { Note: 'x'.repeat(bytes) } })),
	);
	const repeats = 500;
	const measure = (work: () => void) =>
		spreadOf(
			Array.from({ length: runs }, () => {
				const started = performance.now();
				for (let repeat = 0; repeat < repeats; repeat++) work();
				return rounded(((performance.now() - started) * 1000) / repeats);
			}),
		);
	const claim = examine(call);
	return { bytes, hash: measure(() => examine(call)), rsa: measure(() => proves(claim)) };
}
