/**
 * `npm run measure:history [-- --runs 100000 --seed 1 --workers 2]`: random histories through the whole workflow, the
 * long form of test/unit/history. Then each guard is taken away in a copy of the sources, which must turn red. Ends
 * with code 1 when an invariant is broken, or a missing guard is not noticed. Writes its page among the measured ones.
 */
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { GUARDS, type Guard } from '../test/history/guards.ts';
import { add, emptyTally, type Tally } from '../test/history/tally.ts';
import {
	compileHistories,
	compileWithout,
	HISTORIES_PER_SEED,
	playPart,
	stopParts,
} from './host/histories.mts';
import { readCount, readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder } from './host/paths.mts';
import { historyPage, type GuardRow } from './pages/historyPage.ts';

const PAGE = 'docs/measured/history.md';

const USAGE = `npm run measure:history [-- --runs 100000 --seed 1 --workers 2 --guardRuns 1000 --guard text]
  --runs       histories in all
  --seed       the same seed makes the same histories
  --workers    processes
  --guardRuns  histories at most for each guard that is taken away; 0 = leave the guards out, and the page as it is
  --guard      only guards whose name contains this, and no other histories; the page stays as it is
Ctrl+C stops it; the page stays as it is then.`;

const { values } = readOptions(USAGE, {
	options: {
		runs: { type: 'string', default: '100000' },
		seed: { type: 'string', default: '1' },
		workers: { type: 'string', default: String(Math.min(os.cpus().length, 8)) },
		guardRuns: { type: 'string', default: '1000' },
		guard: { type: 'string' },
	},
});
const runs = readCount('runs', values.runs, USAGE);
const seed = readCount('seed', values.seed, USAGE);
const workers = readCount('workers', values.workers, USAGE);
const guardRuns = values.guardRuns === '0' ? 0 : readCount('guardRuns', values.guardRuns, USAGE);

const seedsOf = (histories: number) =>
	Array.from(
		{ length: Math.ceil(histories / HISTORIES_PER_SEED) },
		(_, index) => seed * 1_000_000 + index,
	);

const started = Date.now();
const minutes = () => (Date.now() - started) / 60_000;
const number = (value: number) => value.toLocaleString('en');

/** What is going on, for whoever watches; a line now and then where nobody can overwrite one. */
class Progress {
	private readonly done = new Map<number, { histories: number; wrong: number }>();

	private shown = 0;

	note(worker: number, histories: number, wrong: number): void {
		this.done.set(worker, { histories, wrong });
		const percent = (this.sum('histories') * 100) / runs;
		if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${this.text}`);
		else if (percent - this.shown >= 5) {
			this.shown = percent;
			console.log(this.text);
		}
	}

	get text(): string {
		const [histories, wrong] = [this.sum('histories'), this.sum('wrong')];
		return `${number(histories)} of ${number(runs)} histories, ${number(wrong)} with a violation, ${minutes().toFixed(1)} min`;
	}

	end(): void {
		if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
	}

	private sum(key: 'histories' | 'wrong'): number {
		return [...this.done.values()].reduce((sum, part) => sum + part[key], 0);
	}
}

const progress = new Progress();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => {
		stopParts();
		progress.end();
		console.log(`Stopped: ${progress.text}. ${PAGE} is as it was.`);
		process.exit(130);
	});
}

/** Plays all histories, in several processes. */
async function playAll(folder: string): Promise<Tally> {
	const total = emptyTally();
	const seeds = seedsOf(runs);
	await Promise.all(
		Array.from({ length: Math.min(workers, seeds.length) }, async (_, worker) => {
			const own = seeds.filter((_seed, index) => index % workers === worker);
			const part = { folder, seeds: own, failures: 6, untilWrong: false };
			await playPart(part, (message) => {
				if (message.kind === 'failure') console.log(`\n${message.text}`);
				else if (message.kind === 'done') add(total, message.tally);
				else progress.note(worker, message.histories, message.wrong);
			});
		}),
	);
	progress.end();
	return total;
}

/** Plays the same histories without a guard, until one of them is wrong. */
async function playWithout(guard: Guard, compiled: string, folder: string): Promise<GuardRow> {
	compileWithout(guard, compiled, folder);
	const tally = emptyTally();
	const part = { folder, seeds: seedsOf(guardRuns), failures: 0, untilWrong: true };
	await playPart(part, (message) => {
		if (message.kind === 'done') add(tally, message.tally);
	});
	rmSync(folder, { recursive: true, force: true });
	const row = { guard: guard.name, noticed: tally.wrong > 0, tally };
	console.log(
		row.noticed
			? `Without "${guard.name}": wrong at history ${tally.histories}`
			: `Nobody noticed that "${guard.name}" was gone, in ${tally.histories} histories`,
	);
	return row;
}

/** Takes each guard away, several at a time. */
async function playGuards(guards: readonly Guard[], compiled: string): Promise<GuardRow[]> {
	const rows: GuardRow[] = [];
	const waiting = [...guards.entries()].values();
	await Promise.all(
		Array.from({ length: workers }, async (_, worker) => {
			for (const [index, guard] of waiting) {
				rows[index] = await playWithout(guard, compiled, `${compiled}-${worker}`);
			}
		}),
	);
	return rows;
}

const compiled = path.join(artifactsFolder, 'histories');
compileHistories(compiled);

const isWhole = values.guard === undefined;
const tally = isWhole ? await playAll(compiled) : emptyTally();
const played = minutes();
if (isWhole) {
	console.log(
		`${number(tally.wrong)} violations in ${number(tally.histories)} histories, ${played.toFixed(1)} min`,
	);
}

const guards =
	guardRuns === 0 ? [] : GUARDS.filter(({ name }) => name.includes(values.guard ?? ''));
const guardRows = await playGuards(guards, compiled);
rmSync(compiled, { recursive: true, force: true });

if (isWhole && guardRuns > 0) {
	await writePage(
		PAGE,
		historyPage({
			command: `npm run measure:history -- --runs ${runs} --seed ${seed}`,
			tally,
			minutes: played,
			guards: guardRows,
			guardRuns,
			guardMinutes: minutes() - played,
		}),
	);
	console.log(`Written to ${PAGE}`);
}
const unnoticed = guardRows.filter(({ noticed }) => !noticed);
process.exitCode = tally.wrong > 0 || unnoticed.length > 0 ? 1 : 0;
