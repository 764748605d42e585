import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { readNormaliseSettings } from '../../../../../core/normalise/settings';
import { splitLines } from '../../../../../core/normalise/textList';
import { isFirstVersion } from '../../../shared/version';
import { columnOfReference, fieldNameOfReference } from './fieldReference';
import type { ParameterSpec } from '../../../shared/settingsPerItem';

/** What an empty text parameter, or one with an expression, may hold. */
const textSchema = z
	.union([z.string(), z.number().transform(String), z.boolean().transform(String)])
	.nullish()
	.transform((text) => text ?? '');

/** Values picked from a list; an expression may return them as one text. */
const valuesSchema = z.union([z.array(textSchema), textSchema]);

const consentRowSchema = z.object({
	consent: textSchema,
	field: textSchema,
	texts: textSchema,
	subscribed: textSchema,
	unsubscribed: textSchema,
	unknown: textSchema,
	subscribedValues: valuesSchema,
	unsubscribedValues: valuesSchema,
	unknownValues: valuesSchema,
	emptyMeans: textSchema,
});
const customRowSchema = z.object({ name: textSchema, field: textSchema, kind: textSchema });
const combinedRowSchema = z.object({
	key: textSchema,
	customName: textSchema,
	sources: valuesSchema,
	between: textSchema,
});
const ownTextRowSchema = z.object({ key: textSchema, value: textSchema, texts: textSchema });
const fixedRowSchema = z.object({ key: textSchema, customName: textSchema, value: textSchema });

/** The operation's parameters as n8n stores them; a collection without rows has no key. */
const parametersSchema = z.object({
	mapBy: textSchema,
	'mapping.value': z.record(z.string(), textSchema).nullish(),
	consents: z.object({ consent: z.array(consentRowSchema).default([]) }),
	consentsToSend: textSchema,
	customFields: z.object({ field: z.array(customRowSchema).default([]) }),
	combinedFields: z.object({ field: z.array(combinedRowSchema).default([]) }),
	fixedValues: z.object({ value: z.array(fixedRowSchema).default([]) }),
	options: z
		.object({ ownTexts: z.object({ text: z.array(ownTextRowSchema).default([]) }).optional() })
		.catchall(z.unknown()),
});

/** Options that hide an address or withdraw consents: an expression that gives nothing must not switch them off. */
const NEVER_NOTHING: readonly string[] = ['deletedProfiles', 'hashEmail', 'unknownConsent'];

/**
 * What the items are: `rows` have one value per column, `changes` are Changes, and `detect` lets the items of the run
 * decide. Nodes from 1.0.0 have no such choice.
 */
export type Input = 'detect' | 'changes' | 'rows';

/** Reads the choice of *Input*, which cannot be an expression. */
export function readInput(context: IExecuteFunctions): Input {
	const value: unknown = context.getNodeParameter('input', 0, 'changes');
	return value === 'rows' || value === 'detect' ? value : 'changes';
}

/** What the operation reads from the form. */
export const normaliseParameters = (
	nodeVersion: number,
	isOfRows: boolean,
): readonly ParameterSpec[] => {
	const plain = isOfRows ? columnOfReference : fieldNameOfReference;
	return [
		{ path: 'mapBy', fallback: 'knownNames' },
		{ path: 'mapping.value', fallback: null, plain },
		{ path: 'consents', fallback: {}, plain },
		{ path: 'consentsToSend', fallback: isFirstVersion(nodeVersion) ? 'all' : 'changed' },
		{ path: 'customFields', fallback: {}, plain },
		{ path: 'combinedFields', fallback: {} },
		{ path: 'fixedValues', fallback: {} },
		{ path: 'options', fallback: {} },
	];
};

/** Nodes from 1.0.0 read a list of texts without quotes, separated by commas on each line. */
const splitAsBefore = (list: string) => list.split(/[,\r\n]+/);

/** Values picked from the field count as texts of the user's own, which nobody had to type. */
function textsOfRow(row: z.infer<typeof consentRowSchema>, nodeVersion: number) {
	const { texts } = row;
	const listOf = (list: string) =>
		isFirstVersion(nodeVersion) ? splitAsBefore(list) : splitLines(list);
	return texts === 'fieldValues'
		? {
				preset: 'own',
				subscribed: row.subscribedValues,
				unsubscribed: row.unsubscribedValues,
				unknown: row.unknownValues,
			}
		: {
				preset: texts,
				subscribed: listOf(row.subscribed),
				unsubscribed: listOf(row.unsubscribed),
				unknown: listOf(row.unknown),
			};
}

/**
 * Turns the values of the form, keyed by path, into the settings of Normalise.
 *
 * @param nodeVersion `typeVersion` of the node
 * @param isOfRows whether they refer to columns of rows
 * @returns the settings, or which setting is wrong and why; never throws
 */
export function settingsOfForm(
	values: ReadonlyMap<string, unknown>,
	nodeVersion: number,
	isOfRows: boolean,
): ReturnType<typeof readNormaliseSettings> {
	const parsed = parametersSchema.safeParse(Object.fromEntries(values));
	if (!parsed.success) {
		const field = parsed.error.issues[0]?.path.join('.') ?? 'settings';
		return { ok: false, field, reason: `Check the setting "${field}": it cannot be read.` };
	}
	const form = parsed.data;
	const { ownTexts, ...options } = form.options;
	const customKey = (name: string) => `custom_${name.trim().replace(/^custom_/, '')}`;
	const keyOf = (row: { key: string; customName: string }) =>
		row.key === 'custom' ? customKey(row.customName) : row.key;
	const manual = form.mapBy === 'oneByOne';
	return readNormaliseSettings({
		...Object.fromEntries(
			Object.entries(options).map(([name, value]) => [
				name,
				value === undefined && NEVER_NOTHING.includes(name) ? null : value,
			]),
		),
		mapping: manual ? 'manual' : 'automatic',
		ofRows: isOfRows,
		fields: Object.fromEntries(
			Object.entries((manual ? form['mapping.value'] : null) ?? {}).filter(
				([, source]) => source.trim() !== '',
			),
		),
		consents: form.consents.consent.map((row) => ({
			consent: row.consent,
			source: row.field,
			texts: textsOfRow(row, nodeVersion),
			emptyMeans: row.emptyMeans === '' ? undefined : row.emptyMeans,
		})),
		consentsByName: isFirstVersion(nodeVersion),
		infixByName: !isFirstVersion(nodeVersion),
		consentsToSend: form.consentsToSend,
		customFields: form.customFields.field.map(({ name, field, kind }) => ({
			key: name,
			source: field,
			kind: kind === '' ? undefined : kind,
		})),
		combinedFields: form.combinedFields.field.map((row) => ({
			key: keyOf(row),
			sources: row.sources,
			between: row.between,
		})),
		ownTexts: (ownTexts?.text ?? []).map((row) => ({ ...row, texts: splitLines(row.texts) })),
		fixedValues: form.fixedValues.value.map((row) => ({ key: keyOf(row), value: row.value })),
	});
}
