import { z } from 'zod';
import { changeActionSchema, changeEntitySchema, timesUntil } from './change';
import { offsetTimeSchema } from './isoTime';
import { orderOfTime } from './order';

/** Values that are newer than the change that brought them. */
export const readLaterSchema = z.object({
	/** The Activate keys that hold them. */
	keys: z.array(z.string()),
	/** Position of the read in the order of arrival; see `order.ts`. */
	order: z.number(),
});
export type ReadLater = z.infer<typeof readLaterSchema>;

/** The origin of a prepared profile or a result: the identity of its Change, without the values. */
export const sourceSchema = z
	.object({
		entity: changeEntitySchema,
		profileId: z.string().nullable(),
		subprofileId: z.string().nullable(),
		databaseId: z.string().nullable(),
		collectionId: z.string().nullable(),
		change: changeActionSchema,
		changeKey: z.string(),
		/** ISO 8601, UTC. */
		receivedAt: offsetTimeSchema,
		/** Position in the order of arrival; see `order.ts`. Items of version 1.0.0 have none. */
		order: z.number().optional(),
		/** The signed `Date` of the call, ISO 8601 UTC; null for a change that came without a signature. */
		sentAt: offsetTimeSchema.nullable().default(null),
		/** Present on an update that also speaks for the creation of its record, and so has `change` "create". */
		speaksForCreation: z.literal(true).optional(),
		/** Present when *Add Profile* has read values of the profile for a change of its subprofile. */
		readLater: readLaterSchema.optional(),
	})
	.transform((source) => ({ ...source, order: source.order ?? orderOfTime(source.receivedAt) }));
export type Source = z.infer<typeof sourceSchema>;

/** A value as it is sent to Activate: scalars only (docs/vendors/spotler-activate.md#12-unknown, point 17). */
export type ActivateValue = string | number | boolean;
/** Activate keys (`email`, `firstname`, `custom_…`) with the values exactly as sent. */
export type ActivateValues = Record<string, ActivateValue>;

const isActivateValue = (value: unknown): value is ActivateValue =>
	typeof value === 'string' ||
	typeof value === 'boolean' ||
	(typeof value === 'number' && Number.isFinite(value));

/**
 * Reads values that a step in between may have changed. It may have written the address in another form, or read it from
 * elsewhere: without surrounding spaces and in lower case it is the same address
 * (docs/vendors/spotler-activate.md#41-fields).
 */
const readValuesSchema = z.record(z.string(), z.unknown()).transform((read, check) => {
	const values: ActivateValues = {};
	for (const [key, value] of Object.entries(read)) {
		if (isActivateValue(value)) values[key] = value;
		else check.addIssue({ code: 'custom', path: [key], message: 'is not one value' });
	}
	if (typeof values.email === 'string') values.email = tidyAddress(values.email);
	return values;
});

/** An address, or its hash, without surrounding spaces and in lower case. */
export function tidyAddress(email: string): string {
	return email.trim().toLowerCase();
}

/** A value that a step could not use, left out, or used in a way that the user should know about. */
export const noteSchema = z.object({
	/** Activate key that the note is about. */
	field: z.string(),
	/** Name of the Copernica field (or interest) it should have come from; null when the note is not about one. */
	from: z.string().nullable(),
	/** UPPER_SNAKE, listed in docs/guide/codes.md. */
	code: z.string(),
	/** Names the field, never its value. */
	reason: z.string(),
});
export type Note = z.infer<typeof noteSchema>;

/** The three e-mail consents (docs/vendors/spotler-activate.md#42-consents). */
export const CONSENT_KEYS = ['newsletter', 'service', 'marketing'] as const;
export type ConsentKey = (typeof CONSENT_KEYS)[number];

const consentSchema = z.enum(['yes', 'no']);
/** What a record says about its consents; an unknown consent has no key. */
export type Consents = Partial<Record<ConsentKey, z.infer<typeof consentSchema>>>;

/** Null: in an earlier change that could not be sent, or even before that. */
const saidAtSchema = z
	.object({
		order: z.number(),
		sentAt: offsetTimeSchema.nullable(),
		/** It was stated when the record was created, before anything else. */
		isCreation: z.literal(true).optional(),
	})
	.nullable();
