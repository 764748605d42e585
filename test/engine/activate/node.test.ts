import { describe, expect, it } from '@jest/globals';
import {
	NodeHelpers,
	Workflow,
	type INode,
	type INodeParameters,
	type INodeProperties,
} from 'n8n-workflow';
import { SpotlerActivateApi } from '../../../credentials/SpotlerActivateApi.credentials';
import codex from '../../../nodes/SpotlerActivate/SpotlerActivate.node.json';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { TestNodeTypes } from '../support/nodeTypes';

const nodeType = new SpotlerActivate();
const { description } = nodeType;

function nodeWith(parameters: INodeParameters, onError?: 'continueErrorOutput'): INode {
	return {
		id: '1',
		name: 'Node',
		type: 'spotlerActivate',
		typeVersion: 1.1,
		position: [0, 0],
		parameters,
		onError,
	};
}

function workflowWith(node: INode): Workflow {
	const nodeTypes = new TestNodeTypes({ spotlerActivate: nodeType });
	return new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
}

function outputsOf(resource: string, operation: string, onError?: 'continueErrorOutput') {
	const node = nodeWith({ resource, operation }, onError);
	return NodeHelpers.getNodeOutputs(workflowWith(node), node, description).map((output) =>
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

	it('has its operations in the order of the job, each with an action', () => {
		expect(operationLists.map(names)).toEqual([
			['Normalise', 'Filter', 'Sync', 'Get Many'],
			['Track'],
		]);
		for (const list of operationLists) {
			for (const option of list.options ?? []) expect(option).toHaveProperty('action');
		}
	});

	it('asks for a credential only where Activate is called', () => {
		const asked = (operation: string, fieldList = 'typed') =>
			description.credentials
				?.filter((credential) =>
					NodeHelpers.displayParameter({ operation, fieldList }, credential, null, description),
				)
				.map(({ name }) => name);
		for (const operation of ['sync', 'getAll', 'track']) {
			expect(asked(operation)).toEqual(['spotlerActivateApi']);
		}
		expect(asked('filter')).toEqual([]);
		expect(asked('normalise')).toEqual([]);
		expect(asked('normalise', 'copernica')).toEqual(['copernicaApi']);
	});

	it('is new as version 1.1, and leaves version 1 as it was', () => {
		expect([description.version, description.defaultVersion]).toEqual([[1, 1.1], 1.1]);
		const ofVersion = (typeVersion: number) =>
			NodeHelpers.getNodeParameters(
				description.properties,
				{ resource: 'profile', operation: 'normalise' },
				true,
				false,
				{ typeVersion },
				description,
			);
		expect(ofVersion(1)).toMatchObject({ consentsToSend: 'all' });
		expect(ofVersion(1.1)).toMatchObject({ consentsToSend: 'changed' });
	});

	it.each(['knownNames', 'oneByOne'])(
		'says before a run that no consent is mapped: %s',
		(mapBy) => {
			const hint = description.hints?.find(({ message }) =>
				message.includes('No consent is mapped'),
			);
			const isShown = (operation: string, consents: INodeParameters) => {
				const node = nodeWith({ resource: 'profile', operation, mapBy, consents });
				return workflowWith(node).expression.getSimpleParameterValue(
					node,
					hint?.displayCondition,
					'internal',
					{},
				);
			};
			expect(isShown('normalise', {})).toBe(true);
			expect(isShown('normalise', { consent: [{ consent: 'service', field: 'x' }] })).toBe(false);
			expect(isShown('filter', {})).toBe(false);
		},
	);

	it('is found under its full name', () => {
		expect(codex.node).toBe(`n8n-nodes-copernica-spotler.${description.name}`);
	});

	it('the key is a password field, and the default base URL is https', () => {
		const { properties } = new SpotlerActivateApi();
		expect(properties.find(({ name }) => name === 'apiKey')?.typeOptions?.password).toBe(true);
		expect(properties.find(({ name }) => name === 'baseUrl')?.default).toMatch(/^https:/);
	});
});
