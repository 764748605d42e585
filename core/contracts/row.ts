import { z } from 'zod';
import { isRefusedRow } from './wiring';

const objectSchema = z.record(z.string(), z.unknown());
const isObject = (value: unknown) => objectSchema.safeParse(value).success;

/** What n8n's Webhook node makes of a call: the values that were sent are in its body, or in its query. */
const callSchema = z.object({
	headers: objectSchema,
	params: objectSchema,
	query: objectSchema,
	body: z.unknown().optional(),
});

/** Keys that no sheet, form or shop has, but our own items do. */
const OWN_KEYS = ['changeKey', 'fingerprint', 'profileFields', 'subscribedElsewhere'];

/** The values of a row by column: those that came with a call, of an item of the Webhook node. */
export function columnsOf(json: unknown): Record<string, unknown> {
	const call = callSchema.safeParse(json);
	if (!call.success) return objectSchema.catch({}).parse(json);
	const { body, query } = call.data;
	return isObject(body) ? objectSchema.parse(body) : query;
}

/**
 * Whether an item is a *row*: values by column, as a sheet, a form or a shop gives them. A Change or a prepared profile is
 * none, even if a step has taken a part of it away.
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

/** Whether the items of a run are rows: some are, and no other one has anything in it. */
export function areRows(items: readonly unknown[]): boolean {
	const filled = items.filter((json) => Object.keys(objectSchema.catch({}).parse(json)).length > 0);
	return filled.length > 0 && filled.every(isRow);
}