const restatedSchema = z.object({
	newsletter: saidAtSchema.optional(),
	service: saidAtSchema.optional(),
	marketing: saidAtSchema.optional(),
});
export type Restated = z.infer<typeof restatedSchema>;

/** A *Prepared profile*: what comes from Normalise and goes through Filter into Sync. */
export const preparedProfileSchema = z.object({
	/** What is sent, without consents that are not news. */
	profile: readValuesSchema,
	/** What the record says about every mapped consent, whether sent or not. */
	consents: z
		.object({
			newsletter: consentSchema.optional(),
			service: consentSchema.optional(),
			marketing: consentSchema.optional(),
		})
		.default({}),
	/** Consents that another living profile gives for the address that this change gives up. */
	subscribedElsewhere: z.array(z.enum(CONSENT_KEYS)).default([]),
	/** Addresses that the profile has had since that one, in changes that this row speaks for. */
	alsoLeft: z
		.array(z.object({ email: z.string(), subscribedElsewhere: z.array(z.enum(CONSENT_KEYS)) }))
		.optional(),
	/** Activate keys that changed; null = not known. */
	changed: z.array(z.string()).nullable(),
	/** Activate values before the change, for the changed keys; null = not known. */
	previous: readValuesSchema.nullable(),
	/** Consents that are sent although this change does not state them, with the time when they were stated. */
	restated: restatedSchema.optional(),
	/** Present on a row that may only send the opt-out of the address in `previous`; see `givenUp.ts`. */
	onlyGivesUp: z.literal(true).optional(),
	source: sourceSchema,
	/**
	 * SHA-256 hex of the values to send and the consents of the record; see `fingerprint.ts`. Steps compute it again,
	 * so a rejected row, which has none, can still be read.
	 */
	fingerprint: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.optional()
		.transform((fingerprint) => fingerprint ?? ''),
	notes: z.array(noteSchema),
});
export type PreparedProfile = z.infer<typeof preparedProfileSchema>;

/** Normalise's note on a consent that it left out because it did not change. */
export const NO_NEWS = 'CONSENT_UNCHANGED';

/** Whether a consent of the record was left out because it did not change. */
export function isNoNews({ notes }: Pick<PreparedProfile, 'notes'>, consent: ConsentKey): boolean {
	return hasNote(notes, consent, NO_NEWS);
}

/** Whether a row has a note with a code on one of its keys. */
export function hasNote(notes: readonly Note[], key: string, wanted: string): boolean {
	return notes.some(({ field, code }) => field === key && code === wanted);
}

/** A prepared profile that a user may have made or changed: only `profile` is needed. */
const loosePreparedSchema = preparedProfileSchema.extend({
	changed: preparedProfileSchema.shape.changed.default(null),
	previous: preparedProfileSchema.shape.previous.default(null),
	notes: preparedProfileSchema.shape.notes.default([]),
	source: sourceSchema.nullish(),
});

/**
 * The source of what came without one.
 *
 * @param now ISO time, UTC
 */
export const unknownSource = (now: string): Source => ({
	entity: 'profile',
	profileId: null,
	subprofileId: null,
	databaseId: null,
	collectionId: null,
	change: 'update',
	changeKey: '',
	receivedAt: now,
	order: orderOfTime(now),
	sentAt: null,
});

/**
 * Reads an item as a prepared profile. One without a source comes from nobody in particular, as of now.
 *
 * @param now ISO time
 * @returns the profile, or zod's error; never throws
 */
export function readPrepared(
	json: unknown,
	now: string,
): { success: true; data: PreparedProfile } | { success: false; error: z.ZodError } {
	const read = loosePreparedSchema.safeParse(json);
	if (!read.success) return read;
	const { source } = read.data;
	const known = source ? { ...source, ...timesUntil(now, source) } : unknownSource(now);
	return { success: true, data: { ...read.data, source: known } };
}

/**
 * What the record says about its consents. A step in between may have changed the profile: what it put there counts.
 */
export function recordedConsents({
	profile,
	consents,
}: Pick<PreparedProfile, 'profile' | 'consents'>): Consents {
	const recorded = { ...consents };
	for (const consent of CONSENT_KEYS) {
		const sent = profile[consent];
		if (sent === 'yes' || sent === 'no') recorded[consent] = sent;
	}
	return recorded;
}
