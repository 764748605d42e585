/**
 * `npm run compat [-- <n8n version>[@<Node major>] …] [--write]`: the e2e core on other servers than the pinned one, each
 * installed in the cache folder (3 GB each) and started with the packed package; default are the servers that the
 * README calls tested. Without a Node major, it takes the newest that this n8n's own `engines` allow. `--write` keeps the
 * result in docs/compatibility.md.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { run } from './host/command.mts';
import { artifactsFolder, root } from './host/paths.mts';
import { choiceName, readChoice, testedServers, type ServerChoice } from './host/serverChoice.mts';

/** Spec files whose outcome depends on n8n; what they ask for is the same on every server. */
const CORE = [
	'installation',
	'keptWorkflows',
	'mainJob',
	'refusals',
	'lifecycle',
	'loops',
	'examples',
	'exposure',
	'crash',
].map((name) => `test/e2e/server/${name}.spec.mts`);

type Outcome = 'passed' | 'failed' | 'skipped';
type Result = {
	server: ServerChoice;
	/** Title of a test → what became of it; empty when the server could not be installed or started. */
	tests: Map<string, Outcome>;
	minutes: number;
};

const args = process.argv.slice(2);
const servers: ServerChoice[] = [];
for (const name of args.filter((arg) => !arg.startsWith('--'))) servers.push(await choose(name));
const results: Result[] = [];
for (const server of servers.length > 0 ? servers : testedServers) {
	console.log(`\n=== n8n ${server.n8n} on Node ${server.node}`);
	results.push(await tryCore(server));
}

const table = [
	'| n8n | Node | Passed | Failed | Skipped | Minutes |',
	'| --- | --- | --: | --: | --: | --: |',
	...results.map(({ server, tests, minutes }) => {
		const count = (wanted: Outcome) =>
			[...tests.values()].filter((outcome) => outcome === wanted).length;
		const counts =
			tests.size === 0
				? 'not started | | '
				: `${count('passed')} | ${count('failed')} | ${count('skipped')}`;
		return `| ${server.n8n} | ${server.node.replace('^', '')} | ${counts} | ${minutes.toFixed(1)} |`;
	}),
];
console.log(`\n${table.join('\n')}`);
if (args.includes('--write')) {
	writeFileSync(path.join(root, 'docs', 'compatibility.md'), page());
	await run('npx', ['prettier', '--write', 'docs/compatibility.md'], { cwd: root });
}
const everythingPassed = results.every(
	({ tests }) => tests.size > 0 && ![...tests.values()].includes('failed'),
);
process.exit(everythingPassed ? 0 : 1);

/** The given server; the Node major comes from n8n's own `engines` where it is not given. */
async function choose(name: string): Promise<ServerChoice> {
	if (name.includes('@')) return readChoice(name);
	const range = (await run('npm', ['view', `n8n@${name}`, 'engines.node'], { cwd: root })).trim();
	const text = await run('npm', ['view', `node@${range}`, 'version', '--json'], { cwd: root });
	const versions = z.union([z.string(), z.array(z.string())]).parse(JSON.parse(text));
	const majors = [versions].flat().map((version) => Number(version.split('.')[0]));
	// Odd majors are no releases that servers run on.
	return readChoice(`${name}@${Math.max(...majors.filter((major) => major % 2 === 0))}`);
}

async function tryCore(server: ServerChoice): Promise<Result> {
	const name = choiceName(server);
	const report = path.join(artifactsFolder, 'compat', `${name}.json`);
	mkdirSync(path.dirname(report), { recursive: true });
	rmSync(report, { force: true });
	const started = Date.now();
	await new Promise((resolve, reject) => {
		const child = spawn('npx', ['playwright', 'test', ...CORE, '--project', 'e2e'], {
			cwd: root,
			stdio: 'inherit',
			shell: process.platform === 'win32',
			env: { ...process.env, N8N_VERSION: name, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
		});
		child.on('error', reject);
		child.on('close', resolve);
	});
	const minutes = (Date.now() - started) / 60_000;
	const tests = existsSync(report)
		? outcomes(JSON.parse(readFileSync(report, 'utf8')))
		: new Map<string, Outcome>();
	return { server, tests, minutes };
}

type Suite = z.infer<typeof suiteSchema>;
const suiteSchema = z.object({
	specs: z
		.array(
			z.object({
				title: z.string(),
				tests: z.array(
					z.object({ status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']) }),
				),
			}),
		)
		.default([]),
});
const reportSchema = z.object({ suites: z.array(suiteSchema) });

function outcomes(report: unknown): Map<string, Outcome> {
	const { suites } = reportSchema.parse(report);
	return new Map(
		suites.flatMap(({ specs }: Suite) =>
			specs.map(({ title, tests }): [string, Outcome] => {
				if (tests.every(({ status }) => status === 'expected')) return [title, 'passed'];
				return [title, tests.every(({ status }) => status === 'skipped') ? 'skipped' : 'failed'];
			}),
		),
	);
}

function page(): string {
	const titles = [...new Set(results.flatMap(({ tests }) => [...tests.keys()]))];
	return [
		'# Which n8n it was tried on',
		'',
		'Made by `npm run compat -- --write`: each server is installed from the registry, started with the packed package, and put through the same tests: those of `npm run test:e2e` whose outcome depends on n8n.',
		'',
		...table,
		'',
		'## Each test',
		'',
		`| Test | ${results.map(({ server }) => server.n8n).join(' | ')} |`,
		`| --- | ${results.map(() => '---').join(' | ')} |`,
		...titles.map(
			(title) =>
				`| ${title.replaceAll('|', '\\|')} | ${results.map(({ tests }) => tests.get(title) ?? '').join(' | ')} |`,
		),
		'',
	].join('\n');
}
