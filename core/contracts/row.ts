import { z } from 'zod';
import { isRefusedRow } from './wiring';

const objectSchema = z.record(z.string(), z.unknown());
const isObject = (value: unknown) => objectSchema.safeParse(value).success;

/** What n8n's Webhook node makes of a call: the values sent are in its body or its query. */
const callSchema = z.object({
	headers: objectSchema,
	params: objectSchema,
	query: objectSchema,
	body: z.unknown().optional(),
});

/** Keys that no sheet, form or shop has, but our own items do. */
const OWN_KEYS = ['changeKey', 'fingerprint', 'profileFields', 'subscribedElsewhere'];

/** The values of a row by column; for an item of the Webhook node, those that came with the call. */
export function columnsOf(json: unknown): Record<string, unknown> {
	const call = callSchema.safeParse(json);
	if (!call.success) return objectSchema.catch({}).parse(json);
	const { body, query } = call.data;
	return isObject(body) ? objectSchema.parse(body) : query;
}

/**
 * Whether an item is a *row*: values by column, as from a sheet, a form or a shop. A Change or a prepared profile is
 * not a row, even if a step has removed a part of it.
 */
export function isRow(json: unknown): boolean {
	const item = objectSchema.catch({}).parse(json);
	const isOurs =
		isObject(item.fields) ||
		isObject(item.profile) ||
		('change' in item && 'entity' in item) ||
		OWN_KEYS.some((key) => key in item) ||
		isRefusedRow(item);
	return !isOurs && Object.keys(item).length > 0;
}

/** Whether the items of a run are rows: some are, and all others are empty. */
export function areRows(items: readonly unknown[]): boolean {
	const filled = items.filter((json) => Object.keys(objectSchema.catch({}).parse(json)).length > 0);
	return filled.length > 0 && filled.every(isRow);
}
