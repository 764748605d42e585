import { PollContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeParameters,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { additionalDataFor } from './additionalData';
import { TestCredentials, type CredentialValues } from './credentials';
import { skipSleeps, startLog, type LogLine } from './host.cjs';
import { TestNodeTypes } from './nodeTypes';
import { publishedWorkflow } from './triggerWorkflow';

interface PollerOptions {
	nodeType: string;
	parameters: INodeParameters;
	credentials: CredentialValues;
	/** The workflow's static data as n8n stores it. */
	staticData?: IDataObject | undefined;
	/** Another one is another process to the node: it remembers nothing. */
	workflowId?: string;
	/** By its name n8n keeps what a node stores; the ID stays when it is renamed. */
	nodeName?: string;
	nodeId?: string;
	mode?: WorkflowExecuteMode;
	activation?: WorkflowActivateMode;
	/** How long n8n lets a look take, in milliseconds. */
	budget?: number;
}

/** A published workflow whose trigger looks by itself. */
export interface Poller {
	/** One look: the items, or none. @throws what the node throws */
	look: () => Promise<IDataObject[]>;
	/** The whole static data, as n8n would store it. */
	staticData: () => IDataObject;
	logs: () => LogLine[];
}

/** Runs a trigger's `poll` through n8n-core's real `PollContext`. */
export async function poller(options: PollerOptions): Promise<Poller> {
	const nodeTypes = new TestNodeTypes();
	const type = nodeTypes.fullName(options.nodeType);
	const nodeType = nodeTypes.getByNameAndVersion(type);
	const credentials = await TestCredentials.with(options.credentials);
	const { description } = nodeType;
	const typeVersion = [description.version].flat().at(-1) ?? 1;
	const node: INode = {
		id: options.nodeId ?? 'trigger',
		name: options.nodeName ?? description.displayName,
		type,
		typeVersion,
		position: [0, 0],
		parameters: options.parameters,
		credentials: credentials.references(),
	};
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	if (issues !== null) throw new Error(JSON.stringify(issues));
	const workflow = publishedWorkflow(node, nodeTypes, options);
	const context = new PollContext(
		workflow,
		workflow.getNode(node.name) ?? node,
		additionalDataFor(credentials),
		options.mode ?? 'trigger',
		options.activation ?? 'activate',
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
		options.budget === undefined ? undefined : () => options.budget ?? 0,
	);
	const logs = startLog();
	return {
		look: async () => {
			const sleeps = skipSleeps();
			try {
				const outputs = await nodeType.poll?.call(context);
				return (outputs?.[0] ?? []).map(({ json }) => json);
			} finally {
				sleeps.restore();
			}
		},
		staticData: () => {
			const stored: IDataObject = JSON.parse(JSON.stringify(workflow.staticData));
			return stored;
		},
		logs,
	};
}
