/**
 * `npm run check`: what most changes break first, side by side: lint, types, format and the unit tests. All that needs
 * n8n's engine, a server or a browser is left to `npm test`.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { readOptions } from './host/options.mts';
import { artifactsFolder, root } from './host/paths.mts';

type Check = {
	name: string;
	command: string;
	args: string[];
	/** Refuses output that the command itself lets pass. */
	refuse?: RegExp;
};

readOptions('npm run check     lint, types, format and unit tests, in about a minute', {});

const checks: Check[] = [
	{ name: 'unit', command: 'jest', args: ['--selectProjects', 'unit'] },
	{ name: 'lint', command: 'n8n-node', args: ['lint'], refuse: /\b[1-9]\d* warnings?\b/ },
	{
		name: 'types',
		command: 'tsc',
		args: [
			...['-p', 'tsconfig.check.json', '--incremental'],
			...['--tsBuildInfoFile', path.join(artifactsFolder, 'check.tsbuildinfo')],
		],
	},
	{ name: 'format', command: 'prettier', args: ['--check', '--cache', '.'] },
];

const started = Date.now();
const outcomes = await Promise.all(checks.map(run));
process.exit(outcomes.every((isGood) => isGood) ? 0 : 1);

/** Runs one check, and shows what it printed only if it is not happy. */
async function run({ name, command, args, refuse }: Check): Promise<boolean> {
	const child = spawn(path.join(root, 'node_modules', '.bin', command), args, {
		cwd: root,
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32',
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString();
		});
	}
	const code = await new Promise<number>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (status) => resolve(status ?? 1));
	});
	const isGood = code === 0 && refuse?.test(output) !== true;
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${isGood ? '' : output}${name}: ${isGood ? 'ok' : 'NOT ok'} after ${seconds} s`);
	return isGood;
}
