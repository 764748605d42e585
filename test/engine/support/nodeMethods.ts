import { LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialType,
	INode,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	INodeType,
	ResourceMapperFields,
} from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';
import { additionalDataFor } from './additionalData';
import { TestCredentials, type CredentialValues } from './credentials';
import { TestNodeTypes } from './nodeTypes';

export interface MethodOptions {
	nodeType: string;
	/** What the editor's form holds at that moment. */
	parameters: INodeParameters;
	credentials?: CredentialValues;
	/** Path of the parameter whose list is opened, e.g. `parameters.database`. */
	path?: string;
	nodeTypes?: Record<string, INodeType>;
	credentialTypes?: Record<string, ICredentialType>;
}

interface NodeMethods {
	/** Opens a resource locator's list. */
	listSearch(
		name: string,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult>;
	/** Opens a drop-down that is loaded from the vendor. */
	loadOptions(name: string): Promise<INodePropertyOptions[]>;
	/** Loads the columns of a resource mapper. */
	resourceMapping(name: string): Promise<ResourceMapperFields>;
}

/** The lists that a node loads while a user edits it, run through n8n-core's real `LoadOptionsContext`. */
export async function nodeMethods(options: MethodOptions): Promise<NodeMethods> {
	const nodeTypes = new TestNodeTypes(options.nodeTypes);
	const type = nodeTypes.fullName(options.nodeType);
	const nodeType = nodeTypes.getByNameAndVersion(type);
	const credentials = await TestCredentials.with(
		options.credentials ?? {},
		options.credentialTypes,
	);
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type,
		typeVersion: [nodeType.description.version].flat().at(-1) ?? 1,
		position: [0, 0],
		parameters: options.parameters,
		credentials: credentials.references(),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const loaded = workflow.getNode(node.name) ?? node;
	const context = new LoadOptionsContext(
		workflow,
		loaded,
		{ ...additionalDataFor(credentials), currentNodeParameters: options.parameters },
		options.path ?? '',
	);
	const missing = (kind: string, name: string) =>
		new Error(`"${type}" has no ${kind} method "${name}"`);
	const { methods } = nodeType;

	return {
		listSearch: async (name, filter, paginationToken) => {
			const method = methods?.listSearch?.[name];
			if (method === undefined) throw missing('listSearch', name);
			return await method.call(context, filter, paginationToken);
		},
		loadOptions: async (name) => {
			const method = methods?.loadOptions?.[name];
			if (method === undefined) throw missing('loadOptions', name);
			return await method.call(context);
		},
		resourceMapping: async (name) => {
			const method = methods?.resourceMapping?.[name];
			if (method === undefined) throw missing('resourceMapping', name);
			return await method.call(context);
		},
	};
}
