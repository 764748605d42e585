import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { run } from './command.mts';
import type { Launch } from './launch.mts';
import { root } from './paths.mts';

async function docker(args: string[]): Promise<string> {
	try {
		return await run('docker', args, { cwd: root });
	} catch (fault) {
		if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) throw fault;
		throw new Error(
			'N8N_SERVER=image:… needs Docker, and this machine has no "docker". Install it, or use npm.',
			{ cause: fault },
		);
	}
}

/** Tags such as `stable` move to another version with each release; `2.41.1` stays what it is. */
const isFixed = (image: string): boolean => /(?::\d+\.\d+\.\d+[\w.-]*|@sha256:\w+)$/.test(image);

async function isHere(image: string): Promise<boolean> {
	return await docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
		() => true,
		(fault: Error) => {
			if (fault.cause !== undefined) throw fault;
			return false;
		},
	);
}

/**
 * Makes sure that an image is on this machine. One whose tag moves is asked for each time.
 *
 * @throws when there is no Docker, or the image cannot be pulled
 */
export async function ensureImage(image: string, log: (line: string) => void): Promise<void> {
	if (isFixed(image) && (await isHere(image))) return;
	log(`Pulling ${image}…`);
	await docker(['pull', '--quiet', image]);
}

/**
 * n8n in a container: on the network of this machine, where the sandbox and other services listen on loopback, with the
 * user folder at the same path and files that belong to whoever starts it.
 *
 * @param env all that n8n is told
 */
export function inContainer(
	image: string,
	{ userFolder, command, env }: { userFolder: string; command: string[]; env: NodeJS.ProcessEnv },
): Launch {
	const name = `n8n-${randomBytes(6).toString('hex')}`;
	const ids = [process.getuid?.(), process.getgid?.()];
	return {
		command: 'docker',
		args: [
			...['run', '--rm', '--name', name, '--network', 'host'],
			...(ids.includes(undefined) ? [] : ['--user', ids.join(':')]),
			...['--volume', `${userFolder}:${userFolder}`, '--workdir', userFolder],
			...Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value ?? ''}`]),
			image,
			...command,
		],
		env: process.env,
		pid: () => null,
		// The process that we have started is Docker's client: killing that would leave n8n alive.
		signal: (child, signal) => {
			const told = spawnSync('docker', ['kill', `--signal=${signal}`, name], { stdio: 'ignore' });
			if (told.status !== 0) child.kill(signal);
		},
	};
}
