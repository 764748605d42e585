import { describe, expect, it } from '@jest/globals';
import { NodeHelpers, Workflow, type INode, type INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaChangesTrigger } from '../../../nodes/Copernica/CopernicaChangesTrigger.node';
import { CopernicaMailingTrigger } from '../../../nodes/Copernica/CopernicaMailingTrigger.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';
import { filesIn, readText } from './support/repository.cjs';

const PREFIX = 'n8n-nodes-copernica-spotler.';
const ours = new Map<string, INodeType>(
	[
		new Copernica(),
		new CopernicaTrigger(),
		new CopernicaChangesTrigger(),
		new CopernicaMailingTrigger(),
		new SpotlerActivate(),
	].map((node) => [`${PREFIX}${node.description.name}`, node]),
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

	it('are as many as a reviewer is told', () => {
		expect(readText('docs/maintainers/review.md')).toContain(`[${templates.length} examples]`);
	});
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

	it('can be published next to any other: n8n gives each import addresses of its own', () => {
		expect(nodes.filter(({ webhookId }) => webhookId !== undefined)).toEqual([]);
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

	it('sends nothing before a person says so: Dry Run is on, and a note says when to turn it off', () => {
		const sending = nodes.filter(({ parameters }) => parameters.operation === 'sync');
		for (const { parameters } of sending)
			expect(parameters.options).toMatchObject({ dryRun: true });
		const text = nodes.map(({ parameters }) => String(parameters.content)).join('\n');
		if (sending.length > 0) expect(text).toMatch(/Turn \*Dry Run\* off/);
	});

	it('keeps nothing in mind that was not accepted: no table is written to straight from Sync', () => {
		const tables = new Set(
			nodes.filter(({ type }) => type === 'n8n-nodes-base.dataTable').map(({ name }) => name),
		);
		const straight = nodes
			.filter(({ parameters }) => parameters.operation === 'sync')
			.flatMap(({ name }) => (connections[name]?.main ?? []).flatMap((output) => output ?? []));
		expect(straight.filter(({ node }) => tables.has(node))).toEqual([]);
	});

	it('looks for other profiles before it opts somebody out, and maps each consent by hand', () => {
		const named = (name: string) => nodes.find((node) => node.name === name);
		const followers = (name: string) =>
			(connections[name]?.main?.[0] ?? []).map(({ node }) => named(node));
		for (const { name, parameters } of nodes) {
			if (parameters.operation !== 'normalise') continue;
			expect(parameters.consents).toMatchObject({ consent: expect.anything() });
			if (!JSON.stringify(parameters.options).includes('optOut')) continue;
			const before = nodes.filter((node) => followers(node.name).includes(named(name)));
			expect(before.some((node) => node.parameters.findOtherProfiles === true)).toBe(true);
		}
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

	it('works in n8n 3 as before: what changes there is not used', () => {
		const outputsOf = (node: INode): number => {
			const type = ours.get(node.type);
			if (type === undefined) return connections[node.name]?.main?.length ?? 0;
			return NodeHelpers.getNodeOutputs(workflow, node, type.description).length;
		};
		// With several outputs, an empty item comes on other conditions, and perhaps on another output.
		const ambiguous = nodes.filter(
			(node) => node.alwaysOutputData === true && outputsOf(node) !== 1,
		);
		expect(ambiguous.map(({ name }) => name)).toEqual([]);
		const removed = /^n8n-nodes-base\.(?:function|functionItem|itemLists|aiTransform)$/;
		expect(nodes.filter(({ type }) => removed.test(type))).toEqual([]);
		const perItem = nodes.filter(({ type, parameters }) => {
			return type === 'n8n-nodes-base.executeWorkflow' && parameters.mode === 'each';
		});
		expect(perItem).toEqual([]);
		expect(readText(`examples/${file}`)).not.toMatch(/\$getPairedItem|\$evaluateExpression/);
	});

	it('can be tried without waiting for a call: its triggers hold a sample', () => {
		const triggers = steps.filter(({ type }) => type.endsWith('Trigger'));
		expect(triggers.filter(({ name }) => (pinData[name] ?? []).length === 0)).toEqual([]);
	});
});
