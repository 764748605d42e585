import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../canonical';
import { offsetTimeSchema, utcTimeSchema } from './isoTime';
import { orderOfTime } from './order';

/** What happened to the profile or subprofile. */
export const changeActionSchema = z.enum(['create', 'update', 'delete']);
export type ChangeAction = z.infer<typeof changeActionSchema>;

/** Which kind of Copernica entity changed. */
export const changeEntitySchema = z.enum(['profile', 'subprofile']);
export type ChangeEntity = z.infer<typeof changeEntitySchema>;

/** Field values as Copernica sends them: always strings (docs/vendors/copernica.md#35-data-types). */
const fieldValues = z.record(z.string(), z.string());

/** Whether a JSON number still has its original digits: JavaScript rounds integers beyond 2^53. */
const hasItsDigits = (value: number) =>
	Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));

/**
 * Copernica values of a user-made item: numbers become text, true and false the 1 and 0 of a Copernica field (with
 * their names listed as well), and empty (null) the empty string. A number that lost digits is not taken at all,
 * because it may be somebody else's; its name is given instead. Objects and lists have no Copernica form and are
 * refused.
 */
const looseFieldValues = z.record(z.string(), z.unknown()).transform((values, check) => {
	const texts: Record<string, string> = {};
	const unreadable: string[] = [];
	const booleans: string[] = [];
	for (const [name, value] of Object.entries(values)) {
		if (typeof value === 'string') texts[name] = value;
		else if (value === null) texts[name] = '';
		else if (typeof value === 'boolean') {
			texts[name] = value ? '1' : '0';
			booleans.push(name);
		} else if (typeof value !== 'number' || Number.isNaN(value)) {
			check.addIssue({ code: 'custom', path: [name], message: 'is not one value' });
		} else if (hasItsDigits(value)) texts[name] = String(value);
		else unreadable.push(name);
	}
	return { texts, unreadable, booleans };
});

type LooseFieldValues = z.output<typeof looseFieldValues>;

/**
 * The fields that are booleans in some of these values. A field with any other 1 or 0 among them is not one: then the
 * number counts.
 */
function booleansIn(values: ReadonlyArray<LooseFieldValues | null>): string[] {
	const known = values.flatMap((each) => each ?? []);
	if (known.every(({ booleans }) => booleans.length === 0)) return [];
	const fold = (name: string) => name.toLowerCase();
	const numbers = new Set(
		known.flatMap(({ texts, booleans }) =>
			Object.keys(texts)
				.filter((name) => !booleans.includes(name) && /^\s*[01]\s*$/.test(texts[name] ?? ''))
				.map(fold),
		),
	);
	return known.flatMap(({ booleans }) => booleans.filter((name) => !numbers.has(fold(name))));
}

/** Together with those that an earlier step named. */
function namedBooleans(...names: ReadonlyArray<readonly string[]>): { booleans?: string[] } {
	const all = new Set(names.flat());
	return all.size === 0 ? {} : { booleans: [...all] };
}

const looseRecordId = z.union([z.string(), z.number().refine(hasItsDigits).transform(String)]);
const looseId = looseRecordId.nullable().default(null);

/** Another living profile in Copernica, with only what says something about its consents. */
const otherProfileSchema = z.object({
	profileId: z.string(),
	fields: fieldValues,
	interests: z.array(z.string()).nullable(),
	/** As in a Change. */
	booleans: z.array(z.string()).optional(),
});

/**
 * A *Change*: one profile or subprofile that was created, updated or deleted in Copernica. Comes from the Copernica
 * Trigger and from reads that are turned into changes; goes into Normalise.
 */
