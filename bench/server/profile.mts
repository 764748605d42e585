import { once } from 'node:events';
import { WebSocket } from 'undici';
import { z } from 'zod';

/** Starts a Node process with an inspector on a free port of the loopback interface. */
export const INSPECTED: NodeJS.ProcessEnv = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** Milliseconds between two samples. */
const SAMPLE_MS = 0.5;

const nodeSchema = z.object({
	id: z.number(),
	callFrame: z.object({ functionName: z.string(), url: z.string() }),
	children: z.array(z.number()).default([]),
});
/** The parts of V8's CPU profile that are used here. */
const profileSchema = z.object({
	nodes: z.array(nodeSchema),
	samples: z.array(z.number()),
	timeDeltas: z.array(z.number()),
});
export type CpuProfile = z.infer<typeof profileSchema>;

const answerSchema = z.object({
	id: z.number().optional(),
	result: z.object({ profile: z.unknown() }).partial().optional(),
	error: z.object({ message: z.string() }).optional(),
});

/**
 * Records a CPU profile of another process while something happens.
 *
 * @param log output of that process, which names the inspector's address
 */
export async function profiled(log: string, work: () => Promise<unknown>): Promise<CpuProfile> {
	const address = /Debugger listening on (ws:\/\/\S+)/.exec(log)?.[1];
	if (address === undefined) throw new Error('The process has no inspector');
	const socket = new WebSocket(address);
	await once(socket, 'open');
	let last = 0;
	const call = async (method: string, params: object = {}) => {
		const id = ++last;
		const answered = new Promise<z.infer<typeof answerSchema>>((resolve) => {
			const listen = ({ data }: { data: unknown }) => {
				const answer = answerSchema.parse(JSON.parse(String(data)));
				if (answer.id !== id) return;
				socket.removeEventListener('message', listen);
				resolve(answer);
			};
			socket.addEventListener('message', listen);
		});
		socket.send(JSON.stringify({ id, method, params }));
		const { result, error } = await answered;
		if (error) throw new Error(`${method}: ${error.message}`);
		return result;
	};
	await call('Profiler.enable');
	await call('Profiler.setSamplingInterval', { interval: SAMPLE_MS * 1000 });
	await call('Profiler.start');
	await work();
	const stopped = await call('Profiler.stop');
	socket.close();
	return profileSchema.parse(stopped?.profile);
}

/** Who a script belongs to, by a part of its path; the first that fits. */
const owners: ReadonlyArray<readonly [owner: string, path: RegExp]> = [
	['this package', /node_modules\/n8n-nodes-copernica-spotler\//],
	[
		'expression engine',
		/isolated-vm|expression-runtime|\/expression[^/]*\.js|riot-tmpl|tournament/,
	],
	['database', /typeorm|sqlite3|\/pg\/|pg-pool/],
	[
		'web server',
		/\/(express|router|body-parser|raw-body|compression|cookie-parser|finalhandler|send|on-finished|on-headers|qs|iconv-lite|etag|helmet|prom-client|express-[\w-]+)\//,
	],
	['nodes of n8n', /n8n-nodes-base/],
	['n8n', /node_modules/],
];

/** Frames of V8 that stand for no script. */
const machinery: ReadonlyMap<string, string> = new Map([
	['(idle)', 'idle'],
	['(garbage collector)', 'garbage collector'],
	['(program)', 'native code'],
	['(root)', 'native code'],
]);

/**
 * Shares of a profile by owner, in percent of the time that was not idle, most first. What Node's own code does
 * (sockets, hashing, the RSA check) counts for whoever called it.
 */
export function sharesOf(profile: CpuProfile): Record<string, number> {
	const byId = new Map(profile.nodes.map((node) => [node.id, node]));
	const ownerOf = new Map<number, string>();
	const assign = (id: number, inherited: string): void => {
		const node = byId.get(id);
		if (!node) return;
		const { functionName, url } = node.callFrame;
		const own =
			machinery.get(functionName) ??
			(url === '' || url.startsWith('node:')
				? inherited
				: (owners.find(([, path]) => path.test(url))?.[0] ?? inherited));
		ownerOf.set(id, own);
		for (const child of node.children) assign(child, own);
	};
	const [root] = profile.nodes;
	if (root) assign(root.id, 'native code');
	const time: Record<string, number> = {};
	profile.samples.forEach((id, index) => {
		const owner = ownerOf.get(id) ?? 'native code';
		time[owner] = (time[owner] ?? 0) + (profile.timeDeltas[index] ?? 0);
	});
	const { idle: _, ...busy } = time;
	const total = Object.values(busy).reduce((sum, part) => sum + part, 0);
	return Object.fromEntries(
		Object.entries(busy)
			.sort(([, a], [, b]) => b - a)
			.map(([owner, part]) => [owner, Number(((part / total) * 100).toFixed(1))]),
	);
}
