import {
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './command.mts';
import { serverFolder, serverPinsFolder } from './paths.mts';

const COMPLETE = '.complete';

/**
 * Makes sure that the pinned n8n server stands in the cache folder (2.9 GB, about 3 minutes the first time) and
 * returns that folder. Safe to call from several processes at once.
 */
export async function ensureN8nServer(log: (line: string) => void = console.log): Promise<string> {
	const folder = serverFolder();
	const done = () => existsSync(path.join(folder, COMPLETE));
	if (done()) return folder;

	const lock = `${folder}.lock`;
	mkdirSync(path.dirname(folder), { recursive: true });
	while (!takeLock(lock)) {
		await wait(1000);
		if (done()) return folder;
	}
	try {
		log(`Installing the n8n server into ${folder} (once, about 3 GB and 3 minutes)…`);
		const building = `${folder}.building`;
		rmSync(building, { recursive: true, force: true });
		rmSync(folder, { recursive: true, force: true });
		cpSync(serverPinsFolder, building, { recursive: true });
		// Scripts are ignored because one optional binding cannot build on every machine; the two that n8n
		// needs (its Node and its SQLite driver) are then built by name.
		const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
		await run('npm', ['ci', '--ignore-scripts', ...quiet], { cwd: building });
		await run('npm', ['rebuild', '--ignore-scripts=false', 'node', 'sqlite3', ...quiet], {
			cwd: building,
		});
		writeFileSync(path.join(building, COMPLETE), '');
		renameSync(building, folder);
		return folder;
	} finally {
		rmSync(lock, { recursive: true, force: true });
	}
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
