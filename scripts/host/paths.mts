import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the clone. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What tests and the demo leave behind for a person: screenshots, reports, logs. Not committed. */
export const artifactsFolder = path.join(root, 'artifacts');

/** Big downloads live outside the clone, so that a fresh clone can reuse them. */
export const cacheFolder = path.join(
	process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'),
	'n8n-nodes-copernica-spotler',
);

/** Pins of the n8n server: package.json and package-lock.json. */
export const serverPinsFolder = path.join(root, 'scripts', 'n8n-server');
