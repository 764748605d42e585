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

/** *Group Bursts* of the trigger: a mode, or for how many milliseconds it waits. */
export type Grouping = 'automatic' | 'off' | number;

/** What the trigger's option *Group Bursts* holds. */
export function groupBursts(grouping: Grouping) {
	const isWait = typeof grouping === 'number';
	return { group: isWait ? { mode: 'wait', window: grouping } : { mode: grouping } };
}
