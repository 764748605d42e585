import type {
	ExecutionError,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { CredentialValues, TestCredentials } from './credentials';
import type { LogLine } from './host.cjs';
import { FEED_TYPE } from './nodeTypes';
import { runWorkflow } from './runWorkflow';

export interface NodeRunOptions {
	/** Short name of a node of this package (`copernica`), or a full type name. */
	nodeType: string;
	parameters: INodeParameters;
	/** What the user entered, by credential type. */
	credentials?: CredentialValues;
	/** Plain JSON objects, or whole items. */
	items: Array<IDataObject | INodeExecutionData>;
	/** What the node's *Settings* tab and its version say. `onError: 'continueErrorOutput'` adds the error output. */
	settings?: Partial<
		Pick<
			INode,
			| 'onError'
			| 'continueOnFail'
			| 'retryOnFail'
			| 'maxTries'
			| 'waitBetweenTries'
			| 'alwaysOutputData'
			| 'executeOnce'
			| 'typeVersion'
		>
	>;
	/** Node and credential types that the test brings itself. */
	nodeTypes?: Record<string, INodeType>;
	credentialTypes?: Record<string, ICredentialType>;
	mode?: WorkflowExecuteMode;
	/** WEBHOOK_URL of the instance, without a slash at the end. */
	publicUrl?: string;
	/** Cancels the run, as the *Stop* button does, once it resolves. */
	cancelWhen?: Promise<unknown>;
}

export interface NodeRun {
	/** The items on each output, as the engine hands them on. */
	outputs: INodeExecutionData[][];
	/** What ended the run: the node's own fault. */
	error?: ExecutionError;
	/** What the node itself returned, one entry per call of `execute`: look here for `pairedItem`. */
	returned: INodeExecutionData[][][];
	/** What the node tells the user at its output, beside the items. */
	hints: string[];
	/** What was written to n8n's log meanwhile. */
	logs: LogLine[];
	/** The credentials after the run: fetched tokens are stored in them. */
	credentials: TestCredentials;
}

/**
 * Runs one node of this package in n8n-core's real engine: a feeding node with the given items, then the node under
 * test.
 *
 * @throws when n8n itself would refuse the workflow (unknown type, missing required parameter)
 */
export async function runNode(options: NodeRunOptions): Promise<NodeRun> {
	const { nodeType, parameters, items, settings, ...shared } = options;
	const flow = await runWorkflow({
		...shared,
		nodes: [
			{ name: 'Feed', type: FEED_TYPE, parameters: {} },
			{ name: 'Under Test', type: nodeType, parameters, ...settings },
		],
		connections: {
			Feed: { main: [[{ node: 'Under Test', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
		triggerItems: items,
		startNode: 'Feed',
	});
	return {
		outputs: flow.output('Under Test'),
		error: flow.error,
		returned: flow.returned
			.filter((entry) => entry.nodeType !== FEED_TYPE)
			.map((entry) => entry.outputs),
		hints: (flow.run.data.resultData.runData['Under Test'] ?? []).flatMap(({ hints = [] }) =>
			hints.map(({ message }) => message),
		),
		logs: flow.logs,
		credentials: flow.credentials,
	};
}
