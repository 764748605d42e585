import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { cutsOf, type Guard } from '../../test/history/guards.ts';
import type { Message } from '../../test/history/part.mts';
import { root } from './paths.mts';

/** Histories of one seed. */
export const HISTORIES_PER_SEED = 250;

/** What a history is played by. */
const SOURCES = ['core', 'test/history'];

/** Writes the JavaScript of a source, or a copy of what is JavaScript already. */
function compileFile(file: string, folder: string, text: string): void {
	const target = path.join(folder, file);
	mkdirSync(path.dirname(target), { recursive: true });
	if (/\.d\.[cm]?ts$/.test(file) || !/\.m?ts$/.test(file)) {
		writeFileSync(target, text);
		return;
	}
	const { outputText } = ts.transpileModule(text, {
		fileName: file,
		compilerOptions: {
			target: ts.ScriptTarget.ES2022,
			module: file.endsWith('.mts') ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
			esModuleInterop: true,
			rewriteRelativeImportExtensions: true,
		},
	});
	writeFileSync(target.replace(/ts$/, 'js'), outputText);
}

/** Compiles all that histories need: what is compiled while it is loaded plays a sixth fewer of them. */
export function compileHistories(folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	for (const source of SOURCES) {
		const files = readdirSync(path.join(root, source), { recursive: true, withFileTypes: true });
		for (const { name, parentPath } of files.filter((entry) => entry.isFile())) {
			const file = path.join(parentPath, name);
			compileFile(path.relative(root, file), folder, readFileSync(file, 'utf8'));
		}
	}
	// What is in it is CommonJS unless its name says otherwise.
	writeFileSync(path.join(folder, 'package.json'), '{}');
}

/** A copy of what {@link compileHistories} made, in which one guard is taken away. */
export function compileWithout(guard: Guard, compiled: string, folder: string): void {
	rmSync(folder, { recursive: true, force: true });
	cpSync(compiled, folder, { recursive: true });
	for (const { file, from, to } of cutsOf(guard)) {
		const text = readFileSync(path.join(root, file), 'utf8');
		if (text.split(from).length !== 2) {
			throw new Error(
				`"${from}" is not there exactly once in ${file}: bring test/history/guards.ts up to date`,
			);
		}
		compileFile(
			file,
			folder,
			text.replace(from, () => to),
		);
	}
}

export interface Part {
	/** What {@link compileHistories} wrote. */
	readonly folder: string;
	/** Seeds of {@link HISTORIES_PER_SEED} histories each. */
	readonly seeds: readonly number[];
	/** How many failures to make small. */
	readonly failures: number;
	/** Ends at the first history that is wrong. */
	readonly untilWrong: boolean;
}

const running = new Set<ChildProcess>();

/** Plays histories in a process of its own, to its last message. */
export async function playPart(part: Part, onMessage: (message: Message) => void): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const child = fork(
			path.join(part.folder, 'test', 'history', 'part.mjs'),
			[
				`--seeds=${part.seeds.join(',')}`,
				`--size=${HISTORIES_PER_SEED}`,
				`--failures=${part.failures}`,
				...(part.untilWrong ? ['--untilWrong'] : []),
			],
			{ execArgv: [], cwd: root },
		);
		running.add(child);
		child.on('message', onMessage);
		child.on('error', reject);
		child.on('exit', (code) => {
			running.delete(child);
			if (code === 0) resolve();
			else reject(new Error(`A part ended with code ${code}`));
		});
	});
}

/** Ends every part at once. */
export function stopParts(): void {
	for (const child of running) child.kill('SIGKILL');
}
