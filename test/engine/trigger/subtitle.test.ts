import { describe, expect, it } from '@jest/globals';
import { Workflow, type INode, type INodeParameters } from 'n8n-workflow';
import { loadPackageNode } from '../support/host.cjs';

/** What the canvas shows below the name of a node. */
function subtitleOf(name: string, parameters: INodeParameters): unknown {
	const nodeType = loadPackageNode(name);
	if (nodeType === undefined) throw new Error(`There is no node "${name}"`);
	const node: INode = { id: '1', name, type: name, typeVersion: 1, position: [0, 0], parameters };
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const { subtitle } = nodeType.description;
	return workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {});
}

const listed = (cachedResultName: string) => ({
	__rl: true,
	mode: 'list',
	value: '1',
	cachedResultName,
});
const database = listed('Customers');

describe('the canvas shows which records a trigger waits for', () => {
	const actions = ['create', 'update'];
	it.each([
		['the name from the list', { source: 'database', database }, 'Customers · create, update'],
		[
			'the kind, if an ID was entered',
			{ source: 'database', database: { __rl: true, mode: 'id', value: '1' } },
			'database · create, update',
		],
		['audiences', { source: 'audience', database }, 'audience of Activate'],
	])('Copernica Trigger: %s', (_, parameters, expected) => {
		expect(subtitleOf('copernicaTrigger', { ...parameters, actions })).toBe(expected);
	});

	it.each([
		['database', { database }, 'Customers'],
		['miniselection', { database, miniselection: listed('Buyers') }, 'Buyers'],
		['unsubscribes', { database }, 'unsubscribes'],
	])('Copernica Changes Trigger: %s', (source, parameters, expected) => {
		expect(subtitleOf('copernicaChangesTrigger', { source, ...parameters })).toBe(expected);
	});
});
