/**
 * `node scripts/run.mjs <name> [args]` runs scripts/<name>.mts, and `node scripts/run.mjs exec <command> [args]` a command of
 * the development dependencies. Both work on a fresh clone: they need Node and npm alone, and install the development
 * dependencies first where they are missing or out of date.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [name, ...args] = process.argv.slice(2);

function dependenciesAreCurrent() {
	const installed = path.join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(installed)) return false;
	return statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

if (!dependenciesAreCurrent()) {
	console.log('Installing the development dependencies (once)…');
	const npm = spawnSync(
		'npm',
		['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
		{
			cwd: root,
			stdio: 'inherit',
			shell: process.platform === 'win32',
		},
	);
	if (npm.status !== 0) process.exit(npm.status ?? 1);
}

const [command, ...rest] =
	name === 'exec'
		? [path.join(root, 'node_modules', '.bin', args[0] ?? ''), ...args.slice(1)]
		: [process.execPath, '--import', 'tsx', path.join(root, 'scripts', `${name}.mts`), ...args];
const child = spawn(command, rest, {
	cwd: root,
	stdio: 'inherit',
	shell: process.platform === 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
