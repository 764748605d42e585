/**
 * `npm run measure:mutation [-- part … ]`: mutation testing of the code that decides who gets in and what a callback says, part
 * by part (all of them take most of an hour), and the table of docs/measured/mutation.md over all parts that have been run. Results
 * are kept in artifacts/mutation; `--table` makes the table from what is kept there.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writePage } from './host/page.mts';
import { readOptions, refuseOptions } from './host/options.mts';
import { artifactsFolder, root } from './host/paths.mts';
import { equivalents } from './mutationEquivalents.mts';

const FOLDER = 'core/callback';
const LEAST_SCORE = 95;
const parts: Record<string, string> = {
	signature: `${FOLDER}/signature/**/*.ts`,
	body: `${FOLDER}/body/**/*.ts,core/contracts/exactNumbers.ts`,
	payload: `${FOLDER}/payload/**/*.ts`,
	// Not with braces: Stryker takes each comma for the start of the next pattern.
	rest: ['interpret', 'registration', 'relevance'].map((name) => `${FOLDER}/${name}.ts`).join(','),
};

const position = z.object({ line: z.number(), column: z.number() });
const mutantSchema = z.object({
	status: z.string(),
	replacement: z.string().default(''),
	location: z.object({ start: position, end: position }),
});
const reportSchema = z.object({
	files: z.record(z.string(), z.object({ source: z.string(), mutants: z.array(mutantSchema) })),
});
type Mutant = z.infer<typeof mutantSchema>;
type MutatedFile = z.infer<typeof reportSchema>['files'][string];

/** What Stryker calls a change that took the tests down, hung them or could not run: noticed, or not to be judged. */
const UNJUDGED = new Set(['Ignored', 'RuntimeError', 'CompileError', 'Pending']);

const resultsFolder = path.join(artifactsFolder, 'mutation');
mkdirSync(resultsFolder, { recursive: true });

const USAGE = `npm run measure:mutation [-- part … | --table]
  part      one of: ${Object.keys(parts).join(', ')}; without any, all of them
  --table   writes the table from what was measured before`;

const { values, positionals } = readOptions(USAGE, {
	options: { table: { type: 'boolean', default: false } },
	allowPositionals: true,
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
	refuseOptions(`No such part: ${unknown.join(', ')}.`, USAGE);
}
const wanted = values.table ? [] : positionals.length > 0 ? positionals : Object.keys(parts);
for (const name of wanted) runPart(name);
process.exit(await writeTable());

function runPart(name: string): void {
	const report = path.join(artifactsFolder, 'mutation.json');
	rmSync(report, { force: true });
	spawnSync('npx', ['stryker', 'run', '--mutate', parts[name] ?? ''], {
		cwd: root,
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	if (!existsSync(report)) throw new Error(`Stryker left no report of ${name}`);
	const { files } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
	if (Object.keys(files).length === 0) throw new Error(`Stryker found no files of ${name}`);
	copyFileSync(report, path.join(resultsFolder, `${name}.json`));
}

/** Latest result of each file that is still as it was when it was measured. */
function measuredFiles(): Map<string, MutatedFile> {
	const files = new Map<string, MutatedFile>();
	for (const result of readdirSync(resultsFolder).sort()) {
		const report = reportSchema.parse(
			JSON.parse(readFileSync(path.join(resultsFolder, result), 'utf8')),
		);
		for (const [name, file] of Object.entries(report.files)) {
			const now = path.join(root, name);
			if (existsSync(now) && readFileSync(now, 'utf8') === file.source) files.set(name, file);
		}
	}
	return new Map([...files].sort(([a], [b]) => a.localeCompare(b)));
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

/** Writes the table into docs/measured/mutation.md. @returns the exit code: 1 for a low score or a survivor without a reason */
async function writeTable(): Promise<number> {
	const total = { changes: 0, noticed: 0, timedOut: 0, survived: 0, notReached: 0 };
	const rows: string[] = [];
	const survivors: string[] = [];
	let unexplained = 0;
	for (const [name, { source, mutants }] of measuredFiles()) {
		const judged = mutants.filter(({ status }) => !UNJUDGED.has(status));
		const count = (status: string) => judged.filter((one) => one.status === status).length;
		const row = {
			changes: judged.length,
			noticed: count('Killed'),
			timedOut: count('Timeout'),
			survived: count('Survived'),
			notReached: count('NoCoverage'),
		};
		if (row.changes === 0) continue;
		const short = name.startsWith(`${FOLDER}/`) ? name.slice(FOLDER.length + 1) : name;
		rows.push(rowOf(`\`${short}\``, row));
		for (const key of Object.keys(total) as Array<keyof typeof total>) total[key] += row[key];
		for (const mutant of judged) {
			if (mutant.status !== 'Survived' && mutant.status !== 'NoCoverage') continue;
			const code = codeAt(source, mutant.location);
			const why = equivalents.find(
				(one) =>
					one.file === short && one.code === code && one.becomes.includes(mutant.replacement),
			)?.why;
			if (why === undefined) unexplained += 1;
			survivors.push(
				`| \`${short}\` | ${cell(code)} | ${cell(mutant.replacement)} | ${why ?? '**no reason yet**'} |`,
			);
		}
	}
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
	console.log(
		`${rowOf('All', total)}\n${survivors.length} survived, ${unexplained} without a reason: docs/measured/mutation.md`,
	);
	return scoreOf(total) < LEAST_SCORE || unexplained > 0 ? 1 : 0;
}

type Counts = {
	changes: number;
	noticed: number;
	timedOut: number;
	survived: number;
	notReached: number;
};

function scoreOf({ changes, noticed, timedOut }: Counts): number {
	return (100 * (noticed + timedOut)) / changes;
}

function rowOf(name: string, counts: Counts): string {
	const { changes, noticed, timedOut, survived, notReached } = counts;
	const score = `${scoreOf(counts).toFixed(1)} %`;
	return `| ${[name, changes, noticed, timedOut, survived, notReached, score].join(' | ')} |`;
}

/** Code for a cell of a table: on one line, not too long. */
function cell(code: string): string {
	const line = code.replace(/\s+/g, ' ').replaceAll('|', '\\|');
	return line === '' ? 'nothing' : `\`${line.length > 60 ? `${line.slice(0, 59)}…` : line}\``;
}
