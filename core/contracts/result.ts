import { z } from 'zod';
import { noteSchema, sourceSchema } from './preparedProfile';

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
	/** The address, or its SHA-256 hash where the row was hashed. */
	email: z.string().nullable(),
	source: sourceSchema.nullable(),
	/** Requests that carried this row. */
	attempts: z.number().int().nonnegative(),
	httpStatus: z.number().int().nullable(),
	/** Values of the row that were left out when it was sent, and why. */
	notes: z.array(noteSchema),
	/** Sync only: the fingerprint of the prepared profile, to be remembered as what was last sent. */
	fingerprint: z.string().optional(),
	/** The event that was sent, or would be sent in a dry run; on request. */
	payload: z.record(z.string(), z.unknown()).optional(),
});
export type Result = z.infer<typeof resultSchema>;
