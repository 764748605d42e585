import { expect } from '@jest/globals';
import {
	deepCopy,
	NodeConnectionTypes,
	type IDataObject,
	type INodeParameters,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { z } from 'zod';
import { runWorkflow } from '../support';
import type { CredentialValues } from '../support/credentials';
import { loadPackageNode, packageName } from '../support/host.cjs';

/** A tool as a model sees it, and what it answered. */
export interface ToolCall {
	name: string;
	description: string;
	/** Arguments that the model is asked for. */
	asksFor: string[];
	/** The rows of the answer. */
	rows: IDataObject[];
	/** The text that the model gets. */
	text: string;
	/** What stopped the call, as the model is told. */
	fault: string;
}

interface LangChainTool {
	name: string;
	description: string;
	schema: z.ZodObject<z.ZodRawShape>;
	invoke: (args: IDataObject) => Promise<unknown>;
}

const toolsSchema = z.array(
	z.custom<LangChainTool>((value) => z.object({ name: z.string() }).safeParse(value).success),
);
const rowsSchema = z.array(z.record(z.string(), z.unknown()));

/** What n8n's server makes of a node with `usableAsTool` (n8n 2.41, `convertNodeToAiTool`). */
function toolTypeOf(nodeType: INodeType): INodeType {
	const description: INodeTypeDescription = deepCopy(nodeType.description);
	expect(description.usableAsTool).toBe(true);
	const tool: INodeType = Object.create(nodeType);
	tool.description = {
		...description,
		name: `${description.name}Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		properties: [
			{
				displayName: 'Tool Description',
				name: 'descriptionType',
				type: 'options',
				options: [{ name: 'Set Automatically', value: 'auto' }],
				default: 'auto',
			},
			...description.properties,
		],
	};
	return tool;
}

/**
 * Calls an operation as an AI agent does: n8n-core makes the tool from the connected node, with one argument for each
 * `$fromAI()` in its parameters, and runs the node with what the model answered.
 *
 * @param args what the model gives
 */
export async function callTool(
	nodeName: 'copernica' | 'spotlerActivate',
	parameters: INodeParameters,
	args: IDataObject,
	credentials: CredentialValues,
): Promise<ToolCall> {
	const nodeType = loadPackageNode(nodeName);
	if (nodeType === undefined) throw new Error(`There is no node ${nodeName}`);
	const seen: ToolCall = {
		name: '',
		description: '',
		asksFor: [],
		rows: [],
		text: '',
		fault: '',
	};
	const agent: INodeType = {
		description: {
			displayName: 'Agent',
			name: 'agent',
			group: ['transform'],
			version: [1],
			description: 'Calls its one tool once',
			defaults: { name: 'Agent' },
			inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute() {
			const connected = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
			const [tool] = toolsSchema.parse(connected);
			if (tool === undefined) throw new Error('No tool is connected');
			seen.name = tool.name;
			seen.description = tool.description;
			seen.asksFor = Object.keys(tool.schema.shape);
			seen.text = String(await tool.invoke(args));
			return [[]];
		},
	};
	const toolType = `${packageName}.${nodeName}Tool`;
	const run = await runWorkflow({
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{ name: 'Agent', type: 'test.agent', parameters: {} },
			{ name: 'My tool', type: toolType, parameters },
		],
		connections: {
			Start: { main: [[{ node: 'Agent', type: NodeConnectionTypes.Main, index: 0 }]] },
			'My tool': { ai_tool: [[{ node: 'Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		startNode: 'Start',
		triggerItems: [{}],
		nodeTypes: { 'test.agent': agent, [toolType]: toolTypeOf(nodeType) },
		credentials,
	});
	seen.fault = run.error?.message ?? '';
	const rows: unknown = seen.text === '' ? [] : JSON.parse(seen.text);
	seen.rows = rowsSchema.parse(rows).map((row) => deepCopy(row) as IDataObject);
	return seen;
}
