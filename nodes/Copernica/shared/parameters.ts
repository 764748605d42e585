import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { refused, type Refused } from '../../../core/copernica/codes';
import { readId } from '../../../core/copernica/ids';
import type { InterestWishes } from '../../../core/copernica/interests';
import { CONDITION_OPERATORS, type Condition } from '../../../core/copernica/selectors';
import type { Mapping } from '../../../core/copernica/upsert';

type IdResult = { ok: true; id: string } | Refused;

/** Parameters that hold an ID, as a sentence names them. */
const IDS = {
	callbackId: 'Callback ID',
	collection: 'collection',
	database: 'database',
	emailingId: 'Mailing ID',
	miniselection: 'miniselection',
	profileId: 'Profile ID',
	selection: 'selection',
	subprofileId: 'Subprofile ID',
	template: 'template',
	'options.profileId': 'Profile ID',
} as const;

/** An id from the form, read for this item. */
function idParameter(
	context: IExecuteFunctions,
	name: keyof typeof IDS,
	itemIndex: number,
): IdResult {
	const isOption = name === 'options.profileId';
	const id = readId(context.getNodeParameter(name, itemIndex, '', { extractValue: !isOption }));
	if (id !== null) return { ok: true, id };
	return refused('ID_INVALID', { setting: IDS[name], field: isOption ? 'profileId' : name });
}

const mapperSchema = z.object({
	mappingMode: z.string().default('defineBelow'),
	value: z.record(z.string(), z.unknown()).nullish(),
	matchingColumns: z.array(z.string()).nullish(),
});

/**
 * Reads the mapper for one item, as a whole: if read in parts, n8n would convert values by its own rules and end the
 * run at the first one that does not fit.
 */
function mappingParameter(
	context: IExecuteFunctions,
	json: IDataObject,
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
		values: auto ? json : (value ?? {}),
		// Mapping by hand names fields on purpose; an item mapped as a whole has other keys too.
		unknownNames: auto ? 'ignore' : 'refuse',
		matchOn: matchingColumns ?? [],
	};
}

/**
 * @throws NodeOperationError when no field to match on is chosen: nothing would show which record an item belongs to
 */
function matchingParameter(
	context: IExecuteFunctions,
	json: IDataObject,
	itemIndex: number,
): Mapping {
	const mapping = mappingParameter(context, json, itemIndex);
	if (mapping.matchOn.length > 0) return mapping;
	throw new NodeOperationError(context.getNode(), 'Choose at least one field to match on', {
		description: 'Without one, Copernica cannot tell which profile an item belongs to.',
		itemIndex,
	});
}

/** A list, or names separated by commas, as an expression or a model may write them. */
const namesSchema = z
	.union([z.array(z.string()), z.string().transform((text) => text.split(','))])
	.default([])
	.transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));

const optionsSchema = z.object({ addInterests: namesSchema, removeInterests: namesSchema });

/** Interests to add and remove, for one item. */
function interestParameters(context: IExecuteFunctions, itemIndex: number): InterestWishes {
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
					.transform((condition) => CONDITION_OPERATORS[condition]),
				value: z
					.union([z.string(), z.number().transform(String), z.boolean().transform(String)])
					.nullish(),
			}),
		)
		.default([]),
});

/** The filter values as written in the form; null when the filters are not a list there. */
const rawFiltersSchema = z.object({ filter: z.array(z.object({ value: z.unknown().optional() })) });

/** The filters of *Get Many*, for one item. */
function filterParameters(context: IExecuteFunctions, itemIndex: number): Condition[] {
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
		// An empty value that was typed means empty fields; an expression that gives nothing is a mistake.
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

/** The most results of *Get Many* for one item; Infinity for all. */
function limitParameter(context: IExecuteFunctions, itemIndex: number): number {
	if (context.getNodeParameter('returnAll', itemIndex, false) === true) return Infinity;
	const limit = Number(context.getNodeParameter('limit', itemIndex, 50));
	if (Number.isInteger(limit) && limit >= 1) return limit;
	throw new NodeOperationError(context.getNode(), 'The limit must be a whole number above 0', {
		itemIndex,
	});
}

export type OutputForm = 'simplified' | 'raw' | 'change';

function outputParameter(context: IExecuteFunctions, itemIndex: number): OutputForm {
	return z
		.enum(['simplified', 'raw', 'change'])
		.catch('simplified')
		.parse(context.getNodeParameter('output', itemIndex, 'simplified'));
}

/** The settings of one item, each read on request. */
export interface ItemSettings {
	/** Any setting, as it is. */
	setting: (name: string, fallback: boolean | string) => unknown;
	/** An ID of digits, or `ID_INVALID`. */
	id: (name: keyof typeof IDS) => IdResult;
	/** What the mapper wants to write. */
	mapping: () => Mapping;
	/** The same, with fields to match on. @throws NodeOperationError without one */
	matching: () => Mapping;
	/** Interests to add and remove. */
	interests: () => InterestWishes;
	/** The filters of _Get Many_. */
	filters: () => Condition[];
	/** The most results of _Get Many_; Infinity for all. */
	limit: () => number;
	outputForm: () => OutputForm;
}

/**
 * @param json of the item
 * @returns readers that throw NodeOperationError for a setting that cannot be read
 */
export function settingsOf(
	context: IExecuteFunctions,
	json: IDataObject,
	itemIndex: number,
): ItemSettings {
	return {
		setting: (name, fallback) => context.getNodeParameter(name, itemIndex, fallback),
		id: (name) => idParameter(context, name, itemIndex),
		mapping: () => mappingParameter(context, json, itemIndex),
		matching: () => matchingParameter(context, json, itemIndex),
		interests: () => interestParameters(context, itemIndex),
		filters: () => filterParameters(context, itemIndex),
		limit: () => limitParameter(context, itemIndex),
		outputForm: () => outputParameter(context, itemIndex),
	};
}
