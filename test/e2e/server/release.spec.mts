import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { root } from '../../../scripts/host/paths.mts';

/** How a version gets out: the workflows on GitHub, the notes of a release, and what stops a publish from a laptop. */

const workflows = path.join(root, '.github/workflows');
const { version, publishConfig } = z
	.object({ version: z.string(), publishConfig: z.record(z.string(), z.unknown()) })
	.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));

for (const name of readdirSync(workflows)) {
	test(`${name} pins each action to a commit and names its version`, () => {
		const text = readFileSync(path.join(workflows, name), 'utf8');
		for (const [, used] of text.matchAll(/uses: (.+)/g)) {
			expect(used).toMatch(/^(\.\/.+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
		}
	});
}

test('a version is published only after everything that CI runs, and only as it was packed', () => {
	const text = readFileSync(path.join(workflows, 'publish.yml'), 'utf8');
	expect(text).toContain('uses: ./.github/workflows/ci.yml');
	expect(text).toContain('needs: [test, pack]');
	expect(text).toContain('npm publish ./release/*.tgz --provenance');
});

function releaseNotes(tag: string) {
	const args = ['scripts/run.mjs', 'releaseNotes', tag];
	return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
}

test('the notes of a release are what the changelog says of this version', () => {
	const { status, stdout } = releaseNotes(version);
	expect(status).toBe(0);
	expect(readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8')).toContain(stdout.trim());
	expect(stdout).toContain('### Added');
	expect(stdout).not.toMatch(/^## /m);
});

test('a tag that is not this version is refused', () => {
	expect(releaseNotes('0.0.1')).toMatchObject({ status: 1, stdout: '' });
});

/**
 * Runs `npm publish` with scripts ignored and no CI around it, signed in at a registry on loopback that takes anything.
 *
 * @returns the methods of the requests it made, and what it printed
 */
async function publishFromLaptop(config: Record<string, unknown>) {
	const methods: string[] = [];
	const registry = createServer((request, response) => {
		methods.push(request.method ?? '');
		request.resume();
		response.statusCode = request.method === 'PUT' ? 201 : 404;
		response.end('{}');
	});
	await new Promise<void>((listening) => registry.listen(0, '127.0.0.1', listening));
	const { port } = z.object({ port: z.number() }).parse(registry.address());
	const folder = mkdtempSync(path.join(os.tmpdir(), 'publish-guard-'));
	const manifest = { name: 'publish-guard-trial', version: '1.0.0', publishConfig: config };
	writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
	const address = `//127.0.0.1:${port}/`;
	writeFileSync(
		path.join(folder, '.npmrc'),
		`registry=http:${address}\n${address}:_authToken=trial\n`,
	);
	const env = Object.fromEntries(
		Object.entries(process.env).filter(([name]) => !/^(CI$|GITHUB_|GITLAB_|npm_)/i.test(name)),
	);
	const args = ['publish', '--ignore-scripts', '--no-update-notifier', '--fetch-retries=0'];
	try {
		return await new Promise<{ failed: boolean; output: string; methods: string[] }>((done) => {
			execFile('npm', args, { cwd: folder, env }, (error, stdout, stderr) =>
				done({ failed: error !== null, output: stdout + stderr, methods }),
			);
		});
	} finally {
		registry.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

test('npm publish from a laptop is refused before anything is sent, even with scripts ignored', async () => {
	const { failed, output, methods } = await publishFromLaptop(publishConfig);
	expect(output).toContain('provenance');
	expect(failed).toBe(true);
	expect(methods).not.toContain('PUT');
});

test('without the publishConfig of this package it would go through', async () => {
	const { failed, methods } = await publishFromLaptop({ access: 'public' });
	expect(failed).toBe(false);
	expect(methods).toContain('PUT');
});
