import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { run } from '../../../scripts/host/command.mts';
import { packPackage } from '../../../scripts/host/pack.mts';
import { root } from '../../../scripts/host/paths.mts';

/** What a user installs: held to what is meant, from the packed file itself. */

const SHIPPED_FOLDERS = ['core', 'credentials', 'nodes'];
/** What the host brings, and Node's own `crypto`. */
const ALLOWED_MODULES = ['crypto', 'n8n-workflow', 'zod'];

let folder: string;
let packed: string;
let names: string[];

test.beforeAll(async () => {
	const file = process.env.PACKED_PACKAGE;
	if (file === undefined) throw new Error('globalSetup has not packed the package');
	packed = file;
	folder = mkdtempSync(path.join(os.tmpdir(), 'packed-'));
	await run('tar', ['-xzf', packed, '-C', folder, '--strip-components=1'], { cwd: folder });
	names = filesBelow(folder).map((name) => path.relative(folder, name).replaceAll('\\', '/'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesBelow(start: string): string[] {
	return readdirSync(start, { withFileTypes: true }).flatMap((entry) => {
		const full = path.join(start, entry.name);
		return entry.isDirectory() ? filesBelow(full) : [full];
	});
}

/** Every file that has to be published, from the sources. */
function expectedNames(): string[] {
	const built = SHIPPED_FOLDERS.flatMap((name) => filesBelow(path.join(root, name)))
		.map((name) => path.relative(root, name).replaceAll('\\', '/'))
		.filter((name) => !name.endsWith('.md'))
		.flatMap((name) =>
			name.endsWith('.ts') ? [name.replace(/ts$/, 'js'), name.replace(/ts$/, 'd.ts')] : [name],
		)
		.map((name) => `dist/${name}`);
	return [...built, 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'].sort();
}

test('the packed package holds exactly the compiled sources, icons, codex files and its papers', () => {
	expect([...names].sort()).toEqual(expectedNames());
});

test('it brings no dependency, and runs nothing when it is installed', () => {
	const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<
		string,
		Record<string, string> | undefined
	>;
	for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies']) {
		expect(manifest[kind] ?? {}).toEqual({});
	}
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	for (const hook of ['preinstall', 'install', 'postinstall', 'prepare']) {
		expect(manifest.scripts?.[hook]).toBeUndefined();
	}
});

test('its code loads nothing but itself, what n8n brings, and crypto', () => {
	const loaded = new Set<string>();
	for (const name of names.filter((one) => one.endsWith('.js'))) {
		const code = readFileSync(path.join(folder, name), 'utf8');
		for (const [, module = ''] of code.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)) {
			if (!module.startsWith('.')) loaded.add(module);
		}
		expect(code).not.toMatch(/\beval\(|\bnew Function\(|\bimport\(/);
	}
	expect([...loaded].sort()).toEqual(ALLOWED_MODULES);
});

test('the lock file pins every development dependency by version and checksum', () => {
	type Lock = {
		packages: Record<
			string,
			{
				version?: string;
				integrity?: string;
				link?: boolean;
				devDependencies?: Record<string, string>;
			}
		>;
	};
	const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;
	const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
		devDependencies: Record<string, string>;
	};
	expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies);
	for (const version of Object.values(manifest.devDependencies)) {
		// An entry may give a package another name, such as zod 4 beside zod 3.
		expect(version).toMatch(/^(npm:[@\w/-]+@)?\d+\.\d+\.\d+$/);
	}
	const entries = Object.entries(lock.packages).filter(([name]) => name !== '');
	const loose = entries.filter(([, { version, integrity }]) => !version || !integrity);
	// Packages inside the archive of another one have no checksum of their own: that one's covers them.
	const inBundles = loose.filter(([name]) => !isBundled(lock, name));
	expect(inBundles.map(([name]) => name)).toEqual([]);
});

function isBundled(lock: { packages: Record<string, object> }, name: string): boolean {
	return 'inBundle' in (lock.packages[name] ?? {});
}

test('a second build of the same sources gives the very same file', async () => {
	const second = await packPackage(path.join(folder, '..', `${path.basename(folder)}-again`));
	const hash = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
	try {
		expect(hash(second)).toBe(hash(packed));
	} finally {
		rmSync(path.dirname(second), { recursive: true, force: true });
	}
});
