import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Settings that keep a local n8n quiet: no calls home, no banners, plain http on loopback. */
const LOCAL_SETTINGS: NodeJS.ProcessEnv = {
	N8N_LISTEN_ADDRESS: '127.0.0.1',
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_LOG_LEVEL: 'info',
	GENERIC_TIMEZONE: 'Europe/Amsterdam',
};

/** Modules that call home. n8n does not start when it is told to leave out one that it does not have. */
const MODULES_LEFT_OUT = ['mcp-registry'];

function modulesLeftOut(serverFolder: string): NodeJS.ProcessEnv {
	const present = MODULES_LEFT_OUT.filter((name) =>
		existsSync(path.join(serverFolder, 'node_modules/n8n/dist/modules', name)),
	);
	return present.length === 0 ? {} : { N8N_DISABLED_MODULES: present.join(',') };
}

export type N8nServer = {
	/** Address of the editor and the webhooks, without a slash at the end. */
	url: string;
	process: ChildProcess;
	/** Everything that the server printed so far. */
	log: () => string;
	/** Ends the server the polite way and waits until it is gone. */
	stop: () => Promise<void>;
	/** Ends the server at once (crash tests). */
	kill: () => Promise<void>;
};

/** A TCP port of the loopback interface that is free now. */
export async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = net.createServer();
		probe.on('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() =>
				address !== null && typeof address === 'object'
					? resolve(address.port)
					: reject(new Error('No free port')),
			);
		});
	});
}

/**
 * Starts a real n8n process and waits until it is ready: a server until its REST API answers, any other command
 * (`webhook`, `worker`) until its readiness check does.
 *
 * @param options.command n8n's command with its arguments; default `start`
 * @param options.serverFolder folder that `ensureN8nServer` returned
 * @param options.userFolder value of N8N_USER_FOLDER: database, keys and installed packages live there
 * @param options.env further settings of n8n
 * @param options.logFile where its output goes as well
 */
export async function startN8n(options: {
	serverFolder: string;
	userFolder: string;
	port?: number;
	command?: string[];
	env?: NodeJS.ProcessEnv;
	logFile?: string;
}): Promise<N8nServer> {
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const bin = path.join(options.serverFolder, 'node_modules', '.bin');
	const child = spawn(
		path.join(bin, 'node'),
		[
			path.join(options.serverFolder, 'node_modules/n8n/bin/n8n'),
			...(options.command ?? ['start']),
		],
		{
			cwd: options.userFolder,
			stdio: ['ignore', 'pipe', 'pipe'],
			env: {
				PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
				HOME: options.userFolder,
				...LOCAL_SETTINGS,
				...modulesLeftOut(options.serverFolder),
				N8N_USER_FOLDER: options.userFolder,
				N8N_PORT: String(port),
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				WEBHOOK_URL: `${url}/`,
				...options.env,
			},
		},
	);
	let log = '';
	if (options.logFile !== undefined) mkdirSync(path.dirname(options.logFile), { recursive: true });
	const file = options.logFile === undefined ? undefined : createWriteStream(options.logFile);
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			log += chunk.toString();
			file?.write(chunk);
		});
	}
	const gone = new Promise<void>((resolve) => {
		child.on('exit', () => {
			file?.end();
			resolve();
		});
	});
	const end = async (signal: NodeJS.Signals) => {
		if (child.exitCode === null && child.signalCode === null) child.kill(signal);
		await gone;
	};
	// A server that outlives its starter would keep the port and confuse the next run.
	const endWithStarter = () => child.kill('SIGKILL');
	process.once('exit', endWithStarter);
	void gone.then(() => process.removeListener('exit', endWithStarter));

	const server: N8nServer = {
		url,
		process: child,
		log: () => log,
		stop: async () => await end('SIGTERM'),
		kill: async () => await end('SIGKILL'),
	};
	await untilReady(server, options.command === undefined ? answersRest : answersReadiness);
	return server;
}

/**
 * `/healthz` answers before the REST API does, and while n8n starts every address answers 200 with a text: ask for JSON
 * on what the editor itself asks for first.
 */
async function answersRest(url: string): Promise<boolean> {
	const answer = await fetch(`${url}/rest/settings`);
	return answer.headers.get('content-type')?.includes('json') === true && answer.ok;
}

async function answersReadiness(url: string): Promise<boolean> {
	const answer = await fetch(`${url}/healthz/readiness`);
	const { status } = (await answer.json()) as { status?: string };
	return answer.ok && status === 'ok';
}

async function untilReady(
	server: N8nServer,
	isReady: (url: string) => Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + 300_000;
	while (Date.now() < deadline) {
		if (server.process.exitCode !== null) {
			throw new Error(`n8n ended while starting:\n${server.log().slice(-4000)}`);
		}
		if (await isReady(server.url).catch(() => false)) return;
		await wait(200);
	}
	await server.kill();
	throw new Error(`n8n did not answer within 5 minutes:\n${server.log().slice(-4000)}`);
}
