/**
 * Jest `setupFiles` of the engine suite: runs before n8n-core is loaded. n8n-core keeps an encryption key and an
 * instance id in its user folder; without these settings it would write them into the home folder.
 */
const { mkdirSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const PREFIX = 'n8n-engine-tests-';

function isRunning(pid) {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

// One folder per jest worker, emptied for each test file (a worker runs one at a time). Those that earlier workers
// left go with it, because jest gives a test file no way to clean up at the very end.
const userFolder = join(tmpdir(), `${PREFIX}${process.pid}`);
for (const name of readdirSync(tmpdir())) {
	if (!name.startsWith(PREFIX)) continue;
	const pid = Number(name.slice(PREFIX.length));
	if (pid === process.pid || !isRunning(pid))
		rmSync(join(tmpdir(), name), { recursive: true, force: true });
}
mkdirSync(userFolder, { recursive: true });

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'engine-tests-only';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'false';
process.env.GENERIC_TIMEZONE = 'Europe/Amsterdam';
