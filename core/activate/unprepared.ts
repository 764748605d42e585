import { z } from 'zod';
import { changeActionSchema, changeEntitySchema, timesUntil } from '../contracts/change';
import { offsetTimeSchema } from '../contracts/isoTime';
import {
	readLaterSchema,
	sourceSchema,
	unknownSource,
	type Source,
} from '../contracts/preparedProfile';
import { resendSchema, type RecordIds, type Resend } from '../contracts/result';
import { FIELD_SYNONYMS } from '../normalise/synonyms';
import { idsOf } from './resend';

/** Whose an item is that is no prepared profile, and what of it can be handed on. */
export interface Unprepared {
	readonly source: Source;
	readonly ids: RecordIds;
	readonly email: string | null;
	readonly resend: Resend | null;
}

const looseId = z
	.union([z.string(), z.number().refine(Number.isSafeInteger).transform(String)])
	.nullable()
	.catch(null);
/** A source of which each key that cannot be read is not told. */
const looseSourceSchema = z.object({
	entity: changeEntitySchema.optional().catch(undefined),
	profileId: looseId,
	subprofileId: looseId,
	databaseId: looseId,
	collectionId: looseId,
	change: changeActionSchema.optional().catch(undefined),
	changeKey: z.string().catch(''),
	receivedAt: offsetTimeSchema.optional().catch(undefined),
	order: z.number().optional().catch(undefined),
	sentAt: offsetTimeSchema.nullable().catch(null),
	speaksForCreation: z.literal(true).optional().catch(undefined),
	readLater: readLaterSchema.optional().catch(undefined),
});
const objectSchema = z.record(z.string(), z.unknown());
const textSchema = z.string().trim().min(1);

const waitingSchema = z.object({
	status: z.literal('rejected'),
	code: z.literal('OLD_ADDRESS_KEPT'),
});

/** Whether an item is the result of an opt-out that goes with the row of the new address, and so is sent by no other. */
export function isSentWithAnother(json: unknown): boolean {
	return waitingSchema.safeParse(json).success;
}

const refusedBefore = z.union([
	z.object({ status: z.literal('invalid'), source: sourceSchema }),
	z.object({ skip: z.object({ code: z.literal('NOT_PREPARED') }), source: sourceSchema }),
]);

/**
 * When an item without a time of its own came in: one that a step could not read before is no newer for being read
 * again.
 *
 * @param now ISO time
 * @returns ISO time, UTC
 */
export function arrivalOf(json: unknown, now: string): string {
	// Hardly any item was refused before, and the schemas take longer to find that out than a row takes to be prepared.
	const isMarked =
		typeof json === 'object' && json !== null && ('status' in json || 'skip' in json);
	const before = isMarked ? refusedBefore.safeParse(json) : null;
	if (before?.success !== true) return now;
	const { receivedAt } = before.data.source;
	return Date.parse(receivedAt) < Date.parse(now) ? new Date(receivedAt).toISOString() : now;
}

/**
 * The source of an item of these nodes: that of a prepared profile or a result, or a Change itself.
 *
 * @param now ISO time
 * @returns null for any other item
 */
export function knownSource(json: unknown, now: string): Source | null {
	const item = objectSchema.catch({}).parse(json);
	for (const told of [item.source, item]) {
		const { success, data } = sourceSchema.safeParse(told);
		if (success) return { ...data, ...timesUntil(now, data) };
	}
	return null;
}

/**
 * Reads what an item tells that cannot be read as a prepared profile: a Change, a prepared profile with a value that
 * cannot be sent, or anything with IDs on it. What it does not tell about its source is as of nobody in particular, and
 * now. Never throws.
 *
 * @param now ISO time
 */
export function readUnprepared(json: unknown, now: string): Unprepared {
	const item = objectSchema.catch({}).parse(json);
	const source = sourceIn(item, now);
	return { source, ids: idsOf(source), email: emailOf(item), resend: contentOf(item) };
}

function sourceIn(item: Record<string, unknown>, now: string): Source {
	const own = objectSchema.catch({}).parse(item.source);
	const { entity, change, ...told } = looseSourceSchema.parse({ ...item, ...own });
	const { receivedAt, order, sentAt, speaksForCreation, readLater, ...rest } = told;
	const unknown = unknownSource(now);
	// A Change is one of a profile unless it says otherwise. Of anything else, a creation would be an opt-in by guess.
	const isCertain = entity !== undefined || objectSchema.safeParse(item.fields).success;
	return {
		...rest,
		entity: entity ?? unknown.entity,
		change: isCertain && change !== undefined ? change : unknown.change,
		...timesUntil(now, { receivedAt, order, sentAt }),
		...(speaksForCreation === undefined ? {} : { speaksForCreation }),
		...(readLater === undefined ? {} : { readLater }),
	};
}

const fold = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '');

/** The address of a prepared profile or a result, or of a field of a Change that is called like one. */
function emailOf(item: Record<string, unknown>): string | null {
	const profile = objectSchema.catch({}).parse(item.profile);
	const fields = Object.entries(objectSchema.catch({}).parse(item.fields));
	const mapped = FIELD_SYNONYMS.email.flatMap((synonym) =>
		fields.flatMap(([name, value]) => (fold(name) === synonym ? [value] : [])),
	);
	const [email] = [profile.email, item.email, ...mapped].flatMap((value) => {
		const parsed = textSchema.safeParse(value);
		return parsed.success ? [parsed.data] : [];
	});
	return email ?? null;
}

/** A Change as it came in; of everything else what it has of a prepared profile. */
function contentOf(item: Record<string, unknown>): Resend | null {
	if (objectSchema.safeParse(item.fields).success) return { change: item };
	const parsed = resendSchema.safeParse(item);
	return parsed.success && (parsed.data.profile ?? parsed.data.change) !== undefined
		? parsed.data
		: null;
}
