import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { N8nApi, type WorkflowFile } from '../../../scripts/host/api.mts';
import { run } from '../../../scripts/host/command.mts';
import { ensureN8nServer } from '../../../scripts/host/install.mts';
import { startN8n } from '../../../scripts/host/n8n.mts';
import { installPackage } from '../../../scripts/host/pack.mts';
import { expect, test } from '../support/fixtures.mts';
import { keptWorkflows } from '../support/keptWorkflows.mts';
import { ownServerOnly } from '../support/ownServer.mts';

test.skip(...ownServerOnly);

const PACKAGE = 'n8n-nodes-copernica-spotler';
const NEXT_VERSION = '99.0.0';

/** The same package under a higher version, packed: what an update brings. */
async function packNextVersion(packed: string, folder: string): Promise<string> {
	const unpacked = path.join(folder, 'next');
	mkdirSync(unpacked);
	await run('tar', ['-xzf', packed, '-C', unpacked, '--strip-components=1'], { cwd: folder });
	const manifest = path.join(unpacked, 'package.json');
	const content = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
	writeFileSync(manifest, JSON.stringify({ ...content, version: NEXT_VERSION }));
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: unpacked });
	return path.join(folder, `${PACKAGE}-${NEXT_VERSION}.tgz`);
}

test('a packed file is installed, updated and removed as the README says; workflows survive the update', async () => {
	test.setTimeout(600_000);
	const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-installation-'));
	const server = await ensureN8nServer();
	const packed = process.env.PACKED_PACKAGE ?? '';
	const kept: Array<{ id: string; saved: WorkflowFile }> = [];

	const ours = [
		{ name: `${PACKAGE}.copernica`, version: 1 },
		{ name: `${PACKAGE}.copernicaChangesTrigger`, version: 1 },
		{ name: `${PACKAGE}.copernicaTrigger`, version: 2.1 },
		{ name: `${PACKAGE}.spotlerActivate`, version: 1 },
	];
	const all = ours.map(({ name }) => name.replace(`${PACKAGE}.`, ''));

	/** Starts n8n on the user folder, does something, and stops it. */
	const withN8n = async (work: (api: N8nApi) => Promise<void>) => {
		const n8n = await startN8n({ server, userFolder: folder });
		try {
			const api = new N8nApi(n8n.url);
			await api.signIn();
			await work(api);
		} finally {
			await n8n.stop();
		}
	};
	/** Our nodes that the running n8n has loaded. */
	const loaded = async (api: N8nApi) => {
		const found = await Promise.all(
			ours.map(
				async (nodeInfo) =>
					await api
						.call<Array<{ name: string }>>('POST', 'node-types', { nodeInfos: [nodeInfo] })
						.catch(() => []),
			),
		);
		return found.flat().map(({ name }) => name);
	};
	const installedVersion = () =>
		(
			JSON.parse(
				readFileSync(
					path.join(folder, '.n8n', 'nodes', 'node_modules', PACKAGE, 'package.json'),
					'utf8',
				),
			) as { version: string }
		).version;

	try {
		await test.step('install', async () => {
			await installPackage(folder, packed);
			await withN8n(async (api) => {
				expect(await loaded(api)).toEqual(all);
				for (const saved of keptWorkflows().values()) {
					kept.push({ id: (await api.createWorkflow(saved)).id, saved });
				}
				expect(kept.length).toBeGreaterThan(0);
			});
		});
		await test.step('update', async () => {
			await installPackage(folder, await packNextVersion(packed, folder));
			expect(installedVersion()).toBe(NEXT_VERSION);
			await withN8n(async (api) => {
				expect(await loaded(api)).toEqual(all);
				for (const { id, saved } of kept) {
					expect((await api.getWorkflow(id)).nodes.map(({ parameters }) => parameters)).toEqual(
						saved.nodes.map(({ parameters }) => parameters),
					);
				}
			});
		});
		await test.step('remove', async () => {
			await run('npm', ['uninstall', PACKAGE, '--no-audit', '--no-fund'], {
				cwd: path.join(folder, '.n8n', 'nodes'),
			});
			await withN8n(async (api) => {
				expect(await loaded(api)).toEqual([]);
				for (const { id, saved } of kept) {
					expect((await api.getWorkflow(id)).nodes).toHaveLength(saved.nodes.length);
				}
			});
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
