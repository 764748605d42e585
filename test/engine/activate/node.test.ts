import { describe, expect, it } from '@jest/globals';
import { NodeHelpers, Workflow, type INodeProperties } from 'n8n-workflow';
import { SpotlerActivateApi } from '../../../credentials/SpotlerActivateApi.credentials';
import codex from '../../../nodes/SpotlerActivate/SpotlerActivate.node.json';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { TestNodeTypes } from '../support/nodeTypes';

const nodeType = new SpotlerActivate();
const { description } = nodeType;

function outputsOf(resource: string, operation: string, onError?: 'continueErrorOutput') {
	const node = {
		id: '1',
		name: 'Node',
		type: 'spotlerActivate',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { resource, operation },
		onError,
	};
	const nodeTypes = new TestNodeTypes({ spotlerActivate: nodeType });
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return NodeHelpers.getNodeOutputs(workflow, node, description).map((output) =>
		typeof output === 'string' ? output : [output.type, output.displayName],
	);
}

const operationLists = description.properties.filter(({ name }) => name === 'operation');

function names(list: INodeProperties | undefined): string[] {
	return (list?.options ?? []).map(({ name }) => name);
}

describe('the Spotler Activate node', () => {
	it.each([
		['profile', 'normalise', ['Prepared', 'Invalid']],
		['profile', 'filter', ['Keep', 'Skip']],
		['profile', 'sync', ['Accepted', 'Rejected']],
		['event', 'track', ['Accepted', 'Rejected']],
		['profile', 'getAll', [undefined]],
	])('%s: %s has its named outputs', (resource, operation, displayNames) => {
		expect(outputsOf(resource, operation)).toEqual(displayNames.map((name) => ['main', name]));
	});

	it('gets an error output behind them', () => {
		expect(outputsOf('profile', 'sync', 'continueErrorOutput')).toHaveLength(3);
	});

	it('has sorted operations, each with an action', () => {
		expect(operationLists.map(names)).toEqual([
			['Filter', 'Get Many', 'Normalise', 'Sync'],
			['Track'],
		]);
		for (const list of operationLists) {
			for (const option of list.options ?? []) expect(option).toHaveProperty('action');
		}
	});

	it('asks for a credential only where Activate is called', () => {
		expect(
			description.credentials?.map(({ name, required, displayOptions }) => [
				name,
				required,
				displayOptions?.show?.operation,
			]),
		).toEqual([
			['spotlerActivateApi', true, ['getAll', 'sync', 'track']],
			['copernicaApi', false, ['normalise']],
		]);
	});

	it('is found under its full name', () => {
		expect(codex.node).toBe(`n8n-nodes-copernica-spotler.${description.name}`);
	});

	it('the key is a password field, and the default base URL is https', () => {
		const { properties } = new SpotlerActivateApi();
		expect(properties.find(({ name }) => name === 'apiKey')?.typeOptions?.password).toBe(true);
		expect(properties.find(({ name }) => name === 'baseUrl')?.default).toMatch(/^https:/);
	});
});
