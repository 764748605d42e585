/**
 * `npm run package:compat [-- <server> … --write]`: the e2e core on other servers than the pinned one, each started with the
 * packed package; default are the servers in `testedServers`, installed from npm in the cache folder (3 GB each). Without
 * a Node major, it takes the newest that this n8n's own `engines` allow. `--write` keeps the last results of all of those
 * in docs/measured/compatibility.md, also where only some were run now.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { run } from './host/command.mts';
import { readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder, root } from './host/paths.mts';
import {
	choiceName,
	readChoice,
	readServer,
	serverName,
	testedServers,
	type ServerChoice,
} from './host/serverChoice.mts';

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
].map((name) => `test/e2e/server/${name}.spec.mts`);

const specSchema = z.object({
	title: z.string(),
	tests: z.array(z.object({ status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']) })),
});
type Spec = z.infer<typeof specSchema>;

/** The part of Playwright's JSON report that is read. */
const reportSchema = z.object({
	suites: z.array(z.object({ specs: z.array(specSchema) })),
	stats: z.object({ startTime: z.string(), duration: z.number() }),
});

type Outcome = 'passed' | 'failed' | 'skipped';
type Result = {
	server: ServerChoice;
	/** Title of a test → what became of it; empty when the server could not be installed or started. */
	tests: Map<string, Outcome>;
	/** Day of the run, YYYY-MM-DD. */
	day: string;
	minutes: number;
};

const USAGE = `npm run package:compat [-- <server> … --write]
  server    an n8n from npm (2.41.1 or 2.41.1@24), an image (image:stable, needs Docker), or one that runs here
            (url:http://127.0.0.1:5678); without any, those of the compatibility page
  --write   keeps the results of those in the compatibility page`;

const { values, positionals } = readOptions(USAGE, {
	options: { write: { type: 'boolean', default: false } },
	allowPositionals: true,
});
const servers: ServerChoice[] = [];
for (const name of positionals) servers.push(await choose(name));
const chosen = servers.length > 0 ? servers : testedServers;
for (const server of chosen) {
	console.log(`\n=== ${serverName(server)}`);
	await tryCore(server);
}
const results = chosen.map(readResult);
console.log(`\n${tableOf(results).join('\n')}`);
if (values.write) {
	const known = testedServers.map(readResult).filter(({ tests }) => tests.size > 0);
	await writePage('docs/measured/compatibility.md', pageOf(known));
}
const everythingPassed = results.every(
	({ tests }) => tests.size > 0 && ![...tests.values()].includes('failed'),
);
process.exit(everythingPassed ? 0 : 1);

/** The given server; the Node major of one from npm comes from n8n's own `engines` where it is not given. */
async function choose(name: string): Promise<ServerChoice> {
	if (/^(?:npm|image|url)(?::|$)/.test(name)) return readServer(name);
	if (name.includes('@')) return readChoice(name);
	const range = (await run('npm', ['view', `n8n@${name}`, 'engines.node'], { cwd: root })).trim();
	const text = await run('npm', ['view', `node@${range}`, 'version', '--json'], {
		cwd: root,
	});
	const versions = z.union([z.string(), z.array(z.string())]).parse(JSON.parse(text));
	const majors = [versions].flat().map((version) => Number(version.split('.')[0]));
	// Odd majors are no releases that servers run on.
	return readChoice(`${name}@${Math.max(...majors.filter((major) => major % 2 === 0))}`);
}

function reportOf(server: ServerChoice): string {
	const name = server.kind === 'npm' ? choiceName(server) : serverName(server);
	return path.join(artifactsFolder, 'compat', `${name.replace(/[^\w.@-]+/g, '-')}.json`);
}

/** Installs and starts a server and runs the core on it; what became of it stands in the report. */
async function tryCore(server: ServerChoice): Promise<void> {
	const report = reportOf(server);
	mkdirSync(path.dirname(report), { recursive: true });
	rmSync(report, { force: true });
	await new Promise((resolve, reject) => {
		const child = spawn('npx', ['playwright', 'test', ...CORE, '--project', 'e2e'], {
			cwd: root,
			stdio: 'inherit',
			shell: process.platform === 'win32',
			env: {
				...process.env,
				N8N_SERVER: serverName(server),
				N8N_VERSION: '',
				PLAYWRIGHT_JSON_OUTPUT_FILE: report,
			},
		});
		child.on('error', reject);
		child.on('close', resolve);
	});
}

function readResult(server: ServerChoice): Result {
	const report = reportOf(server);
	if (!existsSync(report)) return { server, tests: new Map(), day: '', minutes: 0 };
	const { suites, stats } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
	return {
		server,
		tests: new Map(
			suites.flatMap(({ specs }) => specs.map((spec) => [spec.title, outcomeOf(spec)])),
		),
		day: stats.startTime.slice(0, 10),
		minutes: stats.duration / 60_000,
	};
}

function outcomeOf({ tests }: Spec): Outcome {
	if (tests.every(({ status }) => status === 'expected')) return 'passed';
	return tests.every(({ status }) => status === 'skipped') ? 'skipped' : 'failed';
}

/** What a column or row of a table calls a server. */
function labelOf(server: ServerChoice): string {
	return server.kind === 'npm' ? server.n8n : serverName(server);
}

function nodeOf(server: ServerChoice): string {
	return server.kind === 'npm' ? server.node.replace('^', '') : 'its own';
}

function tableOf(results: Result[]): string[] {
	const rows = results.map(({ server, tests, day, minutes }) => {
		const count = (wanted: Outcome) =>
			[...tests.values()].filter((outcome) => outcome === wanted).length;
		const counts =
			tests.size === 0
				? 'not started | | '
				: `${count('passed')} | ${count('failed')} | ${count('skipped')}`;
		return `| ${labelOf(server)} | ${nodeOf(server)} | ${counts} | ${day} | ${minutes.toFixed(1)} |`;
	});
	return [
		'| n8n | Node | Passed | Failed | Skipped | Day | Minutes |',
		'| --- | --- | --: | --: | --: | --- | --: |',
		...rows,
	];
}

function pageOf(results: Result[]): string {
	const titles = [...new Set(results.flatMap(({ tests }) => [...tests.keys()]))];
	return [
		'# Tested n8n versions',
		'',
		'Made by `npm run package:compat -- --write`; do not edit. Each n8n version is installed from the registry and started with the packed package. Then the same tests run on each: those of `npm run test:e2e` whose result depends on n8n.',
		'',
		...tableOf(results),
		'',
		'The skipped tests are those of examples that create Data Tables, which n8n’s Data Table node can do from version 2.3.',
		'',
		'## Each test',
		'',
		`| Test | ${results.map(({ server }) => labelOf(server)).join(' | ')} |`,
		`| --- | ${results.map(() => '---').join(' | ')} |`,
		...titles.map(
			(title) =>
				`| ${title.replaceAll('|', '\\|')} | ${results.map(({ tests }) => tests.get(title) ?? '').join(' | ')} |`,
		),
		'',
	].join('\n');
}
