/**
 * `npm run measure:mutation [-- part …]`: mutation testing of the code that decides who gets in and what a callback says, part
 * by part, and the table of docs/measured/mutation.md over all of them. Results are kept in artifacts/mutation, so that only
 * the parts that have changed are run again; `--table` makes the table from what is kept there.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { z } from 'zod';
import { writePage } from './host/page.mts';
import { readOptions, refuseOptions } from './host/options.mts';
import { artifactsFolder, root } from './host/paths.mts';
import { equivalents, type Equivalent } from './mutationEquivalents.mts';

const FOLDER = 'core/callback';
const LEAST_SCORE = 95;
/** Files of each part, from the root of the clone. Not `codes.ts`: that is a table of texts, which test/unit/docs reads. */
const parts: Record<string, string[]> = {
	signature: filesIn(`${FOLDER}/signature`),
	body: [...filesIn(`${FOLDER}/body`), 'core/contracts/exactNumbers.ts'],
	payload: filesIn(`${FOLDER}/payload`),
	rest: [...filesIn(FOLDER).filter((file) => !file.endsWith('/codes.ts')), 'core/forgetOldest.ts'],
};

const position = z.object({ line: z.number(), column: z.number() });
const mutantSchema = z.object({
	status: z.string(),
	replacement: z.string().default(''),
	killedBy: z.array(z.string()).default([]),
	location: z.object({ start: position, end: position }),
});
const reportSchema = z.object({
	files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutantSchema) })),
	testFiles: z.record(
		z.string(),
		z.object({ source: z.string(), tests: z.array(z.object({ id: z.string() })) }),
	),
});
type Mutant = z.infer<typeof mutantSchema>;
type Report = z.infer<typeof reportSchema>;

/** What Stryker calls a change that took the tests down, hung them or could not run: noticed, or not to be judged. */
const UNJUDGED = new Set(['Ignored', 'RuntimeError', 'CompileError', 'Pending']);

const COUNTS = ['changes', 'noticed', 'timedOut', 'survived', 'notReached'] as const;

const resultsFolder = path.join(artifactsFolder, 'mutation');
mkdirSync(resultsFolder, { recursive: true });

const USAGE = `npm run measure:mutation [-- part … | --table]
  part      one of: ${Object.keys(parts).join(', ')}; without any, those that have changed since they were run
  --table   writes the table from what was measured before`;

