import type { IConnections, INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

/** The parts of an exported workflow that a run needs. */
const exampleSchema = z.object({
	nodes: z.array(
		z.object({
			name: z.string(),
			type: z.string(),
			typeVersion: z.number(),
			parameters: z.custom<INodeParameters>((value) => typeof value === 'object'),
			onError: z.enum(['continueErrorOutput', 'continueRegularOutput', 'stopWorkflow']).optional(),
		}),
	),
	connections: z.custom<IConnections>((value) => typeof value === 'object' && value !== null),
});
export type Example = z.infer<typeof exampleSchema>;

/**
 * Reads one of examples/*.json and turns *Dry Run* off, as a user does once the first results look right.
 *
 * @throws ZodError for something that is no workflow
 */
export function readExample(json: unknown): Example {
	const { nodes, connections } = exampleSchema.parse(json);
	return {
		connections,
		nodes: nodes.map((node) => {
			const { options } = node.parameters;
			return options !== null && typeof options === 'object' && 'dryRun' in options
				? { ...node, parameters: { ...node.parameters, options: { ...options, dryRun: false } } }
				: node;
		}),
	};
}

/** The trigger of an example. */
export function triggerOf({ nodes }: Example): Example['nodes'][number] {
	const trigger = nodes.find(({ type }) => type.endsWith('.copernicaTrigger'));
	if (trigger === undefined) throw new Error('The example has no Copernica Trigger');
	return trigger;
}

/** Names of the nodes behind which nothing follows: where rows end. */
export function endsOf({ nodes, connections }: Example): string[] {
	return nodes
		.filter(({ name, type }) => !type.endsWith('.stickyNote') && connections[name] === undefined)
		.map(({ name }) => name);
}
