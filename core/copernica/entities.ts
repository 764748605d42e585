import { z } from 'zod';

/** Ids are digits, as text or number, under `ID` or `id` (docs/vendors/copernica.md#4-quirks). */
const idValue = z.union([
	z.string().regex(/^\d+$/),
	z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).transform(String),
]);

/**
 * An id that may be missing; Copernica writes 0 for "not applicable"
 * (docs/vendors/copernica.md#12-registering-through-rest).
 */
const optionalId = idValue
	.nullish()
	.catch(null)
	.transform((id) => (id === '0' ? null : (id ?? null)));

/** Lets the rest of a schema read `id`, however the vendor spelled it. */
function withId<Shape extends z.ZodRawShape>(shape: Shape) {
	return z.preprocess(
		(value) =>
			typeof value === 'object' && value !== null && 'ID' in value && !('id' in value)
				? { ...value, id: value.ID }
				: value,
		z.object({ id: idValue, ...shape }),
	);
}

/** Field values: strings in replies; anything else becomes the text that Copernica would hold. */
const fieldText = z.union([
	z.string(),
	z.number().transform(String),
	z.boolean().transform((value) => (value ? '1' : '')),
	z.null().transform(() => ''),
]);

/** PHP gives `[]` for an empty map (docs/vendors/copernica.md#4-quirks). */
const fieldMap = z.union([
	z.record(z.string(), fieldText),
	z.array(z.never()).transform((): Record<string, string> => ({})),
]);

const plainObject = z.record(z.string(), z.unknown());
const named = z.object({ name: z.string() });

/** How a map says that an interest is on or off. */
const SWITCHES = new Map<unknown, boolean>([
	...[true, 1, '1', 'true', 'yes'].map((value): [unknown, boolean] => [value, true]),
	...[false, 0, null, '', '0', 'false', 'no'].map((value): [unknown, boolean] => [value, false]),
]);

function namesInList(list: readonly unknown[]): string[] | null {
	const names: string[] = [];
	for (const entry of list) {
		const name = typeof entry === 'string' ? entry : named.safeParse(entry).data?.name;
		if (name === undefined) return null;
		names.push(name);
	}
	return names;
}

function namesInMap(map: Record<string, unknown>): string[] | null {
	const entries = Object.entries(map);
	// A list as PHP writes it after an entry was removed: { "0": "Sport", "2": "Mode" }.
	const isNumbered = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
	if (isNumbered && entries.every(([, value]) => !SWITCHES.has(value))) {
		return namesInList(Object.values(map));
	}
	const names: string[] = [];
	for (const [name, value] of entries) {
		const isOn = SWITCHES.get(value);
		// Interests can be in groups: { "Hobbies": { "Sport": 1 } }.
		const within = isOn === undefined ? namesOn(value) : isOn ? [name] : [];
		if (within === null) return null;
		names.push(...within);
	}
	return names;
}

/** The names of the interests that are on; null = not stated, or not in a clear way. */
function namesOn(value: unknown): string[] | null {
	if (Array.isArray(value)) return namesInList(value);
	const map = plainObject.safeParse(value);
	return map.success ? namesInMap(map.data) : null;
}

/** A list of names or of interests, or a map of name to 0 or 1, in groups or not: their form is not documented. */
const interests = z.unknown().optional().transform(namesOn);

/**
 * `false` for a living entity, a date for a deleted one, which can still be read (docs/vendors/copernica.md#4-quirks).
 */
const removed = z
	.union([z.string(), z.boolean()])
	.nullish()
	.transform((value) => value !== undefined && value !== null && value !== false && value !== '');

const dateText = z
	.string()
	.nullish()
	.transform((value) => value ?? null);

export const profileSchema = withId({
	database: optionalId,
	fields: fieldMap,
	interests,
	created: dateText,
	modified: dateText,
	removed,
});
/** A profile as Copernica holds it. */
export type Profile = z.infer<typeof profileSchema>;