const { values, positionals } = readOptions(USAGE, {
	options: { table: { type: 'boolean', default: false } },
	allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
	refuseOptions(`No such part: ${unknown.join(', ')}.`, USAGE);
}
const changed = Object.keys(parts).filter((name) => resultOf(name)?.isFresh !== true);
const wanted = positionals.length > 0 ? positionals : changed;
for (const name of values.table ? [] : wanted) await runPart(name);
process.exit(await writeTable());

/** TypeScript files of a folder, without those below it. */
function filesIn(folder: string): string[] {
	return readdirSync(path.join(root, folder))
		.filter((name) => name.endsWith('.ts'))
		.map((name) => `${folder}/${name}`);
}

function resultFile(part: string): string {
	return path.join(resultsFolder, `${part}.json`);
}

async function runPart(name: string): Promise<void> {
	const report = path.join(artifactsFolder, 'mutation.json');
	rmSync(report, { force: true });
	await new Stryker({
		mutate: parts[name],
		plugins: ['./scripts/host/mutationRunner.mts'],
		testRunner: 'loaded-once',
		testRunnerNodeArgs: ['--import', 'tsx'],
		checkerNodeArgs: ['--import', 'tsx'],
		coverageAnalysis: 'perTest',
		concurrency: 1,
		ignorePatterns: ['dist', 'docs', 'examples', 'test/engine', 'test/e2e', 'bench', 'artifacts'],
		reporters: ['clear-text', 'json', 'progress-append-only'],
		clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
		jsonReporter: { fileName: report },
		tempDirName: path.join(artifactsFolder, 'stryker'),
		disableTypeChecks: false,
		// For what never ends outside the code under test; there, steps are counted. No matter of how busy the machine is.
		timeoutMS: 60_000,
		timeoutFactor: 5,
		// Judged over all parts, by writeTable().
		thresholds: { break: null },
	}).runMutationTest();
	if (!existsSync(report)) throw new Error(`Stryker left no report of ${name}`);
	copyFileSync(report, resultFile(name));
}

/**
 * What was measured of a part with the code as it is now; null if nothing was. It is fresh unless a test that noticed
 * something has changed; other tests may have, for they can only notice more.
 */
function resultOf(part: string): { report: Report; isFresh: boolean } | null {
	if (!existsSync(resultFile(part))) return null;
	const report = reportSchema.parse(JSON.parse(readFileSync(resultFile(part), 'utf8')));
	const mutants = Object.values(report.files).flatMap((file) => file.mutants);
	const killers = new Set(mutants.flatMap(({ killedBy }) => killedBy));
	const needed = Object.entries(report.testFiles).filter(([, { tests }]) =>
		tests.some(({ id }) => killers.has(id)),
	);
	const isAsItWas = ([name, { source }]: [string, { source: string }]): boolean => {
		const now = path.join(root, name);
		return existsSync(now) && readFileSync(now, 'utf8') === source;
	};
	const isSameCode = Object.entries(report.files).every(isAsItWas);
	const isWhole = (parts[part] ?? []).every((file) => file in report.files);
	return isSameCode && isWhole ? { report, isFresh: needed.every(isAsItWas) } : null;
}

function codeAt(source: string, { start, end }: Mutant['location']): string {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	const last = lines.length - 1;
	return lines
		.map((line, at) =>
			line.slice(at === 0 ? start.column - 1 : 0, at === last ? end.column - 1 : undefined).trim(),
		)
		.join(' ');
}

/** Why a change that survives cannot be noticed; null where nobody has said. */
function reasonOf(file: string, source: string, mutant: Mutant): Equivalent | null {
	const code = codeAt(source, mutant.location);
	const line = source.split('\n')[mutant.location.start.line - 1] ?? '';
	return (
		equivalents.find(
			(one) =>
				one.file === file &&
				one.code === code &&
				line.includes(one.line ?? '') &&
				one.becomes.includes(mutant.replacement),
		) ?? null
	);
}

/** Writes the table into docs/measured/mutation.md. @returns the exit code: 0 if all is measured, noticed or explained */
async function writeTable(): Promise<number> {
	const total: Counts = { changes: 0, noticed: 0, timedOut: 0, survived: 0, notReached: 0 };
	const rows: string[] = [];
	const survivors: string[] = [];
	const faults: string[] = [];
	const used = new Set<Equivalent>();
	const files = Object.keys(parts).flatMap((part) => {
		const result = resultOf(part);
		if (result?.isFresh !== true)
			faults.push(`${part} or its tests have changed since it was measured`);
		return Object.entries(result?.report.files ?? {});
	});
	for (const [name, { source, mutants }] of files.sort(([a], [b]) => a.localeCompare(b))) {
		const judged = mutants.filter(({ status }) => !UNJUDGED.has(status));
		const count = (status: string) => judged.filter((one) => one.status === status).length;
		const row: Counts = {
			changes: judged.length,
			noticed: count('Killed'),
			timedOut: count('Timeout'),
			survived: count('Survived'),
			notReached: count('NoCoverage'),
		};
		if (row.changes === 0) continue;
		const short = name.startsWith(`${FOLDER}/`) ? name.slice(FOLDER.length + 1) : name;
		rows.push(rowOf(`\`${short}\``, row));
		for (const key of COUNTS) total[key] += row[key];
		for (const mutant of judged) {
			if (mutant.status !== 'Survived' && mutant.status !== 'NoCoverage') continue;
			const reason = reasonOf(short, source, mutant);
			if (reason) used.add(reason);
			else faults.push(`${name}:${mutant.location.start.line} survives without a reason`);
			survivors.push(
				`| \`${short}\` | ${cell(codeAt(source, mutant.location))} | ${cell(mutant.replacement)} | ${reason?.why ?? '**no reason yet**'} |`,
			);
		}
	}
	for (const one of equivalents) {
		if (!used.has(one)) faults.push(`No longer survives: ${one.file}, ${one.code}`);
	}
	if (scoreOf(total) < LEAST_SCORE) faults.push(`Fewer than ${LEAST_SCORE} % are noticed`);
	const table = [
		'| File | Changes | Noticed | Timed out | Survived | Not reached | Score |',
		'| --- | --: | --: | --: | --: | --: | --: |',
		...rows,
		rowOf('**All**', total),
		'',
		'| File | Code | Becomes | Why no test can notice it |',
		'| --- | --- | --- | --- |',
		...survivors,
	].join('\n');
	const page = 'docs/measured/mutation.md';
	const text = readFileSync(path.join(root, page), 'utf8');
	const [before = '', , after = ''] = text.split(/<!-- \/?results -->\n/);
	await writePage(page, `${before}<!-- results -->\n\n${table}\n\n<!-- /results -->\n${after}`);
	console.log([rowOf('All', total), `${survivors.length} survived`, ...faults].join('\n'));
	return faults.length === 0 ? 0 : 1;
}

type Counts = Record<(typeof COUNTS)[number], number>;

function scoreOf({ changes, noticed, timedOut }: Counts): number {
	return (100 * (noticed + timedOut)) / changes;
}

function rowOf(name: string, counts: Counts): string {
	const score = `${scoreOf(counts).toFixed(1)} %`;
	return `| ${[name, ...COUNTS.map((key) => counts[key]), score].join(' | ')} |`;
}

/** Code for a cell of a table: on one line, not too long. */
function cell(code: string): string {
	const line = code.replace(/\s+/g, ' ').replaceAll('|', '\\|');
	return line === '' ? 'nothing' : `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}
