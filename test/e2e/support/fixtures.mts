import path from 'node:path';
import { test as base } from '@playwright/test';
import type { RunItem, WorkflowFile } from '../../../scripts/host/api.mts';
import { artifactsFolder } from '../../../scripts/host/paths.mts';
import {
	openStage,
	prepareWorkflow,
	readExample,
	type ExampleName,
	type Stage,
} from '../../../scripts/host/stage.mts';

export { expect } from '@playwright/test';

/** A workflow that was imported for one test; gone afterwards, with its callback. */
export type Imported = { id: string };

type TestFixtures = {
	/**
	 * Imports an example, or a workflow made from one, ready to be activated and to send (unless `keepDryRun`); it is
	 * removed after the test.
	 */
	importWorkflow: (
		which: ExampleName | WorkflowFile,
		settings?: { keepDryRun: boolean },
	) => Promise<Imported>;
};
type WorkerFixtures = { stage: Stage };

/**
 * Tests on one running stage: a real n8n with the packed package, and the sandbox. Each test starts with a fresh
 * sandbox and leaves no active workflow behind.
 */
export const test = base.extend<TestFixtures, WorkerFixtures>({
	stage: [
		async ({}, use, { project }) => {
			const packedPackage = process.env.PACKED_PACKAGE;
			if (packedPackage === undefined) throw new Error('globalSetup has not packed the package');
			const stage = await openStage({
				packedPackage,
				logFile: path.join(artifactsFolder, project.name, 'n8n.log'),
			});
			await use(stage);
			await stage.close();
		},
		{ scope: 'worker', timeout: 900_000 },
	],
	importWorkflow: async ({ stage }, use) => {
		await stage.sandbox.reset();
		const imported: string[] = [];
		await use(async (which, settings) => {
			const workflow = typeof which === 'string' ? readExample(which) : which;
			const prepared = await prepareWorkflow(stage, workflow, settings);
			const { id } = await stage.api.createWorkflow(prepared);
			imported.push(id);
			return { id };
		});
		for (const id of imported) {
			await stage.api.deactivate(id);
			await stage.api.deleteWorkflow(id);
		}
	},
});

/** Waits until every run of a workflow has ended. @returns the runs, oldest first */
export async function finishedRuns(stage: Stage, workflowId: string, atLeast: number) {
	const unfinished = new Set(['new', 'running', 'waiting']);
	for (;;) {
		const runs = await stage.api.executions(workflowId);
		if (runs.length >= atLeast && !runs.some(({ status }) => unfinished.has(status))) {
			return runs.reverse();
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

/** Waits until every callback is answered and every run has ended, and no new one came up. */
export async function atRest(stage: Stage, workflow: string): Promise<number> {
	for (let runs = -1; ; ) {
		await stage.sandbox.settled();
		const now = (await finishedRuns(stage, workflow, 0)).length;
		if (now === runs) return now;
		runs = now;
	}
}

/** Items of one output of one node in the given run. */
export async function itemsOf(
	stage: Stage,
	runId: string,
	node: string,
	output = 0,
): Promise<RunItem[]> {
	return (await stage.api.executionOutputs(runId))[node]?.[output] ?? [];
}
