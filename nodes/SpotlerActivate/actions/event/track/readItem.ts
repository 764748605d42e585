import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { TrackItem } from '../../../../../core/sync/planTrack';
import { itemParameter } from '../../../shared/parameters';
import { CUSTOM_EVENT } from './fields';

const textSchema = z.coerce.string();
const optionalSchema = z.unknown().transform((value) => value ?? '');
const timeSchema = z
	.union([z.string(), z.number(), z.date().transform((date) => date.toISOString())])
	.catch((context) => String(context.input ?? ''));
const collectionSchema = z.record(z.string(), z.unknown()).catch({});
const listSchema = z.object({
	field: z.array(z.object({ name: z.coerce.string(), value: z.unknown() })).default([]),
});

/** A reader for the settings of one item of *Track*; only what holds an expression is read per item. */
export function trackItemReader(context: IExecuteFunctions): (itemIndex: number) => TrackItem {
	const choice = String(context.getNodeParameter('event', 0, CUSTOM_EVENT));
	const customName = itemParameter(context, 'eventName', '');
	const email = itemParameter(context, 'email', '');
	const userid = itemParameter(context, 'userid', '');
	const profileFields = itemParameter(context, 'profileFields', {});
	const customFields = itemParameter(context, 'customFields', {});
	const eventFields = itemParameter(context, 'eventFields', {});
	const eventFieldsJson = itemParameter(context, 'eventFieldsJson', '{}');
	const products = itemParameter(context, 'products', '[]');
	const timestamp = itemParameter(context, 'timestamp', '');

	return (itemIndex) => ({
		itemIndex,
		eventName: choice === CUSTOM_EVENT ? textSchema.parse(customName(itemIndex) ?? '') : choice,
		fields: [
			['email', optionalSchema.parse(email(itemIndex))],
			['userid', optionalSchema.parse(userid(itemIndex))],
			...Object.entries(collectionSchema.parse(profileFields(itemIndex))),
			...listOf(customFields(itemIndex)).map(([name, value]) => [withPrefix(name), value] as const),
			...listOf(eventFields(itemIndex)),
		],
		fieldsJson: optionalSchema.parse(eventFieldsJson(itemIndex)),
		productsJson: optionalSchema.parse(products(itemIndex)),
		timestamp: timeSchema.parse(timestamp(itemIndex)),
	});
}

function listOf(raw: unknown): Array<readonly [string, unknown]> {
	return listSchema.parse(raw ?? {}).field.map(({ name, value }) => [name, value] as const);
}

/** Custom fields are sent as `custom_` plus their name (spotler-activate.md 4); both ways of writing it are taken. */
function withPrefix(name: string): string {
	const trimmed = name.trim();
	return trimmed === '' || trimmed.startsWith('custom_') ? trimmed : `custom_${trimmed}`;
}
