import { createRequire, Module } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const globalsPath = require.resolve('@jest/globals');

/** A test that is loaded and can be run again and again. */
export interface LoadedTest {
	/** Unlike all others. */
	id: string;
	/** Absolute path. */
	file: string;
	/** @throws whatever the test throws */
	run: () => Promise<void>;
}

type Step = () => unknown;
type Body = (...values: unknown[]) => unknown;
type Register = (name: string, body: Body) => void;

/** What is written between the braces of one `describe`. */
interface Group {
	name: string;
	outer: Group | null;
	before: Step[];
	after: Step[];
}

/** Gathers what test files register. Only the parts of Jest that the tests of the callback code use. */
class Registry {
	readonly tests: LoadedTest[] = [];
	private group: Group = { name: '', outer: null, before: [], after: [] };
	private file = '';

	/** What a test file imports from `@jest/globals`. */
	readonly globals = {
		describe: withEach((name, body) => this.describe(name, body)),
		it: withEach((name, body) => this.add(name, body)),
		beforeEach: (step: Step) => this.group.before.push(step),
		afterEach: (step: Step) => this.group.after.push(step),
	};

	/** Loads a file; what it registers is its own. */
	loadFile(file: string): void {
		this.file = file;
		require(file);
	}

	private describe(name: string, body: Body): void {
		const outer = this.group;
		this.group = { name: `${outer.name} ${name}`.trim(), outer, before: [], after: [] };
		body();
		this.group = outer;
	}

	private add(name: string, body: Body): void {
		const { group, file } = this;
		const place = path.basename(file, '.test.ts');
		this.tests.push({
			id: `${place} ${this.tests.length}: ${group.name} ${name}`,
			file,
			run: async () => {
				for (const step of stepsOf(group, 'before').reverse()) await step();
				try {
					await body();
				} finally {
					for (const step of stepsOf(group, 'after')) await step();
				}
			},
		});
	}
}

/** Steps of a group and those around it, the innermost first. */
function stepsOf(group: Group, kind: 'before' | 'after'): Step[] {
	const own = kind === 'before' ? [...group.before].reverse() : group.after;
	return group.outer === null ? own : [...own, ...stepsOf(group.outer, kind)];
}

/** `it` and `it.each`: rows are lists of values, unless one is no list; then each is one value. */
function withEach(register: Register): Register & { each: (rows: readonly unknown[]) => Register } {
	const each = (rows: readonly unknown[]) => (name: string, body: Body) => {
		const lists = rows.every((row) => Array.isArray(row)) ? rows : rows.map((row) => [row]);
		for (const values of lists) register(name, () => body(...values));
	};
	return Object.assign(register, { each });
}

/** Loads test files, and the code they test, as if for the first time. Packages and helpers of tests stay loaded. */
export function loadTests(files: readonly string[]): LoadedTest[] {
	for (const loaded of Object.keys(require.cache)) {
		const isKept = /[\\/](?:node_modules|support)[\\/]/.test(loaded);
		if (!isKept) delete require.cache[loaded];
	}
	const registry = new Registry();
	const globals = new Module(globalsPath);
	const { jestExpect } = createRequire(globalsPath)('@jest/expect');
	globals.exports = { ...registry.globals, expect: jestExpect };
	globals.loaded = true;
	require.cache[globalsPath] = globals;
	for (const file of files) registry.loadFile(file);
	return registry.tests;
}

/** Whether a loaded file, or one that it loads, is this one. Both as absolute paths. */
export function dependsOn(file: string, wanted: string, seen = new Set<string>()): boolean {
	if (file === wanted) return true;
	seen.add(file);
	return (require.cache[file]?.children ?? []).some(
		({ id }) => !seen.has(id) && !id.includes('node_modules') && dependsOn(id, wanted, seen),
	);
}
