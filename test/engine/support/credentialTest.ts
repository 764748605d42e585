import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	INode,
	INodeCredentialTestResult,
	INodeType,
} from 'n8n-workflow';
import { createEmptyRunExecutionData, Workflow } from 'n8n-workflow';
import { z } from 'zod';
import { additionalDataFor } from './additionalData';
import { TestCredentials } from './credentials';
import { TestNodeTypes } from './nodeTypes';

const TEST_NODE_TYPE = 'n8n-nodes-base.noOp';

/** What a failed request looks like from outside; see `runRequestTest` in n8n 2.41. */
const faultSchema = z.object({
	message: z.string().catch(''),
	cause: z
		.object({
			response: z.object({ status: z.number(), statusText: z.string().catch('') }).optional(),
			code: z.string().optional(),
		})
		.optional()
		.catch(undefined),
});

/**
 * Presses *Test* on a credential: runs its `test` request as n8n's credential tester does (declarative routing, the
 * credential's own `preAuthentication` and `authenticate`, its `rules`).
 *
 * @param type name of the credential type
 * @param values what the user entered
 */
export async function testCredential(
	type: string,
	values: ICredentialDataDecryptedObject,
	ownTypes: Record<string, ICredentialType> = {},
): Promise<INodeCredentialTestResult> {
	const credentials = await TestCredentials.with({ [type]: values }, ownTypes);
	const { test } = credentials.definition(type);
	if (test === undefined) throw new Error(`The credential type "${type}" has no test`);

	const testNodeType: INodeType = {
		description: {
			displayName: 'Temp',
			name: 'noOp',
			group: ['transform'],
			version: 1,
			description: 'Carries the test request',
			defaults: {},
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: TEST_NODE_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: credentials.references(),
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: new TestNodeTypes({ [TEST_NODE_TYPE]: testNodeType }),
	});
	const additionalData = additionalDataFor(credentials);
	const data = credentials.resolve(additionalData, values, type, 'internal');
	const context = new ExecuteContext(
		workflow,
		node,
		{ ...additionalData, currentNodeParameters: node.parameters },
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const id = node.credentials?.[type]?.id ?? '';
	try {
		const output = await new RoutingNode(context, testNodeType, {
			id,
			name: type,
			type,
			data,
		}).runNode();
		const body = output?.[0]?.[0]?.json;
		for (const rule of test.rules ?? []) {
			if (
				rule.type === 'responseSuccessBody' &&
				body?.[rule.properties.key] === rule.properties.value
			) {
				return { status: 'Error', message: rule.properties.message };
			}
		}
		return { status: 'OK', message: 'Connection successful!' };
	} catch (fault) {
		const { message, cause } = faultSchema.parse(fault);
		const response = cause?.response;
		if (response !== undefined) {
			for (const rule of test.rules ?? []) {
				if (rule.type === 'responseCode' && rule.properties.value === response.status) {
					return { status: 'Error', message: rule.properties.message };
				}
			}
			return {
				status: 'Error',
				message: response.statusText || `Received HTTP status code: ${response.status}`,
			};
		}
		return { status: 'Error', message: cause?.code ?? message };
	}
}
