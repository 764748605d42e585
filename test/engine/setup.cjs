/**
 * Jest `setupFiles` of the engine suite: runs before n8n-core is loaded. n8n-core keeps an encryption key and an
 * instance id in its user folder; without these settings it would write them into the home folder.
 */
const { mkdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

// One folder per jest worker, emptied for each test file: a worker runs one file at a time.
const userFolder = join(tmpdir(), `n8n-engine-tests-${process.pid}`);
rmSync(userFolder, { recursive: true, force: true });
mkdirSync(userFolder, { recursive: true });
process.once('exit', () => rmSync(userFolder, { recursive: true, force: true }));

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'engine-tests-only';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'false';
process.env.GENERIC_TIMEZONE = 'Europe/Amsterdam';
