/**
 * `npm test [suite …]`: every check of the project, or the named ones. Ends with one line over all test runners'
 * own reports, `Tests: N passed, N failed, N skipped`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readOptions, refuseOptions } from './host/options.mts';
import { artifactsFolder, root } from './host/paths.mts';

type Counts = { passed: number; failed: number; skipped: number };
type Step = {
	name: string;
	command: string[];
	/** The runner's report and how to count it; steps without one are checks, not tests. */
	report?: { file: string; read: (text: string) => Counts };
	/** Refuses output that the command itself lets pass. */
	refuse?: RegExp;
};

const reportsFolder = path.join(artifactsFolder, 'reports');
const report = (name: string) => path.join(reportsFolder, `${name}.json`);

const jest = (suite: string, ...more: string[]): Step => ({
	name: suite,
	command: ['jest', '--selectProjects', suite, '--json', `--outputFile=${report(suite)}`, ...more],
	report: { file: report(suite), read: countJest },
});

const playwright = (suite: string): Step => ({
	name: suite,
	command: ['playwright', 'test', '--project', suite],
	report: { file: report(suite), read: countPlaywright },
});

const steps: Step[] = [
	// ESLint lets warnings pass; the project does not.
	{ name: 'lint', command: ['n8n-node', 'lint'], refuse: /\b[1-9]\d* warnings?\b/ },
	{ name: 'format', command: ['prettier', '--check', '.'] },
	{ name: 'types', command: ['tsc', '-p', 'tsconfig.check.json'] },
	{ name: 'unused', command: ['knip', '--no-progress'] },
	{ name: 'build', command: ['npm', 'run', 'build'] },
	jest(
		'unit',
		'--coverage',
		'--coverageReporters=text-summary',
		'--coverageReporters=json-summary',
	),
	jest('engine'),
	{
		name: 'zod4',
		command: ['jest', '-c', 'jest.zod4.config.cjs', '--json', `--outputFile=${report('zod4')}`],
		report: { file: report('zod4'), read: countJest },
	},
	playwright('e2e'),
	playwright('queue'),
	playwright('browser'),
];

const groups: Record<string, string[]> = {
	all: steps.map(({ name }) => name),
	e2e: ['e2e', 'queue', 'browser'],
};

const USAGE = `npm test [-- step …]
  step   one of: ${[...new Set([...steps.map(({ name }) => name), ...Object.keys(groups)])].join(', ')}; without any, all

A suite of its own takes its runner's arguments: npm run test:unit -- -t "name", npm run test:e2e -- -g "name".`;

const { positionals } = readOptions(USAGE, { allowPositionals: true });
const wanted = (positionals.length > 0 ? positionals : ['all']).flatMap(
	(name) => groups[name] ?? [name],
);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
	refuseOptions(`No such step: ${unknown.join(', ')}.`, USAGE);
}

rmSync(reportsFolder, { recursive: true, force: true });
mkdirSync(reportsFolder, { recursive: true });
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const failedSteps: string[] = [];
for (const step of steps.filter(({ name }) => wanted.includes(name))) {
	console.log(`\n=== ${step.name}`);
	const started = Date.now();
	const { code, output } = await runStep(step);
	const seconds = Math.round((Date.now() - started) / 1000);
	const refused = step.refuse?.test(output) === true;
	if (step.report !== undefined) {
		// A runner that died before its report has tested nothing, which must not look like success.
		const counts = existsSync(step.report.file)
			? step.report.read(readFileSync(step.report.file, 'utf8'))
			: { passed: 0, failed: 1, skipped: 0 };
		total.passed += counts.passed;
		total.failed += counts.failed;
		total.skipped += counts.skipped;
		console.log(
			`--- ${step.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s`,
		);
		if (counts.passed === 0) failedSteps.push(step.name);
	} else {
		console.log(`--- ${step.name}: ${code === 0 && !refused ? 'ok' : 'not ok'} in ${seconds} s`);
	}
	if ((code !== 0 || refused) && !failedSteps.includes(step.name)) failedSteps.push(step.name);
}
if (failedSteps.length > 0) console.log(`\nNot ok: ${failedSteps.join(', ')}`);
console.log(`\nTests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(failedSteps.length > 0 || total.failed > 0 ? 1 : 0);

async function runStep(step: Step): Promise<{ code: number; output: string }> {
	const [command = '', ...args] = step.command;
	return await new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: root,
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
			env: {
				...process.env,
				PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
				PLAYWRIGHT_JSON_OUTPUT_FILE: report(step.name),
			},
		});
		let output = '';
		for (const [from, to] of [
			[child.stdout, process.stdout],
			[child.stderr, process.stderr],
		] as const) {
			from.on('data', (chunk: Buffer) => {
				output += chunk.toString();
				to.write(chunk);
			});
		}
		child.on('error', reject);
		child.on('close', (code) => resolve({ code: code ?? 1, output }));
	});
}

function countJest(text: string): Counts {
	const json = JSON.parse(text) as {
		numPassedTests: number;
		numFailedTests: number;
		numPendingTests: number;
		numTodoTests: number;
		numRuntimeErrorTestSuites: number;
	};
	return {
		passed: json.numPassedTests,
		failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
		skipped: json.numPendingTests + json.numTodoTests,
	};
}

function countPlaywright(text: string): Counts {
	const { stats, errors } = JSON.parse(text) as {
		stats: { expected: number; unexpected: number; flaky: number; skipped: number };
		errors: unknown[];
	};
	return {
		passed: stats.expected,
		failed: stats.unexpected + stats.flaky + errors.length,
		skipped: stats.skipped,
	};
}
