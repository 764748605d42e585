/**
 * The few things that n8n's host process owns and n8n's lint keeps out of *.ts files: its dependency container (for
 * the logger), its `sleep`, and the loading of this package's classes by the paths in package.json.
 */
const { existsSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

const root = join(__dirname, '..', '..', '..');
const manifest = require(join(root, 'package.json'));

// n8n-core may carry its own copies of these packages: take the ones that it really uses.
const fromCore = (name) =>
	require(require.resolve(name, { paths: [dirname(require.resolve('n8n-core'))] }));
const { Container } = fromCore('@n8n/di');
const { Logger } = fromCore('@n8n/backend-common');
const { Cipher, EncryptionKeyProxy } = require('n8n-core');
const { LoggerProxy } = require('n8n-workflow');

/** @type {Array<{ level: string, message: string, meta: unknown }>} */
const lines = [];
const record = (level) => (message, meta) => {
	lines.push({ level, message: String(message), meta });
};
const logger = {
	error: record('error'),
	warn: record('warn'),
	info: record('info'),
	debug: record('debug'),
	scoped: () => logger,
};
Container.set(Logger, logger);
LoggerProxy.init(logger);

function startLog() {
	const from = lines.length;
	return () => lines.slice(from);
}

// n8n's server keeps its encryption keys in the database; one key, wrapped by the instance's own, does here.
const encryptionKey = {
	id: '00000000-0000-4000-8000-000000000000',
	value: Container.get(Cipher).encryptDEKWithInstanceKey('0'.repeat(64)),
	algorithm: 'aes-256-gcm',
	format: 'prefixed',
};
Container.get(EncryptionKeyProxy).setProvider({
	getActiveKey: async () => encryptionKey,
	getKeyById: async (id) => (id === encryptionKey.id ? encryptionKey : null),
	getLegacyKey: async () => encryptionKey,
});

const sleepModule = require(
	require.resolve('@n8n/utils/sleep', { paths: [dirname(require.resolve('n8n-workflow'))] }),
);
const realSleep = sleepModule.sleep;
let currentSleep = realSleep;
// Stands there before any node is loaded, for nodes that keep a reference to `sleep`.
sleepModule.sleep = (ms, signal) => currentSleep(ms, signal);

function replaceSleep(replacement) {
	const waits = [];
	currentSleep = async (ms, signal) => {
		signal?.throwIfAborted();
		waits.push(ms);
		await replacement(ms);
		signal?.throwIfAborted();
	};
	return {
		waits,
		restore: () => {
			currentSleep = realSleep;
		},
	};
}

/** Shorter than the time limit of a test, so that the condition is named; far longer than any wait on a busy machine. */
const GIVE_UP_MS = 60_000;

// Lets everything that is due run, as a real wait would.
const turn = async () => await new Promise((resolve) => setImmediate(resolve));

function skipSleeps() {
	return replaceSleep(turn);
}

function holdSleeps() {
	let held = [];
	const sleeps = replaceSleep(async () => await new Promise((resolve) => held.push(resolve)));
	const release = () => {
		const due = held;
		held = [];
		for (const resolve of due) resolve();
	};
	return {
		waits: sleeps.waits,
		release,
		restore: () => {
			sleeps.restore();
			release();
		},
	};
}

async function until(condition) {
	const giveUpAt = Date.now() + GIVE_UP_MS;
	while (!condition()) {
		// A condition that never comes true must fail its test, not hang the whole run.
		if (Date.now() > giveUpAt) throw new Error(`Never came true: ${condition}`);
		await turn();
	}
	await turn();
}

/** `ENGINE_FROM=dist` runs the compiled package instead of the sources. */
const source = process.env.ENGINE_FROM === 'dist' ? 'dist' : 'sources';

function packageFiles(kind) {
	return manifest.n8n[kind].map((built) => {
		const className = basename(built).split('.')[0];
		const file = source === 'dist' ? built : built.replace(/^dist\//, '').replace(/\.js$/, '.ts');
		return { className, name: className.charAt(0).toLowerCase() + className.slice(1), file };
	});
}

function loadPackageClass(kind, name) {
	const entry = packageFiles(kind).find((candidate) => candidate.name === name);
	if (entry === undefined) return undefined;
	const path = join(root, entry.file);
	if (!existsSync(path)) {
		throw new Error(
			`${entry.file} does not exist${source === 'dist' ? ': run npm run build first' : ''}`,
		);
	}
	const PackageClass = require(path)[entry.className];
	if (PackageClass === undefined) {
		throw new Error(`${entry.file} does not export a class ${entry.className}`);
	}
	return new PackageClass();
}

module.exports = {
	packageName: manifest.name,
	source,
	startLog,
	replaceSleep,
	skipSleeps,
	holdSleeps,
	until,
	loadPackageNode: (name) => loadPackageClass('nodes', name),
	loadPackageCredential: (name) => loadPackageClass('credentials', name),
};
