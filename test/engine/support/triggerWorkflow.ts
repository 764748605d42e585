import type {
	ICredentialType,
	IDataObject,
	INode,
	INodeParameters,
	INodeType,
	IWebhookData,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { additionalDataFor, PUBLIC_URL } from './additionalData';
import { TestCredentials, type CredentialValues } from './credentials';
import { TestNodeTypes } from './nodeTypes';

/** A saved workflow that starts with the trigger under test. */
export interface TriggerOptions {
	/** Default: this package's trigger. */
	nodeType?: string;
	parameters: INodeParameters;
	/** What the user entered, by credential type. */
	credentials?: CredentialValues;
	/** The workflow's static data as n8n stores it; see {@link nodeStaticData}. */
	staticData?: IDataObject;
	/** Renaming a trigger loses its static data: n8n keeps it under the node's name. */
	nodeName?: string;
	/** What n8n tells the nodes of a workflow apart by. */
	nodeId?: string;
	typeVersion?: number;
	/** Part of the webhook's URL; n8n gives each node its own. */
	webhookId?: string;
	workflowId?: string;
	/** What the node's *Settings* tab says. */
	settings?: Partial<Pick<INode, 'onError' | 'continueOnFail'>>;
	/** WEBHOOK_URL of the instance, without a slash at the end. */
	publicUrl?: string;
	nodeTypes?: Record<string, INodeType>;
	credentialTypes?: Record<string, ICredentialType>;
}

/** Default name of the trigger in {@link TriggerOptions}. */
const TRIGGER_NAME = 'Copernica Trigger';

/** Default webhook id in {@link TriggerOptions}. */
export const WEBHOOK_ID = '5f0c2a52-7d1e-4b7a-9a43-0d8f1c1b2e10';

/** Static data of a workflow in which the trigger has stored `data`. */
export function nodeStaticData(data: IDataObject, nodeName = TRIGGER_NAME): IDataObject {
	return { [`node:${nodeName}`]: data };
}

export interface TriggerWorkflow {
	workflow: Workflow;
	node: INode;
	nodeType: INodeType;
	webhook: IWebhookData;
	additionalData: IWorkflowExecuteAdditionalData;
	credentials: TestCredentials;
	/** URL of the webhook from outside, production and test. */
	url: string;
	testUrl: string;
}

/** A published workflow of one node. */
export function publishedWorkflow(
	node: INode,
	nodeTypes: TestNodeTypes,
	options: { workflowId?: string; staticData?: IDataObject | undefined },
): Workflow {
	return new Workflow({
		id: options.workflowId ?? 'workflow',
		name: 'Engine test',
		nodes: [node],
		connections: {},
		active: true,
		nodeTypes,
		staticData: options.staticData,
		settings: { executionOrder: 'v1' },
	});
}

/** Builds the workflow and describes its webhook as n8n's webhook service does. */
export async function triggerWorkflow(options: TriggerOptions): Promise<TriggerWorkflow> {
	const nodeTypes = new TestNodeTypes(options.nodeTypes);
	const type = nodeTypes.fullName(options.nodeType ?? 'copernicaTrigger');
	const nodeType = nodeTypes.getByNameAndVersion(type);
	const { description } = nodeType;
	const credentials = await TestCredentials.with(
		options.credentials ?? {},
		options.credentialTypes,
	);
	const node: INode = {
		id: options.nodeId ?? 'trigger',
		name: options.nodeName ?? TRIGGER_NAME,
		type,
		typeVersion: options.typeVersion ?? [description.version].flat().at(-1) ?? 1,
		position: [0, 0],
		parameters: options.parameters,
		webhookId: options.webhookId ?? WEBHOOK_ID,
		credentials: credentials.references(),
		...options.settings,
	};
	const workflow = publishedWorkflow(node, nodeTypes, options);
	const webhookDescription = description.webhooks?.[0];
	if (webhookDescription === undefined) throw new Error(`"${type}" has no webhook`);
	const read = (value: string | boolean | undefined): string =>
		String(workflow.expression.getSimpleParameterValue(node, value, 'internal', {}) ?? '');
	const path = NodeHelpers.getNodeWebhookPath(
		workflow.id,
		node,
		read(webhookDescription.path).replace(/^\/|\/$/g, ''),
		webhookDescription.isFullPath === true,
	);
	const publicUrl = options.publicUrl ?? PUBLIC_URL;
	const additionalData = additionalDataFor(credentials, publicUrl);
	return {
		workflow,
		node,
		nodeType,
		webhook: {
			httpMethod: 'POST',
			node: node.name,
			path,
			webhookDescription,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
		},
		additionalData,
		credentials,
		url: `${publicUrl}/webhook/${path}`,
		testUrl: `${publicUrl}/webhook-test/${path}`,
	};
}