export const subprofileSchema = withId({
	profile: optionalId,
	collection: optionalId,
	fields: fieldMap,
	created: dateText,
	modified: dateText,
	removed,
});
/** A subprofile as Copernica holds it; it knows its profile, but not its database. */
export type Subprofile = z.infer<typeof subprofileSchema>;

/** A text that may be missing. */
const optionalText = z
	.string()
	.nullish()
	.transform((value) => value ?? '');

/** A switch that may be missing, and is then off. */
const optionalSwitch = z
	.boolean()
	.nullish()
	.transform((value) => value ?? false);

export const databaseSchema = withId({
	name: z.string(),
	description: optionalText,
	archived: optionalSwitch,
	created: dateText,
});

export const collectionSchema = withId({ name: z.string(), database: optionalId });

/** Selections of profiles (views) and of subprofiles (miniviews; docs/vendors/copernica.md#34-entities). */
export const selectionSchema = withId({
	name: z.string(),
	description: optionalText,
	'parent-type': z.string().nullish(),
	'parent-id': optionalId,
	'has-children': z.unknown().optional(),
	database: optionalId,
	collection: optionalId,
	'last-built': dateText,
}).transform((selection) => {
	const { id, name, description, database, collection } = selection;
	const children = selection['has-children'];
	const isNested = selection['parent-type']?.endsWith('view') ?? false;
	return {
		id,
		name,
		description,
		/** Of a view only. */
		database,
		/** Of a miniview only. */
		collection,
		/** The selection that it is nested in; null for one directly below its database or collection. */
		parent: isNested ? selection['parent-id'] : null,
		/** Whether others may be nested in it: true unless stated otherwise. */
		mayHaveChildren: children === undefined || (SWITCHES.get(children) ?? true),
		lastBuilt: selection['last-built'],
	};
});
export type Selection = z.infer<typeof selectionSchema>;

/**
 * `select` keeps its options in `value`, one per line, with the default marked `*`
 * (docs/vendors/copernica.md#35-data-types).
 */
function optionsOf(type: string, value: string): string[] | undefined {
	if (type !== 'select') return undefined;
	return value
		.split(/\r?\n/)
		.map((line) => line.replace(/^\s*\*|\*\s*$/g, '').trim())
		.filter((line) => line !== '');
}

export const fieldSchema = withId({
	name: z.string().min(1),
	type: z.string(),
	value: fieldText.nullish().transform((value) => value ?? ''),
	length: z.coerce.number().int().nonnegative().nullish().catch(null),
}).transform(({ id, name, type, value, length }) => {
	const options = optionsOf(type, value);
	return {
		id,
		name,
		type,
		/** Longest text in characters; null = not stated. */
		length: length ?? null,
		...(options === undefined ? {} : { options }),
	};
});
/** A field of a database or collection; `options` for type `select` only. */
export type Field = z.infer<typeof fieldSchema>;

export const interestSchema = withId({
	name: z.string(),
	group: optionalText,
});
export type Interest = z.infer<typeof interestSchema>;

/**
 * The account behind the token; its id is the number in X-Copernica-ID (docs/vendors/copernica.md#24-x-copernica-id).
 */
export const identitySchema = withId({ name: optionalText });

/** A Marketing Suite template (docs/vendors/copernica.md#34-entities). */
export const templateSchema = withId({
	name: z.string(),
	subject: optionalText,
	archived: optionalSwitch,
});

const count = z.union([z.number(), z.string(), z.null()]);

/** Counts of a mailing, as received: numbers, and maps of `total` and `unique`. */
export const statisticsSchema = z
	.record(z.string(), z.union([count, z.record(z.string(), count), z.array(count)]))
	.refine((counts) => 'destinations' in counts || 'deliveries' in counts);

/** What a database does when one of its profiles is unsubscribed (docs/vendors/copernica.md#34-entities). */
export const unsubscribeSchema = z.object({ behavior: z.string(), fields: fieldMap.default({}) });
export type Unsubscribe = z.infer<typeof unsubscribeSchema>;

/** Names that are not fields, but can be used in conditions (docs/vendors/copernica.md#36-selectors). */
export const SPECIAL_NAMES = ['id', 'code', 'modified'] as const;
