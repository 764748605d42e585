import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mts';
import { root } from './paths.mts';

/** Compiles the package into `dist/`. */
export async function buildPackage(): Promise<void> {
	await run('npm', ['run', 'build'], { cwd: root });
}

/**
 * Builds the package and packs it as npm would publish it.
 *
 * @param into folder for the packed file; emptied first
 * @returns path of the packed file
 */
export async function packPackage(into: string): Promise<string> {
	await buildPackage();
	rmSync(into, { recursive: true, force: true });
	mkdirSync(into, { recursive: true });
	await run('npm', ['pack', '--ignore-scripts', '--pack-destination', into], { cwd: root });
	const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
		name: string;
		version: string;
	};
	return path.join(into, `${name}-${version}.tgz`);
}

/**
 * Installs a packed file as n8n's manual installation of community nodes says: with npm, in the `nodes` folder
 * of the n8n user folder. The host brings n8n-workflow, so the peer is not installed a second time.
 *
 * @param userFolder value of N8N_USER_FOLDER
 */
export async function installPackage(userFolder: string, packedFile: string): Promise<void> {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	mkdirSync(nodes, { recursive: true });
	await run(
		'npm',
		['install', packedFile, '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund'],
		{ cwd: nodes },
	);
}
