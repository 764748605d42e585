import { z } from 'zod';
import { noteSchema, preparedProfileSchema, sourceSchema } from './preparedProfile';

/** IDs of the record that a row is about; null = not known. */
export const recordIdsSchema = z.object({
	profileId: z.string().nullable(),
	subprofileId: z.string().nullable(),
	databaseId: z.string().nullable(),
	collectionId: z.string().nullable(),
});
export type RecordIds = z.infer<typeof recordIdsSchema>;

/**
 * What turns a row that was not taken into a prepared profile, so that it can be sent again as it is. It lacks what
 * must no longer be sent. An item that cannot be read keeps as much as possible of what it came with.
 */
export const resendSchema = z.object({
	profile: z.record(z.string(), z.unknown()).optional(),
	// Without their defaults, which zod 4 would fill in for absent keys.
	consents: preparedProfileSchema.shape.consents.removeDefault().optional(),
	subscribedElsewhere: preparedProfileSchema.shape.subscribedElsewhere.removeDefault().optional(),
	alsoLeft: preparedProfileSchema.shape.alsoLeft,
	changed: preparedProfileSchema.shape.changed.optional(),
	previous: preparedProfileSchema.shape.previous.optional(),
	restated: preparedProfileSchema.shape.restated,
	onlyGivesUp: preparedProfileSchema.shape.onlyGivesUp,
	/** The item as it came in, if it was a Change. */
	change: z.record(z.string(), z.unknown()).optional(),
});
export type Resend = z.infer<typeof resendSchema>;

/**
 * What happened to a row. `accepted`: Activate took it. `skipped`: not sent on purpose. `invalid`: refused before
 * sending. `rejected`: refused by Activate. `unknown`: sent, but the answer does not say.
 */
const resultStatusSchema = z.enum(['accepted', 'skipped', 'invalid', 'rejected', 'unknown']);
export type ResultStatus = z.infer<typeof resultStatusSchema>;

/** A *Result*: what happened to one row of Sync or Track. */
export const resultSchema = z.object({
	status: resultStatusSchema,
	/** UPPER_SNAKE, listed in docs/guide/codes.md; null for an accepted row. */
	code: z.string().nullable(),
	/** One sentence: what happened and what to do next; names fields, never values. */
	reason: z.string().nullable(),
	/** Activate event name. */
	event: z.string().nullable(),
	/** Sync only: one sentence on why this event was chosen. */
	eventReason: z.string().nullable(),
	/** The address, or its SHA-256 hash if the row was hashed. */
	email: z.string().nullable(),
	source: sourceSchema.nullable(),
	...recordIdsSchema.shape,
	/** Requests that carried this row. */
	attempts: z.number().int().nonnegative(),
	httpStatus: z.number().int().nullable(),
	/** Values of the row that were left out when it was sent, and why. */
	notes: z.array(noteSchema),
	/** Sync only: the fingerprint of the prepared profile, to remember as last sent. */
	fingerprint: z.string().optional(),
	/** On request: the event that was sent, or would be sent in a dry run. */
	payload: z.record(z.string(), z.unknown()).optional(),
	...resendSchema.shape,
});
export type Result = z.infer<typeof resultSchema>;
