/**
 * Stands for Docker where there is none (see `dockerInPath`). It has one image: the n8n that npm installed. A container
 * is really started, from nothing but the arguments, so that a wrong one shows: a setting that was forgotten is not
 * there, and so is a folder that was not mounted.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const {
	FAKE_DOCKER_IMAGE: image,
	FAKE_DOCKER_SERVER: serverFolder,
	FAKE_DOCKER_STATE: state,
} = z
	.object({
		FAKE_DOCKER_IMAGE: z.string(),
		FAKE_DOCKER_SERVER: z.string(),
		FAKE_DOCKER_STATE: z.string(),
	})
	.parse(process.env);

function fail(reason: string, code = 1): never {
	process.stderr.write(`docker: ${reason}\n`);
	process.exit(code);
}

const pulled = path.join(state, 'pulled');
const containerFile = (name: string) => path.join(state, `container-${name}`);
const FLAGS = ['--rm', '--quiet'];

/** Options up to the first word that is none, as Docker reads them. */
function readOptions(args: readonly string[]): { options: Map<string, string[]>; words: string[] } {
	const options = new Map<string, string[]>();
	let at = 0;
	for (let option = args[at]; option?.startsWith('--'); option = args[at]) {
		const [name = '', ...value] = option.split('=');
		const isWhole = FLAGS.includes(name) || value.length > 0;
		const given = isWhole ? value.join('=') : (args[at + 1] ?? fail(`${name} has no value`));
		options.set(name, [...(options.get(name) ?? []), given]);
		at += isWhole ? 1 : 2;
	}
	return { options, words: args.slice(at) };
}

/** Refuses what a container would not start with, or would start without seeing what it needs. */
function checkRun(options: Map<string, string[]>, env: Record<string, string>): void {
	const one = (name: string) => options.get(name)?.[0] ?? '';
	if (!options.has('--rm')) fail('the container would stay', 125);
	if (one('--network') !== 'host') fail('nothing on loopback could be reached', 125);
	if (one('--user') !== `${process.getuid?.()}:${process.getgid?.()}`) {
		fail('its files would belong to somebody else', 125);
	}
	const mounted = (options.get('--volume') ?? []).map((volume) => volume.split(':'));
	for (const [from = '', to] of mounted) {
		if (!existsSync(from)) fail(`${from} is not there`, 125);
		if (from !== to) fail('this Docker shows folders where they are only', 125);
	}
	for (const folder of [one('--workdir'), env.HOME ?? '', env.N8N_USER_FOLDER ?? '']) {
		if (!mounted.some(([, to]) => to === folder)) fail(`"${folder}" is not mounted`, 125);
	}
}

function runContainer(args: readonly string[]): void {
	const { options, words } = readOptions(args);
	const [wanted, ...command] = words;
	if (wanted !== image) fail(`Unable to find image '${wanted}'`, 125);
	const env = Object.fromEntries(
		(options.get('--env') ?? []).map((pair): [string, string] => {
			const [name = '', ...value] = pair.split('=');
			return [name, value.join('=')];
		}),
	);
	checkRun(options, env);
	const file = containerFile(options.get('--name')?.[0] ?? fail('it has no name', 125));
	const bin = path.join(serverFolder, 'node_modules', '.bin');
	const child = spawn(
		path.join(bin, 'node'),
		[path.join(serverFolder, 'node_modules/n8n/bin/n8n'), ...command],
		{
			cwd: options.get('--workdir')?.[0],
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { PATH: `${bin}${path.delimiter}/usr/local/bin:/usr/bin:/bin`, ...env },
		},
	);
	writeFileSync(file, String(child.pid));
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		process.on(signal, () => child.kill(signal));
	}
	child.on('exit', (code) => {
		rmSync(file);
		process.exit(code ?? 137);
	});
}

const [command, ...args] = process.argv.slice(2);
if (command === 'run') runContainer(args);
else if (command === 'pull') {
	const { words } = readOptions(args);
	if (words[0] !== image) fail(`manifest for ${words[0]} not found`);
	writeFileSync(pulled, '');
} else if (command === 'image' && args[0] === 'inspect') {
	if (!existsSync(pulled) || args.at(-1) !== image) fail(`No such image: ${args.at(-1)}`);
} else if (command === 'kill') {
	const { options, words } = readOptions(args);
	const file = containerFile(words[0] ?? '');
	if (!existsSync(file)) fail(`No such container: ${words[0]}`);
	const signal = z.enum(['SIGTERM', 'SIGKILL']).parse(options.get('--signal')?.[0] ?? 'SIGKILL');
	process.kill(Number(readFileSync(file, 'utf8')), signal);
} else fail(`'${command}' is not a docker command.`);
