import { z } from 'zod';
import { sourceSchema, type Source } from '../contracts/preparedProfile';
import { resendSchema, type RecordIds, type Resend } from '../contracts/result';
import { FIELD_SYNONYMS } from '../normalise/synonyms';
import { idsOf } from './resend';

/** Whose an item is that is no prepared profile, and what of it can be handed on. */
export interface Unprepared {
	readonly source: Source | null;
	readonly ids: RecordIds;
	readonly email: string | null;
	readonly resend: Resend | null;
}

const looseId = z
	.union([z.string(), z.number().refine(Number.isSafeInteger).transform(String)])
	.nullable()
	.catch(null);
const looseIdsSchema = z.object({
	profileId: looseId,
	subprofileId: looseId,
	databaseId: looseId,
	collectionId: looseId,
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

/**
 * Reads what an item tells that cannot be read as a prepared profile: a Change, a prepared profile with a value that
 * cannot be sent, or anything with IDs on it. Never throws.
 */
export function readUnprepared(json: unknown): Unprepared {
	const item = objectSchema.catch({}).parse(json);
	const source = [item.source, item].flatMap((each) => {
		const parsed = sourceSchema.safeParse(each);
		return parsed.success ? [parsed.data] : [];
	})[0];
	return {
		source: source ?? null,
		ids: source === undefined ? looseIds(item) : idsOf(source),
		email: emailOf(item),
		resend: contentOf(item),
	};
}

function looseIds(item: Record<string, unknown>): RecordIds {
	const source = objectSchema.catch({}).parse(item.source);
	return looseIdsSchema.parse({ ...item, ...source });
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
