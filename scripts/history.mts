/**
 * `npm run measure:history -- [--runs 100000] [--seed 1] [--workers 2]`: random histories through the whole workflow, the long
 * form of test/unit/history. Then each guard is taken away in a copy of the sources, which must turn red. Ends with
 * code 1 when an invariant is broken, or a missing guard is not noticed. Writes its page among the measured ones.
 */
import { fork } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Message } from '../test/history/part.mts';
import type { Tally } from '../test/history/tally.ts';
import { readCount, readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder, root } from './host/paths.mts';

const { GUARDS } = await import('../test/history/guards.ts');
const { add, emptyTally, EXCUSES, INVARIANTS, invariants } = await import(
	'../test/history/tally.ts'
);

const USAGE = `npm run measure:history [-- --runs 100000 --seed 1 --workers 2 --guardRuns 1000 --guard text]
  --runs       histories in all
  --seed       the same seed makes the same histories
  --workers    processes
  --guardRuns  histories for each guard that is taken away; 0 = leave that out
  --guard      only guards whose name contains this; the page is not written then`;

const { values } = readOptions(USAGE, {
	options: {
		runs: { type: 'string', default: '100000' },
		seed: { type: 'string', default: '1' },
		workers: { type: 'string', default: String(Math.min(os.cpus().length, 8)) },
		guardRuns: { type: 'string', default: '1000' },
		guard: { type: 'string', default: '' },
	},
});
const runs = readCount('runs', values.runs, USAGE);
const seed = readCount('seed', values.seed, USAGE);
const workerCount = readCount('workers', values.workers, USAGE);

/** Histories of one seed. */
const SIZE = 250;

/** Plays a share of the histories in a process of its own. */
async function playPart(
	folder: string,
	chunks: readonly number[],
	failures: number,
	onMessage: (message: Message) => void,
): Promise<Tally> {
	return await new Promise((resolve, reject) => {
		const child = fork(
			path.join(folder, 'test', 'history', 'part.mts'),
			[`--chunks=${chunks.join(',')}`, `--size=${SIZE}`, `--failures=${failures}`],
			{ execArgv: ['--import', 'tsx'], cwd: root },
		);
		child.on('message', (message: Message) => {
			onMessage(message);
			if (message.kind === 'done') resolve(message.tally);
		});
		child.on('error', reject);
		child.on('exit', (code) => {
			if (code !== 0) reject(new Error(`A part ended with code ${code}`));
		});
	});
}

/** Plays histories in several processes. @returns the numbers, and the smallest failures as texts */
async function playAll(
	count: number,
	folder = root,
	failures = 6,
): Promise<{ tally: Tally; failures: string[] }> {
	const first = seed * 1_000_000;
	const chunks = Array.from({ length: Math.ceil(count / SIZE) }, (_, index) => first + index);
	const workers = Math.min(workerCount, chunks.length);
	const total = emptyTally();
	const found: string[] = [];
	const done = new Map<number, number>();
	const parts = Array.from({ length: workers }, async (_, worker) => {
		const own = chunks.filter((_chunk, index) => index % workers === worker);
		const tally = await playPart(folder, own, failures, (message) => {
			if (message.kind === 'failure') found.push(message.text);
			if (message.kind !== 'progress' || failures === 0) return;
			done.set(worker, message.histories);
			const sum = [...done.values()].reduce((a, b) => a + b, 0);
			if (process.stdout.isTTY) process.stdout.write(`\r${sum} of ${count} histories`);
		});
		add(total, tally);
	});
	await Promise.all(parts);
	if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
	return { tally: total, failures: found };
}

/** A copy of the sources in which one guard is taken away. */
function copyWithout({ file, from, to }: (typeof GUARDS)[number], folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	for (const part of ['core', 'nodes', 'test/history', 'package.json', 'tsconfig.json']) {
		cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
	}
	const text = readFileSync(path.join(folder, file), 'utf8');
	if (text.split(from).length !== 2) {
		throw new Error(
			`"${from}" does not stand exactly once in ${file}: bring test/history/guards.ts up to date`,
		);
	}
	writeFileSync(
		path.join(folder, file),
		text.replace(from, () => to),
	);
}