export const changeSchema = z.object({
	change: changeActionSchema,
	entity: changeEntitySchema,
	/** Null when neither the callback nor the node's settings say. */
	profileId: z.string().nullable(),
	subprofileId: z.string().nullable(),
	databaseId: z.string().nullable(),
	collectionId: z.string().nullable(),
	/** Values after the change. */
	fields: fieldValues,
	/** Fields of the parent profile of a subprofile; null until *Add Profile* has read them. */
	profileFields: fieldValues.nullable(),
	/**
	 * Just before `profileFields` and `interests` were read, if that was later than the change itself; ISO 8601, UTC.
	 * Absent = they are as old as the change.
	 */
	profileReadAt: utcTimeSchema.optional(),
	/** Values before the change, for the changed fields only; null = the callback did not say. */
	previous: fieldValues.nullable(),
	/** Names of the changed fields; null = the callback did not say. */
	changed: z.array(z.string()).nullable(),
	/** Names that are on; a name that is not listed need not be off. Null = not known. */
	interests: z.array(z.string()).nullable(),
	/** Interests that are certainly off; null = not known. Nor is a name in neither list. */
	interestsOff: z.array(z.string()).nullable(),
	/** Digits of X-Copernica-ID; null for a change that came without a signature. */
	accountId: z.string().nullable(),
	/** ISO 8601, UTC. */
	receivedAt: utcTimeSchema,
	/** Position in the order of arrival; see `order.ts`. */
	order: z.number(),
	/** The signed `Date` of the call, ISO 8601 UTC; null for a change that came without a signature. */
	sentAt: utcTimeSchema.nullable(),
	/**
	 * Other living profiles with the address that this change gives up: that of a deleted profile, or the previous one
	 * of a profile that changed its address. Null = nobody looked.
	 */
	otherProfiles: z.array(otherProfileSchema).nullable(),
	/** Fields of a user-made item with more digits than a JavaScript number holds; absent = none. */
	unreadable: z.array(z.string()).optional(),
	/** Present on a creation that was read later: it has the newest values, not the original ones. */
	speaksForCreation: z.literal(true).optional(),
	/**
	 * Fields with a 1 or 0 that was JSON `true` or `false`, those of `profileFields` prefixed with `profile.`; absent =
	 * none. What a real number means is for the user to say.
	 */
	booleans: z.array(z.string()).optional(),
	/** SHA-256 hex of entity, ids, change and values: equal content, equal key. */
	changeKey: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Change = z.infer<typeof changeSchema>;

/**
 * How a step reads a Change that a user may have edited on the way: only `change`, `entity` and `fields` are needed;
 * the rest has neutral defaults.
 */
const looseChangeSchema = z.object({
	change: changeActionSchema.default('update'),
	entity: changeEntitySchema.default('profile'),
	profileId: looseId,
	subprofileId: looseId,
	databaseId: looseId,
	collectionId: looseId,
	fields: looseFieldValues,
	profileFields: looseFieldValues.nullable().default(null),
	profileReadAt: offsetTimeSchema.nullish(),
	previous: looseFieldValues.nullable().default(null),
	changed: z.array(z.string()).nullable().default(null),
	interests: z.array(z.string()).nullable().default(null),
	interestsOff: z.array(z.string()).nullable().default(null),
	accountId: looseId,
	receivedAt: offsetTimeSchema.optional(),
	order: z.number().optional(),
	sentAt: offsetTimeSchema.nullable().default(null),
	otherProfiles: z
		.array(
			z
				.object({
					profileId: looseRecordId,
					fields: looseFieldValues,
					interests: z.array(z.string()).nullable().default(null),
					booleans: z.array(z.string()).default([]),
				})
				.transform(({ fields, booleans, ...other }) => ({
					...other,
					fields: fields.texts,
					...namedBooleans(booleans, booleansIn([fields])),
				})),
		)
		.nullable()
		.default(null),
	unreadable: z.array(z.string()).default([]),
	booleans: z.array(z.string()).default([]),
	speaksForCreation: z.literal(true).optional().catch(undefined),
	changeKey: z.string().optional(),
});

/** Stable identity of a change's content; see {@link Change.changeKey}. */
export function changeKeyOf(
	change: Omit<
		Change,
		| 'changeKey'
		| 'receivedAt'
		| 'order'
		| 'sentAt'
		| 'profileReadAt'
		| 'otherProfiles'
		| 'unreadable'
		| 'booleans'
		| 'speaksForCreation'
	>,
): string {
	return sha256Hex(
		canonicalJson({
			entity: change.entity,
			change: change.change,
			profileId: change.profileId,
			subprofileId: change.subprofileId,
			databaseId: change.databaseId,
			collectionId: change.collectionId,
			fields: change.fields,
			previous: change.previous,
			changed: change.changed === null ? null : [...change.changed].sort(),
			interests: change.interests === null ? null : [...change.interests].sort(),
			// Absent rather than null, so that a change keeps the key it had in version 1.0.0.
			...(change.interestsOff === null ? {} : { interestsOff: [...change.interestsOff].sort() }),
		}),
	);
}

/** Gives a change its key. */
export function withKey(change: Omit<Change, 'changeKey'>): Change {
	return { ...change, changeKey: changeKeyOf(change) };
}

/** How far apart the clocks of two machines running one n8n may be. */
const CLOCK_TOLERANCE_MS = 300_000;

/**
 * The time of a change, but not in the future, as a local time written as UTC may be. Left as it is, it would be newer
 * than everything until then, and hold back every real change of the contact.
 *
 * @param now ISO time
 * @param arrivedAt ISO time that counts where the change has none, or one in the future
 */
export function timesUntil(
	now: string,
	{
		receivedAt,
		order,
		sentAt,
		profileReadAt,
	}: Partial<
		Pick<z.output<typeof looseChangeSchema>, 'receivedAt' | 'order' | 'sentAt' | 'profileReadAt'>
	>,
	arrivedAt = now,
): Pick<Change, 'receivedAt' | 'order' | 'sentAt' | 'profileReadAt'> {
	const latest = Date.parse(now) + CLOCK_TOLERANCE_MS;
	const known = (time: string | null | undefined): string | null =>
		time === null || time === undefined || Date.parse(time) > latest
			? null
			: new Date(time).toISOString();
	const at = known(receivedAt) ?? arrivedAt;
	const readAt = known(profileReadAt);
	return {
		receivedAt: at,
		order: order === undefined || order > latest * 1000 ? orderOfTime(at) : order,
		sentAt: known(sentAt),
		...(readAt === null ? {} : { profileReadAt: readAt }),
	};
}

export type ReadChangeResult =
	| { ok: true; change: Change }
	| { ok: false; code: 'NOT_A_CHANGE' | 'VALUE_NOT_TEXT'; field: string };

/** Keys of a Change that hold field values. */
const FIELD_LISTS = ['fields', 'profileFields', 'previous'] as const;

const pathText = ({ issues }: z.ZodError) => issues[0]?.path.join('.') || 'item';

/**
 * Reads an item as a Change, tolerantly (a user may have edited it between two steps).
 *
 * @param json the item's JSON
 * @param now ISO time
 * @param arrivedAt ISO time; replaces a `receivedAt` that is missing or in the future
 * @returns the Change, or `NOT_A_CHANGE` with the first key that does not fit, or `VALUE_NOT_TEXT` with the field that
 * holds a list or object; never throws
 */
export function readChange(json: unknown, now: string, arrivedAt = now): ReadChangeResult {
	const parsed = looseChangeSchema.safeParse(json);
	if (!parsed.success) {
		const [key, name] = parsed.error.issues[0]?.path ?? [];
		const isValue = name !== undefined && FIELD_LISTS.some((list) => list === key);
		return isValue
			? { ok: false, code: 'VALUE_NOT_TEXT', field: String(name) }
			: { ok: false, code: 'NOT_A_CHANGE', field: pathText(parsed.error) };
	}
	const {
		receivedAt,
		order,
		sentAt,
		profileReadAt,
		changeKey,
		unreadable,
		booleans,
		speaksForCreation,
		...loose
	} = parsed.data;
	const rest = {
		...loose,
		fields: loose.fields.texts,
		profileFields: loose.profileFields?.texts ?? null,
		previous: loose.previous?.texts ?? null,
	};
	const unread = new Set([
		...unreadable,
		...loose.fields.unreadable,
		...(loose.profileFields?.unreadable ?? []),
	]);
	return {
		ok: true,
		change: {
			...rest,
			...(unread.size === 0 ? {} : { unreadable: [...unread] }),
			...(speaksForCreation === undefined ? {} : { speaksForCreation }),
			...namedBooleans(
				booleans,
				booleansIn([loose.fields, loose.previous]),
				booleansIn([loose.profileFields]).map((name) => `profile.${name}`),
			),
			...timesUntil(now, { receivedAt, order, sentAt, profileReadAt }, arrivedAt),
			changeKey:
				changeKey !== undefined && /^[0-9a-f]{64}$/.test(changeKey) ? changeKey : changeKeyOf(rest),
		},
	};
}
