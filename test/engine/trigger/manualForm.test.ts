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

describe('the form of a trigger that is registered by hand', () => {
	it.each(['database', 'collection', 'any'])('takes no database or collection: %s', (source) => {
		expect(complaintsAbout({ ...manual, source })).toEqual({});
	});

	it('has no rule that n8n would check at each execution: one takes it up to 2 ms', () => {
		const description = loadPackageNode('copernicaTrigger')?.description;
		const modes = (description?.properties ?? []).flatMap((property) => property.modes ?? []);
		expect(modes.filter(({ name }) => name === 'id')).toHaveLength(4);
		expect(modes.flatMap(({ validation }) => validation ?? [])).toEqual([]);
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
