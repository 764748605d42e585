import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { N8nApi } from './api.mts';
import { startBalancer, type Balancer } from './balancer.mts';
import { ensureN8nServer } from './install.mts';
import { freePort, startN8n, type N8nServer } from './n8n.mts';
import { installPackage } from './pack.mts';
import { postgresLogin, startPostgres, startRedis } from './services.mts';

/** n8n in queue mode: every part a process of its own, with its own user folder and its own copy of the package. */
export type QueueModeN8n = {
	main: N8nServer;
	/** Behind {@link balancer}, whose address is the one that callers know. */
	webhookProcessors: N8nServer[];
	workers: N8nServer[];
	balancer: Balancer;
	api: N8nApi;
	stop: () => Promise<void>;
};

/**
 * Starts Redis, PostgreSQL, one main process, webhook processors behind a balancer, and workers, all on loopback, and
 * signs in.
 *
 * @param options.packedPackage the package as npm would publish it
 * @param options.env further settings of every n8n process
 * @param options.logFolder where each process writes its log as well
 */
export async function startQueueMode(options: {
	packedPackage: string;
	webhookProcessors: number;
	workers: number;
	/** Executions that one worker runs at a time. */
	concurrency: number;
	env?: NodeJS.ProcessEnv;
	logFolder?: string;
}): Promise<QueueModeN8n> {
	const server = await ensureN8nServer();
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-queue-'));
	// PostgreSQL's own user has to reach its data inside.
	chmodSync(folder, 0o755);
	const stops: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const end of stops.reverse()) await end();
		rmSync(folder, { recursive: true, force: true });
	};
	try {
		const packageFolder = path.join(folder, 'package');
		mkdirSync(packageFolder);
		const [redis, postgres, balancer] = await Promise.all([
			startRedis(),
			startPostgres(path.join(folder, 'postgres')),
			startBalancer(),
			installPackage(packageFolder, options.packedPackage),
		]);
		stops.push(redis.stop, postgres.stop, balancer.stop);
		const shared: NodeJS.ProcessEnv = {
			EXECUTIONS_MODE: 'queue',
			N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
			WEBHOOK_URL: `${balancer.url}/`,
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: postgresLogin.user,
			DB_POSTGRESDB_DATABASE: postgresLogin.database,
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			...options.env,
		};
		const start = async (name: string, command?: string[]): Promise<N8nServer> => {
			const userFolder = path.join(folder, name);
			cpSync(packageFolder, userFolder, { recursive: true });
			const port = await freePort();
			const n8n = await startN8n({
				server,
				userFolder,
				port,
				command,
				env: { ...shared, QUEUE_HEALTH_CHECK_PORT: String(port) },
				...(options.logFolder === undefined
					? {}
					: { logFile: path.join(options.logFolder, `${name}.log`) }),
			});
			stops.push(n8n.stop);
			return n8n;
		};
		const numbered = (name: string, count: number) =>
			Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);

		// First, and alone: it makes the tables.
		const main = await start('main');
		const [webhookProcessors, workers] = await Promise.all([
			Promise.all(
				numbered('webhook', options.webhookProcessors).map((name) => start(name, ['webhook'])),
			),
			Promise.all(
				numbered('worker', options.workers).map((name) =>
					start(name, ['worker', `--concurrency=${options.concurrency}`]),
				),
			),
		]);
		balancer.targets.push(...webhookProcessors.map(({ url }) => url));
		const api = new N8nApi(main.url);
		await api.signIn();
		return { main, webhookProcessors, workers, balancer, api, stop };
	} catch (reason) {
		await stop();
		throw reason;
	}
}
