import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { serverPinsFolder } from './paths.mts';

/** An n8n server to run on: its version, and the range of Node versions that it may get. */
export type ServerChoice = { n8n: string; node: string };

const pins = z.object({ dependencies: z.object({ n8n: z.string(), node: z.string() }) });

/** The server of the demo, the suites and the benchmarks: installed from the lock file in `scripts/n8n-server`. */
const pinnedServer: ServerChoice = pins.parse(
	JSON.parse(readFileSync(path.join(serverPinsFolder, 'package.json'), 'utf8')),
).dependencies;

/**
 * What `npm run package:compat` tries by default: the oldest on which the package can load, the newest 1.x, the oldest 2.x,
 * the oldest on which every example runs, and the pinned one; each of Node 20, 22 and 24 among them. The newest 1.x needs Node 22.
 */
export const testedServers: ServerChoice[] = [
	{ n8n: '1.85.4', node: '^20' },
	{ n8n: '1.123.81', node: '^22' },
	{ n8n: '2.0.0', node: '^20' },
	{ n8n: '2.3.6', node: '^22' },
	pinnedServer,
];

/**
 * The server that `N8N_VERSION` asks for, written `<n8n version>@<Node major>`, such as `2.0.0@22`; without it the
 * pinned one.
 */
export function chosenServer(): ServerChoice {
	const wanted = process.env.N8N_VERSION;
	return wanted === undefined || wanted === '' ? pinnedServer : readChoice(wanted);
}

/**
 * Reads `<n8n version>@<Node major>`.
 *
 * @throws when it is written otherwise
 */
export function readChoice(text: string): ServerChoice {
	const found = /^(\d+\.\d+\.\d+)@(\d+)$/.exec(text);
	if (found?.[1] === undefined) {
		throw new Error(`"${text}" is not <n8n version>@<Node major>, such as 2.0.0@22`);
	}
	return { n8n: found[1], node: `^${found[2]}` };
}

/** How `readChoice` reads it back, also fit for a file name. */
export function choiceName({ n8n, node }: ServerChoice): string {
	return `${n8n}@${node.replace('^', '')}`;
}

/** True for the server with a lock file of its own. */
export function isPinned({ n8n, node }: ServerChoice): boolean {
	return n8n === pinnedServer.n8n && node === pinnedServer.node;
}
