import type { IDataObject, INodeExecutionData, INodeType } from 'n8n-workflow';
import { z } from 'zod';

const assignmentsSchema = z.object({
	assignments: z.array(z.object({ name: z.string(), value: z.unknown() })),
});

/** Sets a value at a path such as `fields.Nieuwsbrief`. */
function put(json: IDataObject, path: string, value: unknown): void {
	const [first = '', ...rest] = path.split('.');
	if (rest.length === 0) {
		json[first] = JSON.parse(JSON.stringify(value));
		return;
	}
	const inner = json[first];
	const copy: IDataObject = inner !== null && typeof inner === 'object' ? { ...inner } : {};
	put(copy, rest.join('.'), value);
	json[first] = copy;
}

/** Stands in for n8n's Edit Fields, as far as the examples use it: assignments, and JSON as a whole. */
export const editFields: INodeType = {
	description: {
		displayName: 'Edit Fields (Set)',
		name: 'set',
		group: ['input'],
		version: [3.4],
		description: 'Sets values',
		defaults: { name: 'Edit Fields' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Mode', name: 'mode', type: 'string', default: 'manual' },
			{ displayName: 'JSON', name: 'jsonOutput', type: 'json', default: '' },
			{
				displayName: 'Fields to Set',
				name: 'assignments',
				type: 'assignmentCollection',
				default: {},
			},
		],
	},
	async execute() {
		const rows = this.getInputData().map(({ json }, index): INodeExecutionData => {
			const pairedItem = { item: index };
			if (this.getNodeParameter('mode', index) === 'raw') {
				const whole = this.getNodeParameter('jsonOutput', index);
				return { json: JSON.parse(JSON.stringify(whole)), pairedItem };
			}
			const set: IDataObject = { ...json };
			const { assignments } = assignmentsSchema.parse(this.getNodeParameter('assignments', index));
			for (const { name, value } of assignments) put(set, name, value);
			return { json: set, pairedItem };
		});
		return [rows];
	},
};
