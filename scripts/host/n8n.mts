import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inContainer } from './container.mts';
import type { ReadyServer } from './install.mts';
import { asProcess } from './launch.mts';
import { NOT_OURS } from './serverChoice.mts';

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

export type N8nServer = {
	/** Address of the editor and the webhooks, without a slash at the end. */
	url: string;
	/** False for one that somebody else has started: it can be used, not stopped. */
	isOurs: boolean;
	/** Null in a container, or where it is not ours. */
	pid: number | null;
	/** Its database, keys and installed packages; null where it is not ours. */
	userFolder: string | null;
	/** Everything that the server printed so far. @throws where it is not ours */
	log: () => string;
	/** Ends the server the polite way and waits until it is gone. One that is not ours goes on. */
	stop: () => Promise<void>;
	/** Ends the server at once (crash tests). @throws where it is not ours */
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
 * Starts a real n8n and waits until it is ready: a server until its REST API answers, any other command (`webhook`,
 * `worker`) until its readiness check does.
 *
 * @param options.server what `ensureN8nServer` returned
 * @param options.userFolder value of N8N_USER_FOLDER: database, keys and installed packages live there
 * @param options.command n8n's command with its arguments; default `start`
 * @param options.env further settings of n8n
 * @param options.logFile where its output goes as well
 * @throws when it ends or does not answer, or when the server is not one to be started ({@link joinN8n})
 */
export async function startN8n(options: {
	server: ReadyServer;
	userFolder: string;
	port?: number;
	command?: string[];
	env?: NodeJS.ProcessEnv;
	logFile?: string;
}): Promise<N8nServer> {
	const { server, userFolder, command = ['start'] } = options;
	if (server.kind === 'url') throw new Error(NOT_OURS);
	const port = options.port ?? (await freePort());
	const url = `http://127.0.0.1:${port}`;
	const env: NodeJS.ProcessEnv = {
		HOME: userFolder,
		...LOCAL_SETTINGS,
		N8N_USER_FOLDER: userFolder,
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		WEBHOOK_URL: `${url}/`,
		...options.env,
	};
	const launch =
		server.kind === 'npm'
			? asProcess(server.folder, { command, env })
			: inContainer(server.image, { userFolder, command, env });
	const child = spawn(launch.command, launch.args, {
		cwd: userFolder,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: launch.env,
	});
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
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
	const end = async (signal: NodeJS.Signals) => {
		if (!hasEnded()) launch.signal(child, signal);
		await gone;
	};
	// A server that outlives its starter would keep the port and confuse the next run.
	const endWithStarter = () => launch.signal(child, 'SIGKILL');
	process.once('exit', endWithStarter);
	void gone.then(() => process.removeListener('exit', endWithStarter));

	const started: N8nServer = {
		url,
		isOurs: true,
		pid: launch.pid(child),
		userFolder,
		log: () => log,
		stop: async () => await end('SIGTERM'),
		kill: async () => await end('SIGKILL'),
	};
	const isReady = options.command === undefined ? answersRest : answersReadiness;
	await untilReady(started, hasEnded, isReady);
	return started;
}

/**
 * An n8n that somebody else has started, and that goes on without us.
 *
 * @throws when none answers there
 */
export async function joinN8n(url: string): Promise<N8nServer> {
	if (!(await answersRest(url).catch(() => false))) {
		throw new Error(`No n8n answers at ${url}. Start it first.`);
	}
	return {
		url,
		isOurs: false,
		pid: null,
		userFolder: null,
		log: () => {
			throw new Error(NOT_OURS);
		},
		stop: async () => await Promise.resolve(),
		kill: async () => await Promise.reject(new Error(NOT_OURS)),
	};
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
	hasEnded: () => boolean,
	isReady: (url: string) => Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + 300_000;
	while (Date.now() < deadline) {
		if (hasEnded()) throw new Error(`n8n ended while starting:\n${server.log().slice(-4000)}`);
		if (await isReady(server.url).catch(() => false)) return;
		await wait(200);
	}
	await server.kill();
	throw new Error(`n8n did not answer within 5 minutes:\n${server.log().slice(-4000)}`);
}
