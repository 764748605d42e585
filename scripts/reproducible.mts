/**
 * `npm run package:reproducible`: builds and packs the committed sources in two fresh clones and compares the two files byte by
 * byte. Whoever wants to check a published version does the same at its tag and compares with the file from npm.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { run } from './host/command.mts';
import { readOptions } from './host/options.mts';
import { root } from './host/paths.mts';

readOptions('npm run package:reproducible     packs the committed sources twice and compares', {});

const folder = mkdtempSync(path.join(os.tmpdir(), 'reproducible-'));
try {
	const hashes: string[] = [];
	for (const name of ['first', 'second-with-a-longer-name']) {
		const clone = path.join(folder, name);
		await run('git', ['clone', '-q', root, clone], { cwd: folder });
		symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
		await run('npm', ['run', 'build'], { cwd: clone });
		const packed = (
			await run('npm', ['pack', '--ignore-scripts', '--silent'], { cwd: clone })
		).trim();
		const file = path.join(clone, packed.split('\n').at(-1) ?? '');
		hashes.push(createHash('sha256').update(readFileSync(file)).digest('hex'));
		console.log(`${hashes.at(-1)}  ${name}`);
	}
	const isSame = new Set(hashes).size === 1;
	console.log(isSame ? 'The same file twice.' : 'The two files differ.');
	process.exitCode = isSame ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}
