import { describe, expect, it } from '@jest/globals';
import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';
import { loadPackageNode } from '../support/host.cjs';

/** What the editor has against a trigger with these settings; it does not publish a workflow with such a node. */
function complaintsAbout(parameters: INodeParameters): Record<string, string[]> {
	const description = loadPackageNode('copernicaTrigger')?.description;
	if (description === undefined) throw new Error('There is no trigger');
	const node: INode = {
		id: '1',
		name: 'Copernica Trigger',
		type: 'copernicaTrigger',
		typeVersion: 2,
		position: [0, 0],
		parameters,
	};
	const all = NodeHelpers.getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	);
	node.parameters = all ?? {};
	const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
	return issues?.parameters ?? {};
}

const manual = { registration: 'manual', accountId: '12345' };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });

describe('the form of a trigger that is registered by hand', () => {
	it.each(['database', 'collection', 'any'])('takes no database or collection: %s', (source) => {
		expect(complaintsAbout({ ...manual, source })).toEqual({});
	});

	it('takes an ID, and nothing else', () => {
		expect(complaintsAbout({ ...manual, source: 'database', database: byId('12') })).toEqual({});
		expect(complaintsAbout({ ...manual, source: 'database', database: byId('12a') })).toEqual({
			database: ['An ID consists of digits'],
		});
	});

	it('asks for the account', () => {
		expect(complaintsAbout({ ...manual, accountId: '', source: 'database' })).toHaveProperty(
			'accountId',
		);
	});

	it('automatic: asks for the database', () => {
		expect(complaintsAbout({ registration: 'automatic', source: 'database' })).toHaveProperty(
			'database',
		);
	});
});
