import { z } from 'zod';
import { noteSchema, preparedProfileSchema, sourceSchema } from './preparedProfile';

/** IDs of the record that a row is about; null where nobody told. */
export const recordIdsSchema = z.object({
	profileId: z.string().nullable(),
	subprofileId: z.string().nullable(),
	databaseId: z.string().nullable(),
	collectionId: z.string().nullable(),
});
export type RecordIds = z.infer<typeof recordIdsSchema>;

/**
 * What makes a row that was not taken a prepared profile, so that it can be sent again as it is. It lacks what must not
 * be sent any more. An item that cannot be read has what it came with, as far as it goes.
 */
export const resendSchema = z.object({
	profile: z.record(z.string(), z.unknown()).optional(),
	// Without their defaults, which zod 4 would fill in where a key is absent.
	consents: preparedProfileSchema.shape.consents.removeDefault().optional(),
	subscribedElsewhere: preparedProfileSchema.shape.subscribedElsewhere.removeDefault().optional(),
	alsoLeft: preparedProfileSchema.shape.alsoLeft,
	changed: preparedProfileSchema.shape.changed.optional(),
	previous: preparedProfileSchema.shape.previous.optional(),
	onlyGivesUp: preparedProfileSchema.shape.onlyGivesUp,
	/** The item as it came in, where it was a Change. */
	change: z.record(z.string(), z.unknown()).optional(),
});
export type Resend = z.infer<typeof resendSchema>;

/**
 * What became of a row. `accepted`: Activate took it. `skipped`: not sent on purpose. `invalid`: refused before
 * sending. `rejected`: refused by Activate. `unknown`: sent, but the answer does not tell.
 */
const resultStatusSchema = z.enum(['accepted', 'skipped', 'invalid', 'rejected', 'unknown']);
export type ResultStatus = z.infer<typeof resultStatusSchema>;

/** A *Result*: what became of one row of Sync or Track. */
export const resultSchema = z.object({
	status: resultStatusSchema,
	/** UPPER_SNAKE, listed in docs/guide/codes.md; null for an accepted row. */
	code: z.string().nullable(),
	/** One sentence: what happened and what to do next; names fields, never values. */
	reason: z.string().nullable(),
	/** Activate event name. */
	event: z.string().nullable(),
	/** Sync only: one sentence on why it is this event. */
	eventReason: z.string().nullable(),
	/** The address, or its SHA-256 hash where the row was hashed. */
	email: z.string().nullable(),
	source: sourceSchema.nullable(),
	...recordIdsSchema.shape,
	/** Requests that carried this row. */
	attempts: z.number().int().nonnegative(),
	httpStatus: z.number().int().nullable(),
	/** Values of the row that were left out when it was sent, and why. */
	notes: z.array(noteSchema),
	/** Sync only: the fingerprint of the prepared profile, to be remembered as what was last sent. */
	fingerprint: z.string().optional(),
	/** The event that was sent, or would be sent in a dry run; on request. */
	payload: z.record(z.string(), z.unknown()).optional(),
	...resendSchema.shape,
});
export type Result = z.infer<typeof resultSchema>;
