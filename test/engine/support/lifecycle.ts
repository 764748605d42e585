import { HookContext } from 'n8n-core';
import type { IDataObject, WorkflowExecuteMode } from 'n8n-workflow';
import type { TestCredentials } from './credentials';
import { startLog, type LogLine } from './host.cjs';
import { triggerWorkflow, type TriggerOptions, type TriggerWorkflow } from './triggerWorkflow';

export interface LifecycleOptions extends TriggerOptions {
	/** True: the webhook of *Execute step* in the editor, which has its own URL. */
	test?: boolean;
}

export interface Lifecycle {
	checkExists(): Promise<boolean>;
	create(): Promise<boolean>;
	delete(): Promise<boolean>;
	/** What n8n does when a workflow is published, older versions also at their start: create unless it exists. */
	activate(): Promise<void>;
	/** What the trigger has stored about its registration: its own part of the static data. */
	state(): IDataObject;
	/** The whole static data as n8n would store it, to hand to another {@link lifecycle}. */
	staticData(): IDataObject;
	/** The URL that is to be registered. */
	url: string;
	credentials: TestCredentials;
	/** What was written to n8n's log since the start. */
	logs(): LogLine[];
}

/** The trigger's registration methods, run through n8n-core's real `HookContext`. */
export async function lifecycle(options: LifecycleOptions): Promise<Lifecycle> {
	return lifecycleOf(await triggerWorkflow(options), options.test === true);
}

/** The same for a workflow that is there already, so that its calls see what the registration stored. */
export function lifecycleOf(trigger: TriggerWorkflow, test: boolean): Lifecycle {
	const { workflow, node, nodeType, webhook, additionalData, credentials } = trigger;
	const mode: WorkflowExecuteMode = test ? 'manual' : 'trigger';
	const logs = startLog();

	const call = async (method: 'checkExists' | 'create' | 'delete'): Promise<boolean> => {
		const hook = nodeType.webhookMethods?.[webhook.webhookDescription.name]?.[method];
		if (hook === undefined) throw new Error(`The trigger has no method "${method}"`);
		const context = new HookContext(
			workflow,
			node,
			additionalData,
			mode,
			test ? 'manual' : 'activate',
			{ ...webhook, isTest: test },
		);
		return await hook.call(context);
	};

	return {
		checkExists: async () => await call('checkExists'),
		create: async () => await call('create'),
		delete: async () => await call('delete'),
		activate: async () => {
			if (!(await call('checkExists'))) await call('create');
		},
		state: () => ({ ...workflow.getStaticData('node', node) }),
		staticData: () => {
			const stored: unknown = JSON.parse(JSON.stringify(workflow.staticData));
			return stored as IDataObject;
		},
		url: test ? trigger.testUrl : trigger.url,
		credentials,
		logs,
	};
}
