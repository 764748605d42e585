import type { WorkflowFile } from './api.mts';

/** What a user does once the first results look right: turns off *Dry Run* in every step that sends. */
export function withoutDryRun(workflow: WorkflowFile): WorkflowFile {
	for (const { parameters } of workflow.nodes) {
		const { options } = parameters;
		if (options !== null && typeof options === 'object' && 'dryRun' in options) {
			parameters.options = { ...options, dryRun: false };
		}
	}
	return workflow;
}
