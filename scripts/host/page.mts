import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mts';
import { root } from './paths.mts';

/** Writes a file of the clone, such as `docs/measured/loops.md`, and formats it as the others are. */
export async function writePage(file: string, text: string): Promise<void> {
	const target = path.join(root, file);
	mkdirSync(path.dirname(target), { recursive: true });
	writeFileSync(target, text);
	await run('npx', ['prettier', '--write', file], { cwd: root });
}
