import { z } from 'zod';
import type { Note, Source } from './preparedProfile';
import { recordIdsSchema, type RecordIds } from './result';

/**
 * What happened to a row, as one value per key and always under the same keys, for tables: n8n's Data Table refuses
 * objects, lists, and keys without a column.
 */
export const flatRowSchema = z.object({
	status: z.string(),
	code: z.string().nullable(),
	reason: z.string().nullable(),
	event: z.string().nullable(),
	email: z.string().nullable(),
	...recordIdsSchema.shape,
	/** When the change arrived, ISO 8601 in UTC. */
	receivedAt: z.string().nullable(),
	attempts: z.number(),
	httpStatus: z.number().nullable(),
	/** Codes of the notes with their fields: "OVERTAKEN newsletter, ENTITIES_DECODED firstname". */
	notes: z.string().nullable(),
	fingerprint: z.string().nullable(),
});
export type FlatRow = z.infer<typeof flatRowSchema>;

/** What a flat row is made from: a result, or a row that Normalise could not prepare. */
interface Told extends RecordIds {
	readonly status: string;
	readonly code: string | null;
	readonly reason: string | null;
	readonly email: string | null;
	readonly source: Source | null;
	readonly event?: string | null;
	readonly attempts?: number;
	readonly httpStatus?: number | null;
	readonly notes?: readonly Note[];
	readonly fingerprint?: string | undefined;
}

export function flatRowOf(told: Told): FlatRow {
	const { status, code, reason, email, profileId, subprofileId, databaseId, collectionId } = told;
	const notes = (told.notes ?? []).map((note) => `${note.code} ${note.field}`);
	return {
		status,
		code,
		reason,
		event: told.event ?? null,
		email,
		profileId,
		subprofileId,
		databaseId,
		collectionId,
		receivedAt: told.source?.receivedAt ?? null,
		attempts: told.attempts ?? 0,
		httpStatus: told.httpStatus ?? null,
		notes: notes.length === 0 ? null : notes.join(', '),
		fingerprint: told.fingerprint ?? null,
	};
}
