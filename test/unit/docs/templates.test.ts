import { describe, expect, it } from '@jest/globals';
import { NodeHelpers, Workflow, type INode, type INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { filesIn, readText } from './support/repository.cjs';

const PREFIX = 'n8n-nodes-copernica-spotler.';
const ours = new Map<string, INodeType>(
	[new Copernica(), new CopernicaTrigger(), new SpotlerActivate()].map((node) => [
		`${PREFIX}${node.description.name}`,
		node,
	]),
);

const targetSchema = z.object({ node: z.string() });
const templateSchema = z.object({
	nodes: z.array(z.custom<INode>((node) => z.object({ name: z.string() }).safeParse(node).success)),
	connections: z.record(
		z.string(),
		z.object({ main: z.array(z.array(targetSchema).nullable()) }).partial(),
	),
	pinData: z.record(z.string(), z.array(z.unknown())).default({}),
});

const templates = filesIn('examples').filter((file) => file.endsWith('.json'));

function read(file: string) {
	const { nodes, connections, pinData } = templateSchema.parse(
		JSON.parse(readText(`examples/${file}`)),
	);
	const nodeTypes = {
		getByName: () => new Copernica(),
		getByNameAndVersion: (type: string) => ours.get(type) ?? new Copernica(),
		getKnownTypes: () => ({}),
	};
	const known = nodes.filter(({ type }) => ours.has(type));
	const workflow = new Workflow({ nodes: known, connections: {}, active: false, nodeTypes });
	return { nodes, connections, pinData, workflow };
}

describe('the templates', () => {
	it('are there', () => expect(templates.length).toBeGreaterThanOrEqual(8));
});

describe.each(templates)('the template %s', (file) => {
	const { nodes, connections, pinData, workflow } = read(file);
	const steps = [...Object.values(workflow.nodes)];

	it('explains itself: a note on what it does and what to do first', () => {
		const notes = nodes
			.filter(({ type }) => type === 'n8n-nodes-base.stickyNote')
			.map(({ parameters }) => String(parameters.content));
		expect(notes.length).toBeGreaterThanOrEqual(2);
		expect(notes.join('\n')).toMatch(/credential/);
	});

	it('has no dead end: something follows each output of our steps', () => {
		const open = steps.flatMap((node) => {
			const { description } = ours.get(node.type) ?? new Copernica();
			return NodeHelpers.getNodeOutputs(workflow, node, description).flatMap((_, index) =>
				(connections[node.name]?.main?.[index] ?? []).length === 0
					? [`${node.name}, output ${index + 1}`]
					: [],
			);
		});
		expect(open).toEqual([]);
	});

	it('has valid settings: the editor asks for nothing but the database and the collection', () => {
		const issues = steps.flatMap((node) => {
			const { description } = ours.get(node.type) ?? new Copernica();
			const found = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
			return Object.values(found?.parameters ?? {}).flat();
		});
		const asked = /^Parameter "(Database|Collection)" is required/;
		expect(issues.filter((issue) => !asked.test(issue))).toEqual([]);
	});

	it('can be tried without waiting for a call: its triggers hold a sample', () => {
		const triggers = steps.filter(({ type }) => type.endsWith('Trigger'));
		expect(triggers.filter(({ name }) => (pinData[name] ?? []).length === 0)).toEqual([]);
	});
});
