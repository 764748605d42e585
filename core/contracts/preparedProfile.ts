import { z } from 'zod';
import { changeActionSchema, changeEntitySchema } from './change';
import { offsetTimeSchema } from './isoTime';

/** Where a prepared profile or a result comes from: the identity of its Change, without its values. */
export const sourceSchema = z.object({
	entity: changeEntitySchema,
	profileId: z.string().nullable(),
	subprofileId: z.string().nullable(),
	databaseId: z.string().nullable(),
	collectionId: z.string().nullable(),
	change: changeActionSchema,
	changeKey: z.string(),
	/** ISO 8601, UTC. */
	receivedAt: offsetTimeSchema,
});
export type Source = z.infer<typeof sourceSchema>;

/** A value as it is sent to Activate: scalars only (spotler-activate.md 12.17). */
export const activateValueSchema = z.union([z.string(), z.number(), z.boolean()]);
const activateValuesSchema = z.record(z.string(), activateValueSchema);
/** Activate keys (`email`, `firstname`, `custom_…`) with the values exactly as they are sent. */
export type ActivateValues = z.infer<typeof activateValuesSchema>;

/** One Copernica field that Normalise could not use, or used in a way that the user should know of. */
const noteSchema = z.object({
	/** Activate key that would have been filled. */
	field: z.string(),
	/** Name of the Copernica field (or interest) it was to come from. */
	from: z.string().nullable(),
	/** UPPER_SNAKE, listed in the README. */
	code: z.string(),
	/** Names the field, never its value. */
	reason: z.string(),
});
export type Note = z.infer<typeof noteSchema>;

/** A *Prepared profile*: what comes out of Normalise and goes through Filter into Sync (design, section 3). */
export const preparedProfileSchema = z.object({
	profile: activateValuesSchema,
	/** Activate keys that changed; null = not known. */
	changed: z.array(z.string()).nullable(),
	/** Activate values before the change, for the changed keys; null = not known. */
	previous: activateValuesSchema.nullable(),
	source: sourceSchema,
	/** SHA-256 hex over the canonical `profile`. */
	fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
	notes: z.array(noteSchema),
});
export type PreparedProfile = z.infer<typeof preparedProfileSchema>;
