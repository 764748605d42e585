import { spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './n8n.mts';

/** A server that n8n's queue mode needs, on loopback, with its data in a folder of its own. */
export type Service = { port: number; stop: () => Promise<void> };

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

function inPath(name: string): string | undefined {
	return (process.env.PATH ?? '')
		.split(path.delimiter)
		.map((folder) => path.join(folder, name))
		.find((file) => existsSync(file));
}

/** Debian keeps PostgreSQL's programs out of the PATH, one folder for each version. */
function postgresProgram(name: string): string | undefined {
	const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES) : [];
	return (
		versions
			.sort((a, b) => Number(b) - Number(a))
			.map((version) => path.join(DEBIAN_POSTGRES, version, 'bin', name))
			.find((file) => existsSync(file)) ?? inPath(name)
	);
}

/** What to install before queue mode can be tried here; null when all is there. */
export function missingServices(): string | null {
	const missing = [
		...(inPath('redis-server') === undefined ? ['Redis'] : []),
		...(postgresProgram('postgres') === undefined ? ['PostgreSQL'] : []),
	];
	return missing.length === 0
		? null
		: `Queue mode needs ${missing.join(' and ')}. Install it (Debian, Ubuntu: apt-get install redis-server postgresql).`;
}

/** Starts an empty Redis that keeps nothing on disk. */
export async function startRedis(): Promise<Service> {
	const port = await freePort();
	const program = inPath('redis-server') ?? 'redis-server';
	const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no' };
	const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
	return await serve('Redis', port, 'SIGTERM', program, args);
}

/** PostgreSQL refuses to run as root; packages make a user for it. */
function postgresUser(): { uid: number; gid: number } | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const id = (flag: string) => Number(spawnSync('id', [flag, 'postgres']).stdout.toString());
	return { uid: id('-u'), gid: id('-g') };
}

/** User and database of the server that `startPostgres` makes; it trusts everybody on loopback. */
export const postgresLogin = { user: 'n8n', database: 'postgres' };

/**
 * Starts a new PostgreSQL.
 *
 * @param folder for its data, removed by whoever made it; everybody must be able to enter its parent
 */
export async function startPostgres(folder: string): Promise<Service> {
	const port = await freePort();
	const user = postgresUser();
	mkdirSync(folder, { mode: 0o700 });
	if (user !== undefined) chownSync(folder, user.uid, user.gid);
	const made = spawnSync(
		postgresProgram('initdb') ?? 'initdb',
		['-D', folder, '-U', postgresLogin.user, '--auth=trust', '--no-sync', '--encoding=UTF8'],
		{ ...user, cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } },
	);
	if (made.status !== 0) throw new Error(`initdb ended with ${made.status}: ${made.stderr}`);
	const settings = {
		port,
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		// Crashes of the machine are not what is tried here.
		fsync: 'off',
		max_connections: '200',
	};
	const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	return await serve(
		'PostgreSQL',
		port,
		'SIGINT',
		postgresProgram('postgres') ?? 'postgres',
		['-D', folder, ...args],
		{ ...user, cwd: folder },
	);
}

async function serve(
	name: string,
	port: number,
	endSignal: NodeJS.Signals,
	program: string,
	args: string[],
	options: SpawnOptions = {},
): Promise<Service> {
	const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	let log = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream?.on('data', (chunk: Buffer) => {
			log += chunk.toString();
		});
	}
	const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const endWithStarter = () => child.kill('SIGKILL');
	process.once('exit', endWithStarter);
	void gone.then(() => process.removeListener('exit', endWithStarter));
	while (!(await accepts(port))) {
		if (child.exitCode !== null) throw new Error(`${name} ended while starting:\n${log}`);
		await wait(50);
	}
	return {
		port,
		stop: async () => {
			if (child.exitCode === null && child.signalCode === null) child.kill(endSignal);
			await gone;
		},
	};
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = net.connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
