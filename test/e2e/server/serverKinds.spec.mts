import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { N8nApi } from '../../../scripts/host/api.mts';
import { ensureN8nServer } from '../../../scripts/host/install.mts';
import { startN8n } from '../../../scripts/host/n8n.mts';
import { installPackage } from '../../../scripts/host/pack.mts';
import { root } from '../../../scripts/host/paths.mts';
import {
	chosenServer,
	NOT_OURS,
	readServer,
	serverName,
} from '../../../scripts/host/serverChoice.mts';
import { importExample, openStage, type Stage } from '../../../scripts/host/stage.mts';

/**
 * The one seam through which the demo, these suites and the compatibility runs get their n8n: `npm`, `image`, or the `url`
 * of one that runs. There need not be any Docker here; see `support/fakeDocker.mts`.
 */

const IMAGE = 'docker.n8n.io/n8nio/n8n:2.41.1';
const packed = () => process.env.PACKED_PACKAGE ?? '';
const temporary: string[] = [];

function temporaryFolder(name: string): string {
	const folder = mkdtempSync(path.join(os.tmpdir(), `n8n-kinds-${name}-`));
	temporary.push(folder);
	return folder;
}

const before = { ...process.env };
test.afterEach(() => {
	for (const name of ['N8N_SERVER', 'PATH', 'FAKE_DOCKER_STATE'])
		process.env[name] = before[name] ?? '';
	for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test.skip(chosenServer().kind !== 'npm', 'What these tests start is the n8n from npm');

async function npmServer() {
	const server = await ensureN8nServer();
	if (server.kind !== 'npm') throw new Error('N8N_SERVER was set before');
	return server;
}

/** Puts a Docker in the PATH that has one image. @returns the folder where it keeps what runs */
async function dockerInPath(): Promise<string> {
	const { folder } = await npmServer();
	const bin = temporaryFolder('bin');
	const state = temporaryFolder('docker');
	const program = path.join(root, 'test/e2e/support/fakeDocker.mts');
	const file = path.join(bin, 'docker');
	writeFileSync(
		file,
		`#!/bin/sh\nexec "${process.execPath}" --import "${import.meta.resolve('tsx')}" "${program}" "$@"\n`,
	);
	chmodSync(file, 0o755);
	Object.assign(process.env, {
		PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
		FAKE_DOCKER_IMAGE: IMAGE,
		FAKE_DOCKER_SERVER: folder,
		FAKE_DOCKER_STATE: state,
	});
	return state;
}

const containers = (state: string) =>
	readdirSync(state).filter((name) => name.startsWith('container-'));

/** Someone signs up, and Activate gets to know. */
async function signUp({ sandbox }: Stage, email: string): Promise<void> {
	await sandbox.edit({ edit: 'create-profile', fields: { Email: email, Nieuwsbrief: 'Ja' } });
	await expect
		.poll(async () => (await sandbox.contacts()).map((contact) => contact.email))
		.toContain(email);
}

async function goLive(stage: Stage): Promise<void> {
	await stage.api.activate(await importExample(stage, 'copernica-profiles-to-spotler-activate'));
}

test('an image: the package does its job, through a crash and a restart, and nothing is left', async () => {
	test.setTimeout(900_000);
	const state = await dockerInPath();
	process.env.N8N_SERVER = 'image:2.41.1';
	const stage = await openStage({ packedPackage: packed() });
	const { userFolder, isOurs } = stage.n8n;
	expect(isOurs).toBe(true);
	const [first] = containers(state);
	expect(first).toMatch(/^container-n8n-[0-9a-f]{12}$/);
	await goLive(stage);
	await signUp(stage, 'before@example.com');

	await stage.crash();
	expect(containers(state)).toHaveLength(1);
	expect(containers(state)).not.toEqual([first]);
	await signUp(stage, 'crashed@example.com');

	await stage.restart();
	await signUp(stage, 'restarted@example.com');
	expect(stage.n8n.log()).toContain('Editor is now accessible');

	await stage.close();
	expect(containers(state)).toEqual([]);
	expect(existsSync(userFolder ?? '')).toBe(false);
});

test('an image that is not to be had is refused before anything starts', async () => {
	const state = await dockerInPath();
	process.env.N8N_SERVER = 'image:0.0.0';
	await expect(openStage({ packedPackage: packed() })).rejects.toThrow(/0\.0\.0 not found/);
	expect(containers(state)).toEqual([]);
});

test('an image without Docker: the message says what is missing', async () => {
	process.env.PATH = temporaryFolder('empty');
	process.env.N8N_SERVER = 'image:stable';
	await expect(openStage({ packedPackage: packed() })).rejects.toThrow(/needs Docker/);
});

test('the url of a running n8n: the package does its job, and n8n goes on without a trace of it', async () => {
	test.setTimeout(900_000);
	const server = await npmServer();
	const userFolder = temporaryFolder('url');
	const bare = await startN8n({ server, userFolder });
	const port = Number(new URL(bare.url).port);
	process.env.N8N_SERVER = `url:${bare.url}`;
	await expect(openStage({ packedPackage: packed() })).rejects.toThrow(/does not have n8n-nodes/);
	await bare.stop();
	await expect(openStage({ packedPackage: packed() })).rejects.toThrow(/No n8n answers/);

	await installPackage(userFolder, packed());
	const running = await startN8n({ server, userFolder, port });
	try {
		const stage = await openStage({ packedPackage: packed() });
		await goLive(stage);
		await signUp(stage, 'here@example.com');
		await expect(stage.crash()).rejects.toThrow(NOT_OURS);
		await expect(stage.restart()).rejects.toThrow(NOT_OURS);
		expect(() => stage.n8n.log()).toThrow(NOT_OURS);
		await expect(
			openStage({ packedPackage: packed(), env: { N8N_LOG_LEVEL: 'debug' } }),
		).rejects.toThrow(NOT_OURS);
		await stage.close();

		const api = new N8nApi(running.url);
		await api.signIn();
		expect(await api.call('GET', 'credentials')).toEqual([]);
		expect(await api.call('GET', 'workflows')).toEqual([]);
	} finally {
		await running.stop();
	}
});

test.describe('N8N_SERVER', () => {
	for (const [text, server] of Object.entries({
		'npm:2.3.6@22': { kind: 'npm', n8n: '2.3.6', node: '^22' },
		'image:v3-rc': { kind: 'image', image: 'docker.n8n.io/n8nio/n8n:v3-rc' },
		'image:ghcr.io/n8n-io/n8n:2.41.1': { kind: 'image', image: 'ghcr.io/n8n-io/n8n:2.41.1' },
		'url:http://127.0.0.1:5678': { kind: 'url', url: 'http://127.0.0.1:5678' },
	})) {
		test(`${text} is read, and written as it was`, () => {
			expect(readServer(text)).toEqual(server);
			expect(serverName(readServer(text))).toBe(text);
		});
	}

	test('npm, nothing and N8N_VERSION mean an n8n from npm', () => {
		expect(chosenServer({ N8N_SERVER: 'npm' })).toEqual(chosenServer({}));
		expect(chosenServer({ N8N_VERSION: '2.3.6@22' })).toEqual(readServer('npm:2.3.6@22'));
		expect(() => chosenServer({ N8N_VERSION: '2.3.6@22', N8N_SERVER: 'npm' })).toThrow(/not both/);
	});

	for (const text of ['', 'docker', 'image:', 'image:a b', 'npm:2.3', 'url:', 'url:5678']) {
		test(`"${text}" is refused`, () => {
			expect(() => readServer(text)).toThrow(/names no server|is not/);
		});
	}

	test('an n8n on another machine is refused: the sandbox is out of its reach', () => {
		expect(() => readServer('url:https://n8n.example.com')).toThrow(/not an address of this/);
	});
});
