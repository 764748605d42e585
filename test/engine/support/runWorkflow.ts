import { WorkflowExecute } from 'n8n-core';
import type {
	ExecutionError,
	IConnections,
	ICredentialType,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { NodeConnectionTypes, Workflow } from 'n8n-workflow';
import { additionalDataFor, withHooks } from './additionalData';
import { TestCredentials, type CredentialValues } from './credentials';
import { startLog, type LogLine } from './host.cjs';
import { FEED_TYPE, TestNodeTypes, type Returned } from './nodeTypes';

/** A node of a flow: what an exported workflow holds, the rest is filled in. */
export type FlowNode = Pick<INode, 'name' | 'type' | 'parameters'> & Partial<INode>;

export interface FlowOptions {
	nodes: FlowNode[];
	connections: IConnections;
	/** Items that the start node gives: for a trigger, what its `webhook()` returned. */
	triggerItems: Array<IDataObject | INodeExecutionData>;
	/** Name of the node that is replaced by `triggerItems`; default: the node without an incoming connection. */
	startNode?: string;
	/** What the user entered, by credential type; every node gets those that its type asks for. */
	credentials?: CredentialValues;
	/** Node and credential types that the test brings itself. */
	nodeTypes?: Record<string, INodeType>;
	credentialTypes?: Record<string, ICredentialType>;
	mode?: WorkflowExecuteMode;
	staticData?: IDataObject;
	/** WEBHOOK_URL of the instance, without a slash at the end. */
	publicUrl?: string;
	/** Cancels the run, as the *Stop* button does, once it resolves. */
	cancelWhen?: Promise<unknown>;
}

export interface FlowRun {
	/** Output items of a node by output index; empty lists when it did not run. All runs of a node one after another. */
	output(nodeName: string): INodeExecutionData[][];
	/** Whether the node ran at all. */
	ran(nodeName: string): boolean;
	/** The fault that stopped the run; undefined when it came to its end, also through *Continue* settings. */
	error?: ExecutionError;
	/** What the nodes' own `execute` returned, before the engine completed it. */
	returned: Returned[];
	/** What was written to n8n's log meanwhile. */
	logs: LogLine[];
	/** The credentials after the run: fetched tokens are stored in them. */
	credentials: TestCredentials;
	/** n8n's own record of the run. */
	run: IRun;
}

const isItem = (value: IDataObject | INodeExecutionData): value is INodeExecutionData =>
	typeof value.json === 'object' && value.json !== null;

/** Items from plain JSON objects; real items pass unchanged. */
function asItems(values: Array<IDataObject | INodeExecutionData>): INodeExecutionData[] {
	return values.map((value) => (isItem(value) ? value : { json: value }));
}

function startNodeName({ nodes, connections, startNode }: FlowOptions): string {
	if (startNode !== undefined) return startNode;
	const targets = new Set(
		Object.values(connections)
			.flatMap((byType) => Object.values(byType).flat())
			.flatMap((list) => list ?? [])
			.map((connection) => connection.node),
	);
	const starts = nodes.filter(
		(node) => !targets.has(node.name) && node.type !== 'n8n-nodes-base.stickyNote',
	);
	const [only] = starts;
	if (only === undefined || starts.length > 1) {
		throw new Error(
			`Name the start node: ${starts.length} nodes have no input (${starts.map(({ name }) => name).join(', ')})`,
		);
	}
	return only.name;
}

/**
 * Runs a flow in n8n-core's real engine. The start node is replaced by the given items, everything behind it is the
 * real node code.
 *
 * @throws for a flow that n8n itself would refuse (an unknown node type, a missing parameter); a node's own fault
 * comes back as `error`
 */
export async function runWorkflow(options: FlowOptions): Promise<FlowRun> {
	const nodeTypes = new TestNodeTypes(options.nodeTypes);
	const credentials = await TestCredentials.with(
		options.credentials ?? {},
		options.credentialTypes,
	);
	const references = credentials.references();
	const startName = startNodeName(options);
	const nodes = options.nodes
		.filter((node) => node.type !== 'n8n-nodes-base.stickyNote')
		.map((node, index): INode => {
			const type = node.name === startName ? FEED_TYPE : nodeTypes.fullName(node.type);
			const { description } = nodeTypes.getByNameAndVersion(type);
			const version = [description.version].flat().at(-1) ?? 1;
			const wanted = (description.credentials ?? []).map(({ name }) => name);
			return {
				id: `node-${index}`,
				typeVersion: version,
				position: [index * 200, 0],
				...node,
				type,
				credentials:
					references === undefined
						? undefined
						: Object.fromEntries(
								Object.entries(references).filter(([name]) => wanted.includes(name)),
							),
			};
		});
	const mode = options.mode ?? 'manual';
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Engine test',
		nodes,
		connections: options.connections,
		active: false,
		nodeTypes,
		staticData: options.staticData,
		settings: { executionOrder: 'v1' },
	});
	const additionalData = withHooks(additionalDataFor(credentials, options.publicUrl), mode, {
		nodes,
		connections: options.connections,
	});
	const startNode = workflow.getNode(startName);
	if (startNode === null) throw new Error(`The flow has no node "${startName}"`);

	const logs = startLog();
	const execution = new WorkflowExecute(additionalData, mode).run({
		workflow,
		startNode,
		triggerToStartFrom: {
			name: startName,
			data: {
				startTime: 0,
				executionIndex: 0,
				executionTime: 0,
				source: [],
				data: { main: [asItems(options.triggerItems)] },
			},
		},
	});
	void options.cancelWhen?.then(() => execution.cancel());
	const run = await execution;
	const { error, lastNodeExecuted } = run.data.resultData;
	const last = nodes.find(({ name }) => name === lastNodeExecuted);
	// The engine keeps the last node's fault in its record even where a *Continue* setting let the run go on.
	const wentOn =
		last?.continueOnFail === true ||
		last?.onError === 'continueRegularOutput' ||
		last?.onError === 'continueErrorOutput';
	const runsOf = (name: string) => run.data.resultData.runData[name] ?? [];

	return {
		output: (name) => {
			const outputs: INodeExecutionData[][] = [];
			for (const { data } of runsOf(name)) {
				for (const [index, items] of (data?.[NodeConnectionTypes.Main] ?? []).entries()) {
					outputs[index] = [...(outputs[index] ?? []), ...(items ?? [])];
				}
			}
			return outputs;
		},
		ran: (name) => runsOf(name).length > 0,
		error: wentOn ? undefined : error,
		returned: nodeTypes.returned,
		logs: logs(),
		credentials,
		run,
	};
}
