import { createHash } from 'node:crypto';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './command.mts';
import { ensureImage } from './container.mts';
import { cacheFolder, serverPinsFolder } from './paths.mts';
import { choiceName, chosenServer, isPinned, type NpmChoice } from './serverChoice.mts';

const COMPLETE = '.complete';
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/**
 * n8n before 2.1 takes this library from its maker's own site, which not every network reaches. The registry has the
 * same files under another name, and later versions of n8n use those.
 */
const SAME_FILES_FROM_REGISTRY = { xlsx: 'npm:@e965/xlsx@0.20.2' };

/** A server that can be started at once, or that runs already. */
export type ReadyServer =
	/** With the folder that it is installed in. */
	{ kind: 'npm'; folder: string } | { kind: 'image'; image: string } | { kind: 'url'; url: string };

/**
 * Makes sure that the server which `N8N_SERVER` or `N8N_VERSION` asks for is on this machine, else the pinned one from npm.
 * Safe to call from several processes at once.
 */
export async function ensureN8nServer(
	log: (line: string) => void = console.log,
): Promise<ReadyServer> {
	const server = chosenServer();
	if (server.kind === 'url') return server;
	if (server.kind === 'npm') return { kind: 'npm', folder: await ensureInstalled(server, log) };
	await ensureImage(server.image, log);
	return server;
}

/** Installs a server in the cache folder (2.9 GB, about 3 minutes) unless it is there. @returns its folder */
async function ensureInstalled(server: NpmChoice, log: (line: string) => void): Promise<string> {
	const folder = serverFolder(server);
	const done = () => existsSync(path.join(folder, COMPLETE));
	if (done()) return folder;

	const lock = `${folder}.lock`;
	mkdirSync(path.dirname(folder), { recursive: true });
	while (!takeLock(lock)) {
		await wait(1000);
		if (done()) return folder;
	}
	try {
		log(`Installing n8n ${server.n8n} into ${folder} (once, about 3 GB and 3 minutes)…`);
		const building = `${folder}.building`;
		rmSync(building, { recursive: true, force: true });
		rmSync(folder, { recursive: true, force: true });
		// Scripts are ignored because one optional binding cannot build on every machine; the two that n8n
		// needs (its Node and its SQLite driver) are then built by name.
		if (isPinned(server)) {
			cpSync(serverPinsFolder, building, { recursive: true });
			await run('npm', ['ci', '--ignore-scripts', ...QUIET], { cwd: building });
		} else {
			mkdirSync(building);
			const manifest = {
				private: true,
				dependencies: { n8n: server.n8n, node: server.node },
				overrides: SAME_FILES_FROM_REGISTRY,
			};
			writeFileSync(path.join(building, 'package.json'), JSON.stringify(manifest));
			await run('npm', ['install', '--ignore-scripts', ...QUIET], { cwd: building });
		}
		await run('npm', ['rebuild', '--ignore-scripts=false', 'node', 'sqlite3', ...QUIET], {
			cwd: building,
		});
		writeFileSync(path.join(building, COMPLETE), '');
		renameSync(building, folder);
		return folder;
	} finally {
		rmSync(lock, { recursive: true, force: true });
	}
}

/** File with the typeface of the server's editor, so that the sandbox's pages look like it; undefined where it has none. */
export function editorTypeface(server: ReadyServer): string | undefined {
	if (server.kind !== 'npm') return undefined;
	const assets = path.join(server.folder, 'node_modules/n8n-editor-ui/dist/assets');
	const files = existsSync(assets) ? readdirSync(assets) : [];
	const name = files.find((file) => /^InterVariable-(?!Italic).*\.woff2$/.test(file));
	return name === undefined ? undefined : path.join(assets, name);
}

/** Folder of an installed server; the pinned one's name changes with its lock file. */
function serverFolder(server: NpmChoice): string {
	if (!isPinned(server)) return path.join(cacheFolder, `n8n-${choiceName(server)}`);
	const lock = readFileSync(path.join(serverPinsFolder, 'package-lock.json'));
	const key = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	return path.join(cacheFolder, `n8n-${key}`);
}

/** A lock whose process is gone (a killed installation) is taken over. */
function takeLock(lock: string): boolean {
	try {
		mkdirSync(lock);
		writeFileSync(path.join(lock, 'pid'), String(process.pid));
		return true;
	} catch {
		if (!holderLives(lock)) rmSync(lock, { recursive: true, force: true });
		return false;
	}
}

function holderLives(lock: string): boolean {
	try {
		process.kill(Number(readFileSync(path.join(lock, 'pid'), 'utf8')), 0);
		return true;
	} catch {
		// No pid file yet: its owner made the folder a moment ago, or died between the two steps.
		return existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 5000;
	}
}
