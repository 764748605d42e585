import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { z } from 'zod';
import type { Refusal } from '../../../core/copernica/codes';
import { readId } from '../../../core/copernica/ids';
import type { InterestWishes } from '../../../core/copernica/interests';
import { conditionOperators, type Condition } from '../../../core/copernica/selectors';

type IdResult = { ok: true; id: string } | { ok: false; refusal: Refusal };

/** An id from the form, read for this item. */
export function idParameter(
	context: IExecuteFunctions,
	name: 'database' | 'collection' | 'profileId' | 'callbackId',
	itemIndex: number,
): IdResult {
	const id = readId(context.getNodeParameter(name, itemIndex, '', { extractValue: true }));
	if (id !== null) return { ok: true, id };
	const labels = {
		database: 'database',
		collection: 'collection',
		profileId: 'Profile ID',
		callbackId: 'Callback ID',
	};
	const reason = `The ${labels[name]} is missing or is not a whole number above 0. Check the expression in the node.`;
	return { ok: false, refusal: { code: 'ID_INVALID', field: name, reason } };
}

const mapperSchema = z.object({
	mappingMode: z.string().default('defineBelow'),
	value: z.record(z.string(), z.unknown()).nullish(),
	matchingColumns: z.array(z.string()).nullish(),
});

/** What the mapper says for one item. */
export interface Mapping {
	values: Record<string, unknown>;
	/** Mapping by hand names fields on purpose; an item mapped as a whole carries other things too. */
	unknownNames: 'refuse' | 'ignore';
	matchOn: string[];
}

/**
 * Reads the mapper for one item. It is read as a whole: read by its parts, n8n would convert values by its own
 * rules and end the run at the first one that does not fit.
 */
export function mappingParameter(
	context: IExecuteFunctions,
	item: INodeExecutionData | undefined,
	itemIndex: number,
): Mapping {
	const parsed = mapperSchema.safeParse(context.getNodeParameter('fields', itemIndex, {}));
	if (!parsed.success) {
		throw new NodeOperationError(context.getNode(), 'The mapping in "Fields" cannot be read', {
			description: 'Choose the fields again.',
			itemIndex,
		});
	}
	const { mappingMode, value, matchingColumns } = parsed.data;
	const auto = mappingMode === 'autoMapInputData';
	return {
		values: auto ? (item?.json ?? {}) : (value ?? {}),
		unknownNames: auto ? 'ignore' : 'refuse',
		matchOn: matchingColumns ?? [],
	};
}

/** @throws NodeOperationError when no field to match on is chosen: nothing would tell whom an item belongs to */
export function requireMatchFields(
	context: IExecuteFunctions,
	{ matchOn }: Mapping,
	itemIndex: number,
): void {
	if (matchOn.length > 0) return;
	throw new NodeOperationError(context.getNode(), 'Choose at least one field to match on', {
		description: 'Without one, Copernica cannot tell which profile an item belongs to.',
		itemIndex,
	});
}

/** A list, or names separated by commas, as an expression or a model may give them. */
const namesSchema = z
	.union([z.array(z.string()), z.string().transform((text) => text.split(','))])
	.default([])
	.transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));

const optionsSchema = z.object({ addInterests: namesSchema, removeInterests: namesSchema });

/** Interests to add and remove, for one item. */
export function interestParameters(context: IExecuteFunctions, itemIndex: number): InterestWishes {
	const parsed = optionsSchema.safeParse(context.getNodeParameter('options', itemIndex, {}));
	if (!parsed.success) {
		throw new NodeOperationError(
			context.getNode(),
			'The interests cannot be read. Give a list of names.',
			{ itemIndex },
		);
	}
	return { add: parsed.data.addInterests, remove: parsed.data.removeInterests };
}

const filtersSchema = z.object({
	filter: z
		.array(
			z.object({
				name: z.string(),
				operator: z
					.enum([
						'is',
						'isNot',
						'isBelow',
						'isAbove',
						'isAtMost',
						'isAtLeast',
						'isLike',
						'isNotLike',
					])
					.transform((condition) => conditionOperators[condition]),
				value: z
					.union([z.string(), z.number().transform(String), z.boolean().transform(String)])
					.nullish(),
			}),
		)
		.default([]),
});

/** Texts of the filter values as they stand in the form; null where the filters are no list there. */
const rawFiltersSchema = z.object({ filter: z.array(z.object({ value: z.unknown().optional() })) });

/** The filters of *Get Many*, for one item. */
export function filterParameters(context: IExecuteFunctions, itemIndex: number): Condition[] {
	const parsed = filtersSchema.safeParse(context.getNodeParameter('filters', itemIndex, {}));
	if (!parsed.success) {
		throw new NodeOperationError(context.getNode(), 'The filters cannot be read', {
			description: 'Give each filter a field, a condition and a single value.',
			itemIndex,
		});
	}
	const raw = rawFiltersSchema.safeParse(
		context.getNodeParameter('filters', itemIndex, {}, { rawExpressions: true }),
	);
	return parsed.data.filter.map(({ name, operator, value }, index) => {
		// An empty value that was typed asks for empty fields; an expression that gives nothing is a slip.
		const typed = raw.success ? raw.data.filter[index]?.value : undefined;
		if (value !== undefined && value !== null && (value !== '' || typed === '')) {
			return { name, operator, value };
		}
		throw new NodeOperationError(context.getNode(), `The filter on "${name}" has no value`, {
			description:
				'The expression gives nothing for this item, and then Copernica would give every profile whose field is empty. Filter these items out before this node, or correct the expression.',
			itemIndex,
		});
	});
}

/** Most results of *Get Many* for one item; Infinity for all. */
export function limitParameter(context: IExecuteFunctions, itemIndex: number): number {
	if (context.getNodeParameter('returnAll', itemIndex, false) === true) return Infinity;
	const limit = Number(context.getNodeParameter('limit', itemIndex, 50));
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new NodeOperationError(context.getNode(), 'The limit must be a whole number above 0', {
		itemIndex,
	});
}

export type OutputForm = 'simplified' | 'raw' | 'change';

export function outputParameter(context: IExecuteFunctions, itemIndex: number): OutputForm {
	return z
		.enum(['simplified', 'raw', 'change'])
		.catch('simplified')
		.parse(context.getNodeParameter('output', itemIndex, 'simplified'));
}

/** What is kept of an item beside a code, so that a rejected row can be mended and sent again. */
export function inputOf(item: INodeExecutionData | undefined): IDataObject {
	return { input: item?.json ?? {} };
}
