import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { serverPinsFolder } from './paths.mts';

/** An n8n from npm: its version, and the range of Node versions that it may get. */
export type NpmChoice = { kind: 'npm'; n8n: string; node: string };

/** An n8n server to run on. */
export type ServerChoice =
	| NpmChoice
	/** An image of n8n, started with Docker. From version 3 on n8n is published as an image only. */
	| { kind: 'image'; image: string }
	/** An n8n that somebody else has started on this machine. */
	| { kind: 'url'; url: string };

const pins = z.object({ dependencies: z.object({ n8n: z.string(), node: z.string() }) });

/** The server of the demo, the suites and the benchmarks: installed from the lock file in `scripts/n8n-server`. */
const pinnedServer: NpmChoice = {
	kind: 'npm',
	...pins.parse(JSON.parse(readFileSync(path.join(serverPinsFolder, 'package.json'), 'utf8')))
		.dependencies,
};

/**
 * What `npm run package:compat` tries by default: the oldest on which the package can load, the newest 1.x, the oldest 2.x,
 * the oldest on which every example runs, and the pinned one; each of Node 20, 22 and 24 among them. The newest 1.x needs Node 22.
 */
export const testedServers: NpmChoice[] = [
	{ kind: 'npm', n8n: '1.85.4', node: '^20' },
	{ kind: 'npm', n8n: '1.123.81', node: '^22' },
	{ kind: 'npm', n8n: '2.0.0', node: '^20' },
	{ kind: 'npm', n8n: '2.3.6', node: '^22' },
	pinnedServer,
];

/** Where n8n publishes its images; `image:stable` is short for this with its tag. */
const IMAGES = 'docker.n8n.io/n8nio/n8n';

const FORMS = `N8N_SERVER is one of
  npm                      the pinned n8n, installed from npm (the default)
  npm:2.3.6@22             this n8n from npm, on this Node
  image:stable             an image of n8n, by its tag or its whole name; needs Docker on Linux
  url:http://127.0.0.1:5678  an n8n that runs on this machine and has this package`;

/**
 * The server that `N8N_SERVER` asks for (see {@link readServer}), or `N8N_VERSION`, the older and shorter way to ask for
 * one from npm (`2.0.0@22`); without both the pinned one.
 *
 * @throws when one cannot be read, or when both are set
 */
export function chosenServer(env: NodeJS.ProcessEnv = process.env): ServerChoice {
	const { N8N_SERVER: server = '', N8N_VERSION: version = '' } = env;
	if (server !== '' && version !== '') {
		throw new Error('Set N8N_SERVER or N8N_VERSION, not both.');
	}
	if (server !== '') return readServer(server);
	return version === '' ? pinnedServer : readChoice(version);
}

/**
 * Reads how a server is named: `npm`, `npm:<n8n version>@<Node major>`, `image:<tag or name>` or `url:<address>`.
 *
 * @throws when it is written otherwise, or when the address is not one of this machine
 */
export function readServer(text: string): ServerChoice {
	const [, kind = '', rest = ''] = /^(\w+)(?::(.*))?$/s.exec(text) ?? [];
	if (kind === 'npm') return rest === '' ? pinnedServer : readChoice(rest);
	if (kind === 'image' && /^\w[\w.-]*$/.test(rest)) return { kind, image: `${IMAGES}:${rest}` };
	if (kind === 'image' && /^\w[\w.-]*(?::\d+)?(?:\/[\w.-]+)+(?:[:@][\w.:-]+)?$/.test(rest)) {
		return { kind, image: rest };
	}
	if (kind === 'url' && URL.canParse(rest)) return { kind, url: localAddress(rest) };
	throw new Error(`"${text}" names no server. ${FORMS}`);
}

/** The sandbox listens on loopback only, and a test has no business on the n8n of somebody else. */
function localAddress(text: string): string {
	const { protocol, hostname, origin, pathname } = new URL(text);
	if (!/^https?:$/.test(protocol) || !['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
		throw new Error(
			`${text} is not an address of this machine. The sandbox can only be reached from here, so n8n has to run here too.`,
		);
	}
	return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/**
 * Reads `<n8n version>@<Node major>`.
 *
 * @throws when it is written otherwise
 */
export function readChoice(text: string): NpmChoice {
	const found = /^(\d+\.\d+\.\d+)@(\d+)$/.exec(text);
	if (found?.[1] === undefined) {
		throw new Error(`"${text}" is not <n8n version>@<Node major>, such as 2.0.0@22`);
	}
	return { kind: 'npm', n8n: found[1], node: `^${found[2]}` };
}

/** How `readChoice` reads it back, also fit for a file name. */
export function choiceName({ n8n, node }: NpmChoice): string {
	return `${n8n}@${node.replace('^', '')}`;
}

/** How `readServer` reads it back. */
export function serverName(server: ServerChoice): string {
	if (server.kind === 'npm') return `npm:${choiceName(server)}`;
	if (server.kind === 'url') return `url:${server.url}`;
	return `image:${server.image.startsWith(`${IMAGES}:`) ? server.image.slice(IMAGES.length + 1) : server.image}`;
}

/** True for the server with a lock file of its own. */
export function isPinned({ n8n, node }: NpmChoice): boolean {
	return n8n === pinnedServer.n8n && node === pinnedServer.node;
}

/** Why something cannot be done with an n8n that somebody else has started. */
export const NOT_OURS =
	'N8N_SERVER=url:… names an n8n that somebody else has started. It cannot be installed, set up, stopped or killed from here: use npm or image for this.';
