/**
 * What n8n's editor shows of an operation's output before anything ran: one JSON schema per operation, which n8n looks for
 * under `__schema__/v<node version>/<resource>/<operation>.json` beside the node, also of a community node (read: n8n-core
 * 2.41, `nodes-loader/output-schema-resolver.js`). Triggers have none.
 */
import { z } from 'zod';
import { ACTIVATE_KEYS } from '../../core/contracts/activateKeys';
import { changeSchema } from '../../core/contracts/change';
import * as copernica from '../../core/contracts/copernicaRows';
import { CONSENT_KEYS, preparedProfileSchema } from '../../core/contracts/preparedProfile';
import { resultSchema } from '../../core/contracts/result';

interface OutputSchema {
	type: 'object' | 'array' | 'string' | 'number' | 'boolean';
	properties?: Record<string, OutputSchema>;
	items?: OutputSchema;
}

/** A schema without what only refines it: whether it may be absent or null, its default, and its transformation. */
function plain(schema: z.ZodTypeAny): z.ZodTypeAny {
	let inner = schema;
	for (;;) {
		if (inner instanceof z.ZodNullable || inner instanceof z.ZodOptional) {
			inner = z.custom<z.ZodTypeAny>().parse(inner.unwrap());
		} else if (inner instanceof z.ZodDefault) {
			inner = z.custom<z.ZodTypeAny>().parse(inner.removeDefault());
		} else if (inner instanceof z.ZodEffects) {
			inner = z.custom<z.ZodTypeAny>().parse(inner.innerType());
		} else return inner;
	}
}

/** The shape of a contract. A key that is only sometimes there is left out: dragged into a form it would give nothing. */
function shapeOf(schema: z.ZodTypeAny): OutputSchema {
	const inner = plain(schema);
	if (inner instanceof z.ZodObject) {
		const shape = z.record(z.string(), z.custom<z.ZodTypeAny>()).parse(inner.shape);
		const always = Object.entries(shape).filter(([, each]) => !(each instanceof z.ZodOptional));
		return {
			type: 'object',
			properties: Object.fromEntries(always.map(([key, each]) => [key, shapeOf(each)])),
		};
	}
	if (inner instanceof z.ZodArray) {
		return { type: 'array', items: shapeOf(z.custom<z.ZodTypeAny>().parse(inner.element)) };
	}
	if (inner instanceof z.ZodRecord) return { type: 'object' };
	if (inner instanceof z.ZodNumber) return { type: 'number' };
	const isSwitch = inner instanceof z.ZodLiteral && typeof inner.value === 'boolean';
	if (inner instanceof z.ZodBoolean || isSwitch) return { type: 'boolean' };
	return { type: 'string' };
}

const text: OutputSchema = { type: 'string' };
/** Activate's fields that most accounts use, so that they can be dragged too. */
const profile: OutputSchema = {
	type: 'object',
	properties: Object.fromEntries(
		[...ACTIVATE_KEYS.filter(({ common }) => common).map(({ key }) => key), ...CONSENT_KEYS].map(
			(key) => [key, text],
		),
	),
};

function prepared(): OutputSchema {
	const shape = shapeOf(preparedProfileSchema);
	const consents = Object.fromEntries(CONSENT_KEYS.map((key) => [key, text]));
	return {
		...shape,
		properties: {
			...shape.properties,
			profile,
			consents: { type: 'object', properties: consents },
		},
	};
}

const ofActivate = (): Record<string, OutputSchema> => ({
	'profile/normalise': prepared(),
	'profile/filter': prepared(),
	'profile/sync': shapeOf(resultSchema),
	'event/track': shapeOf(resultSchema),
});

/** Where *Output* offers several forms: the one that a new node has. */
const ofCopernica: Readonly<Record<string, z.ZodTypeAny>> = {
	'callback/check': copernica.checkRowSchema,
	'callback/delete': copernica.removedCallbackSchema,
	'callback/getAll': copernica.callbackRowSchema,
	'change/addProfile': changeSchema,
	'database/getAll': copernica.databaseRowSchema,
	'database/getCollections': copernica.collectionRowSchema,
	'database/getFields': copernica.fieldRowSchema,
	'mailing/getStatistics': copernica.mailingCountsSchema,
	'mailing/send': copernica.sentMailingSchema,
	'profile/delete': copernica.removedProfileSchema,
	'profile/get': copernica.profileRowSchema,
	'profile/getAll': copernica.profileRowSchema,
	'profile/getUnsubscribes': copernica.unsubscribeRowSchema,
	'profile/unsubscribe': copernica.unsubscribedProfileSchema,
	'profile/update': copernica.writtenProfileSchema,
	'profile/upsert': copernica.writtenProfileSchema,
	'selection/getAll': copernica.selectionRowSchema,
	'selection/rebuild': copernica.rebuiltSelectionSchema,
	'subprofile/delete': copernica.removedSubprofileSchema,
	'subprofile/get': copernica.subprofileRowSchema,
	'subprofile/getAll': copernica.subprofileRowSchema,
	'subprofile/update': copernica.writtenSubprofileSchema,
	'subprofile/upsert': copernica.writtenSubprofileSchema,
};

/** Folder of the node → its versions, and the schema of each operation. */
const NODES: ReadonlyArray<[folder: string, versions: string[], Record<string, OutputSchema>]> = [
	['SpotlerActivate', ['v1.0.0', 'v1.1.0'], ofActivate()],
	[
		'Copernica',
		['v1.0.0'],
		Object.fromEntries(
			Object.entries(ofCopernica).map(([operation, schema]) => [operation, shapeOf(schema)]),
		),
	],
];

/** The files by path, as text. */
export function outputSchemas(): ReadonlyMap<string, string> {
	return new Map(
		NODES.flatMap(([folder, versions, schemas]) =>
			versions.flatMap((version) =>
				Object.entries(schemas).map(([operation, schema]): [string, string] => [
					`nodes/${folder}/__schema__/${version}/${operation}.json`,
					`${JSON.stringify({ ...schema, version: 1 }, null, '\t')}\n`,
				]),
			),
		),
	);
}
