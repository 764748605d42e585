import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { TrackItem } from '../../../../../core/activate/planTrack';
import { itemParameter, type Refuse } from '../../../shared/settingsPerItem';
import { CUSTOM_EVENT } from './fields';

const textSchema = z.coerce.string();
const optionalSchema = z.unknown().transform((value) => value ?? '');
const timeSchema = z
	.union([z.string(), z.number(), z.date().transform((date) => date.toISOString())])
	.catch((context) => String(context.input ?? ''));
const collectionSchema = z.record(z.string(), z.unknown()).catch({});
const listSchema = z.object({
	field: z
		.array(z.object({ name: z.coerce.string().default(''), value: z.unknown().optional() }))
		.default([]),
});

/** A reader for the settings of one item of *Track*; only expressions are read per item. */
export function trackItemReader(
	context: IExecuteFunctions,
): (itemIndex: number, refuse: Refuse) => TrackItem {
	const reader = (name: string, label: string, fallback: unknown) =>
		itemParameter(context, { name, label, fallback });
	const choice = reader('event', 'Event', CUSTOM_EVENT);
	const customName = reader('eventName', 'Event Name', '');
	const email = reader('email', 'Email', '');
	const userid = reader('userid', 'User ID', '');
	const profileFields = reader('profileFields', 'Profile Fields', {});
	const customFields = reader('customFields', 'Custom Profile Fields', {});
	const eventFields = reader('eventFields', 'Event Fields', {});
	const eventFieldsJson = reader('eventFieldsJson', 'Event Fields (JSON)', '{}');
	const products = reader('products', 'Products', '[]');
	const timestamp = reader('timestamp', 'Timestamp', '');

	return (itemIndex, refuse) => ({
		itemIndex,
		eventName: textSchema.parse(
			(choice(itemIndex, refuse) === CUSTOM_EVENT
				? customName(itemIndex, refuse)
				: choice(itemIndex, refuse)) ?? '',
		),
		fields: [
			['email', optionalSchema.parse(email(itemIndex, refuse))],
			['userid', optionalSchema.parse(userid(itemIndex, refuse))],
			...Object.entries(collectionSchema.parse(profileFields(itemIndex, refuse))),
			...listOf(customFields(itemIndex, refuse)).map(
				([name, value]) => [withPrefix(name), value] as const,
			),
			...listOf(eventFields(itemIndex, refuse)),
		],
		fieldsJson: optionalSchema.parse(eventFieldsJson(itemIndex, refuse)),
		productsJson: optionalSchema.parse(products(itemIndex, refuse)),
		timestamp: timeSchema.parse(timestamp(itemIndex, refuse)),
	});
}

/** An item with a setting that gives nothing usable; it is not sent. */
export function unusableItem(itemIndex: number, label: string): TrackItem {
	return {
		itemIndex,
		eventName: '',
		fields: [],
		fieldsJson: '',
		productsJson: '',
		timestamp: '',
		unusableSetting: label,
	};
}

function listOf(raw: unknown): Array<readonly [string, unknown]> {
	return listSchema.parse(raw ?? {}).field.map(({ name, value }) => [name, value] as const);
}

/**
 * Custom fields are sent as `custom_` plus their name (docs/vendors/spotler-activate.md#41-fields); both spellings are
 * accepted.
 */
function withPrefix(name: string): string {
	const trimmed = name.trim();
	return trimmed === '' || trimmed.startsWith('custom_') ? trimmed : `custom_${trimmed}`;
}
