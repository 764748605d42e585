/**
 * A test runner for Stryker that loads the tests once and runs them again for each change of the code, in one process:
 * Stryker's changes are all in the code and switched on one at a time. Starting Jest anew for each takes seconds; this
 * takes milliseconds, so that even a busy machine needs minutes for all of them.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { dependsOn, loadTests, type LoadedTest } from './loadedTests.mts';

/** Where the tests are that check the callback code rule by rule. */
const TEST_FILES: ReadonlyArray<readonly [folder: string, names: RegExp]> = [
	['test/unit/callback', /\.test\.ts$/],
	['test/unit/security', /^(?:absentHeaders|keyFlood|keyRecords)\.test\.ts$/],
];

/** A test that takes longer waits for something that never comes. Those of the code as it is take less than a second. */
const LONGEST_TEST_MS = 30_000;

/**
 * Code counts as endless when a test takes this many steps; a step is a place where the code could be changed. With the code
 * as it is, no test takes a million, and to walk through the largest body byte by byte takes twenty.
 */
const MOST_STEPS = 50_000_000;
const ENDLESS = 'The code never ends.';

/** What Stryker's code in the files under test reads and writes (`@stryker-mutator/instrumenter`). */
interface Switchboard {
	/** ID of the change that is switched on. Read in each step. */
	readonly activeMutant?: string;
	currentTestId?: string;
	mutantCoverage?: unknown;
}
declare global {
	var __stryker__: Switchboard | undefined;
}

let stepsTaken = 0;
let active: string | undefined;
const switchboard: Switchboard = {
	get activeMutant() {
		stepsTaken += 1;
		if (stepsTaken > MOST_STEPS) throw new Error(ENDLESS);
		return active;
	},
};
globalThis.__stryker__ = switchboard;

/** Of Stryker's options for one change, what is used here. */
interface MutantRun {
	activeMutant: { id: string };
	sandboxFileName: string;
	/** IDs of the tests that reach the change; absent for one that takes effect when the code is loaded. */
	testFilter?: string[];
	reloadEnvironment: boolean;
}

type MutantResult =
	| { status: 'killed'; killedBy: string[]; failureMessage: string; nrOfTests: number }
	| { status: 'survived'; nrOfTests: number }
	| { status: 'timeout'; reason: string };

class MutationRunner {
	private tests: LoadedTest[] = [];

	capabilities() {
		return { reloadEnvironment: true };
	}

	async dryRun() {
		this.tests = loadAll();
		const tests = [];
		for (const test of this.tests) {
			const { id, file } = test;
			switchboard.currentTestId = id;
			const startedAt = performance.now();
			const failure = await failureOf(test);
			const timeSpentMs = performance.now() - startedAt;
			const result = { id, name: id, fileName: file, timeSpentMs };
			tests.push(
				failure === null
					? { ...result, status: 0 }
					: { ...result, status: 1, failureMessage: failure },
			);
		}
		switchboard.currentTestId = undefined;
		return { status: 'complete', tests, mutantCoverage: switchboard.mutantCoverage };
	}

	async mutantRun(run: MutantRun): Promise<MutantResult> {
		const { activeMutant, sandboxFileName, testFilter } = run;
		try {
			if (testFilter) {
				if (run.reloadEnvironment || this.tests.length === 0) this.tests = loadAll();
				active = activeMutant.id;
				const wanted = new Set(testFilter);
				return await this.result(this.tests.filter(({ id }) => wanted.has(id)));
			}
			active = activeMutant.id;
			this.tests = loadAll();
			return await this.result(this.tests.filter(({ file }) => dependsOn(file, sandboxFileName)));
		} catch (fault) {
			// The code does not even load.
			return killed([], messageOf(fault), 0);
		} finally {
			active = undefined;
		}
	}

	/** Runs tests up to the first that notices the change. */
	private async result(tests: readonly LoadedTest[]): Promise<MutantResult> {
		for (const [index, test] of tests.entries()) {
			const failure = await failureOf(test);
			if (stepsTaken > MOST_STEPS) return { status: 'timeout', reason: ENDLESS };
			if (failure !== null) return killed([test.id], failure, index + 1);
		}
		return { status: 'survived', nrOfTests: tests.length };
	}
}

function loadAll(): LoadedTest[] {
	stepsTaken = 0;
	return loadTests(testFiles().map((file) => path.resolve(file)));
}

/** Test files, from the root of the clone. */
function testFiles(): string[] {
	return TEST_FILES.flatMap(([folder, names]) =>
		readdirSync(folder)
			.filter((name) => names.test(name))
			.map((name) => `${folder}/${name}`),
	);
}

/** Why a test failed; null if it passed. Its steps are counted anew. */
async function failureOf(test: LoadedTest): Promise<string | null> {
	stepsTaken = 0;
	let timer: NodeJS.Timeout | undefined;
	const never = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error('The test never ends.')), LONGEST_TEST_MS);
	});
	return await Promise.race([test.run(), never])
		.then(() => null, messageOf)
		.finally(() => clearTimeout(timer));
}

function messageOf(fault: unknown): string {
	return fault instanceof Error ? fault.message : String(fault);
}

function killed(killedBy: string[], failureMessage: string, nrOfTests: number): MutantResult {
	return { status: 'killed', killedBy, failureMessage, nrOfTests };
}

/** Stryker looks for this. */
export const strykerPlugins = [
	{ kind: 'TestRunner', name: 'loaded-once', injectableClass: MutationRunner },
];