const started = Date.now();
const { tally, failures } = await playAll(runs);
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`${tally.histories} histories in ${seconds} s, ${tally.wrong} with a violation`);
for (const failure of failures) console.log(`\n${failure}`);

const guardRuns = Number(values.guardRuns);
const guardRows: string[] = [];
const unnoticed: string[] = [];
for (const [index, guard] of GUARDS.entries()) {
	if (guardRuns === 0 || !guard.name.includes(values.guard)) continue;
	const folder = path.join(artifactsFolder, 'guards', String(index));
	copyWithout(guard, folder);
	const without = await playAll(guardRuns, folder, 0);
	rmSync(folder, { recursive: true, force: true });
	const { violations, wrong, histories } = without.tally;
	const per1000 = (number: number) => ((number * 1000) / histories).toFixed(number === 0 ? 0 : 1);
	if (wrong === 0) unnoticed.push(guard.name);
	guardRows.push(
		`| ${guard.name} | ${per1000(wrong)} | ${invariants.map((name) => per1000(violations[name])).join(' | ')} |`,
	);
	console.log(guardRows.at(-1));
}

const number = (value: number) => value.toLocaleString('en');
const codes = Object.entries(tally.codes).sort((a, b) => b[1] - a[1]);
const page = [
	'# Histories',
	'',
	`Made by \`npm run measure:history -- --runs ${values.runs} --seed ${values.seed}\` in ${number(seconds)} s on ${values.workers} processes.`,
	'What a history is, what must hold, and why a contact may end otherwise: `test/history/README.md`.',
	'',
	`**${number(tally.histories)} histories, ${number(tally.wrong)} with a violation.**`,
	'',
	'| | |',
	'| --- | --: |',
	`| Edits in Copernica | ${number(tally.edits)} |`,
	`| Callbacks | ${number(tally.callbacks)} |`,
	`| … that came after a newer one of the same profile | ${number(tally.overtaken)} |`,
	`| Executions | ${number(tally.executions)} |`,
	`| … that ran beside another one | ${number(tally.parallel)} |`,
	`| … run again, by n8n's _Retry_ or by a person | ${number(tally.again)} |`,
	`| … dry runs | ${number(tally.dryRuns)} |`,
	`| Requests to Activate | ${number(tally.requests)} |`,
	`| … of which nothing was taken | ${number(tally.notTaken)} |`,
	`| Events that Activate took | ${number(tally.events)} |`,
	'',
	'## Violations',
	'',
	'| | What must hold | Histories that broke it |',
	'| --- | --- | --: |',
	...invariants.map(
		(name) => `| ${name} | ${INVARIANTS[name]} | ${number(tally.violations[name])} |`,
	),
	'',
	'## Ends that are explained',
	'',
	'Histories in which a contact ended with something other than the newest, for a reason that the user is told of.',
	'',
	'| Reason | Histories |',
	'| --- | --: |',
	...EXCUSES.map((name) => `| \`${name}\` | ${number(tally.excuses[name])} |`),
	'',
	'## How rows ended',
	'',
	'| Status or code | Rows |',
	'| --- | --: |',
	...codes.map(([code, rows]) => `| \`${code}\` | ${number(rows)} |`),
	'',
	'## Each guard taken away',
	'',
	`${number(guardRuns)} histories without the guard; histories with a violation, per 1,000, and which.`,
	'',
	`| Guard | Wrong | ${invariants.join(' | ')} |`,
	`| --- | --: | ${invariants.map(() => '--:').join(' | ')} |`,
	...guardRows,
	'',
].join('\n');
if (values.guard === '') await writePage('docs/measured/history.md', page);
if (unnoticed.length > 0)
	console.log(`Nobody noticed that these were gone: ${unnoticed.join(', ')}`);
process.exitCode = tally.wrong > 0 || unnoticed.length > 0 ? 1 : 0;
