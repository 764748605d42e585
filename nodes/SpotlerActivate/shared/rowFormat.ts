import { NodeOperationError, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

/** `flat`: one value per key, for tables. */
export const rowFormatSchema = z.enum(['full', 'flat']).default('full');
export type RowFormat = z.infer<typeof rowFormatSchema>;

const LABEL = 'Row Format';

/** @param rows which rows it is about, as the start of a sentence */
export function rowFormatOption(rows: string): INodeProperties {
	return {
		displayName: LABEL,
		name: 'rowFormat',
		type: 'options',
		options: [
			{
				name: 'Flat',
				value: 'flat',
				description:
					'Only texts and numbers, always under the same keys, so that a Data Table or a sheet can map them automatically. Such a row cannot be sent again.',
			},
			{
				name: 'Full',
				value: 'full',
				description: 'Everything that is known, so that a rejected row can be sent again',
			},
		],
		default: 'full',
		description: `${rows} can have all data, or one value per key`,
	};
}

/** @throws NodeOperationError if the option has no usable value */
export function rowFormatOf(context: IExecuteFunctions): RowFormat {
	const value: unknown = context.getNodeParameter('options.rowFormat', 0, 'full');
	const format = rowFormatSchema.safeParse(value);
	if (format.success) return format.data;
	if (context.continueOnFail()) return 'full';
	throw new NodeOperationError(
		context.getNode(),
		`The option "${LABEL}" has a value that cannot be used. Correct it in the options of this node.`,
	);
}
