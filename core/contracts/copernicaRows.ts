/**
 * What the operations of the node *Copernica* give on *Completed*, unless *Output* asks for another form. The editor shows
 * these keys before anything ran. A key that is only sometimes there is optional.
 */
import { z } from 'zod';

const id = z.string();
/** Null where Copernica does not tell it, or where it does not apply. */
const idIfTold = id.nullable();
/** As Copernica writes it, without a zone; null = not told. */
const timeIfTold = z.string().nullable();
/** Names of fields → their texts. The names are those of the user's database. */
const fields = z.record(z.string(), z.string());

export const databaseRowSchema = z.object({
	databaseId: id,
	name: z.string(),
	description: z.string(),
	archived: z.boolean(),
	created: timeIfTold,
});
export type DatabaseRow = z.infer<typeof databaseRowSchema>;

export const collectionRowSchema = z.object({
	collectionId: id,
	name: z.string(),
	databaseId: id,
});
export type CollectionRow = z.infer<typeof collectionRowSchema>;

export const fieldRowSchema = z.object({
	fieldId: id,
	name: z.string(),
	type: z.string(),
	/** Longest text in characters; null = not told. */
	length: z.number().nullable(),
	/** Of type `select` only. */
	options: z.array(z.string()).optional(),
	databaseId: id,
	/** Null for a field of the database itself. */
	collectionId: idIfTold,
});
export type FieldRow = z.infer<typeof fieldRowSchema>;

export const profileRowSchema = z.object({
	profileId: id,
	databaseId: idIfTold,
	created: timeIfTold,
	modified: timeIfTold,
	/** Names of those that are on; null = not told. */
	interests: z.array(z.string()).nullable(),
	fields,
});
export type ProfileRow = z.infer<typeof profileRowSchema>;

export const subprofileRowSchema = z.object({
	subprofileId: id,
	profileId: idIfTold,
	collectionId: idIfTold,
	created: timeIfTold,
	modified: timeIfTold,
	fields,
});
export type SubprofileRow = z.infer<typeof subprofileRowSchema>;

/** What became of a write: the names that differ now, and keys of the item that are no field. */
const writtenSchema = z.object({
	changed: z.array(z.string()),
	ignored: z.array(z.string()).optional(),
});
const writtenStatus = z.enum(['created', 'updated', 'unchanged']);

export const writtenProfileSchema = z.object({
	status: writtenStatus,
	profileId: idIfTold,
	databaseId: id,
	...writtenSchema.shape,
});
export type WrittenProfile = z.infer<typeof writtenProfileSchema>;

export const writtenSubprofileSchema = z.object({
	status: writtenStatus,
	subprofileId: idIfTold,
	profileId: idIfTold,
	collectionId: id,
	...writtenSchema.shape,
});
export type WrittenSubprofile = z.infer<typeof writtenSubprofileSchema>;

/** `unchanged`: it was deleted already. */
const removedStatus = z.enum(['deleted', 'unchanged']);
const deleted = z.literal(true);

export const removedProfileSchema = z.object({ status: removedStatus, profileId: id, deleted });
export type RemovedProfile = z.infer<typeof removedProfileSchema>;

export const removedSubprofileSchema = z.object({
	status: removedStatus,
	subprofileId: id,
	deleted,
});
export type RemovedSubprofile = z.infer<typeof removedSubprofileSchema>;

export const unsubscribedProfileSchema = z.object({
	status: z.enum(['unsubscribed', 'unchanged']),
	profileId: id,
	/** What the database is set up to do; null = not told. */
	behavior: z.string().nullable(),
});
export type UnsubscribedProfile = z.infer<typeof unsubscribedProfileSchema>;

export const unsubscribeRowSchema = z.object({
	unsubscribeId: id,
	unsubscribedAt: z.string(),
	/** Where the mailing was sent from. */
	mailings: z.string(),
	mailingId: idIfTold,
	/** What the person did, as Copernica calls it. */
	source: z.string().nullable(),
	/** Whether Copernica carried it out. */
	success: z.boolean().nullable(),
	profileId: idIfTold,
	databaseId: idIfTold,
	fields,
});
export type UnsubscribeRow = z.infer<typeof unsubscribeRowSchema>;

export const sentMailingSchema = z.object({
	status: z.enum(['sent', 'scheduled']),
	emailingId: idIfTold,
	/** Kind of record that it goes to. */
	target: z.string(),
	targetId: id,
	templateId: id,
	/** Name under which Copernica knew the request. */
	api: z.string(),
});
export type SentMailing = z.infer<typeof sentMailingSchema>;

/** Besides these keys come the counts, as Copernica names them. */
export const mailingCountsSchema = z.object({ emailingId: id, api: z.string() });

export const selectionRowSchema = z.object({
	selectionId: id,
	name: z.string(),
	description: z.string(),
	/** The selection that it is nested in; null = none. */
	parentId: idIfTold,
	lastBuilt: timeIfTold,
	databaseId: id,
	/** Of a miniselection only. */
	collectionId: idIfTold,
});
export type SelectionRow = z.infer<typeof selectionRowSchema>;

export const rebuiltSelectionSchema = z.object({ status: z.literal('started'), selectionId: id });
export type RebuiltSelection = z.infer<typeof rebuiltSelectionSchema>;

export const callbackRowSchema = z.object({
	callbackId: id,
	url: z.string(),
	method: z.string(),
	action: z.string(),
	expression: z.string(),
	databaseId: id,
	/** Null for a callback of the database itself. */
	collectionId: idIfTold,
	/** Its name. */
	collection: z.string().nullable(),
});
export type CallbackRow = z.infer<typeof callbackRowSchema>;

export const removedCallbackSchema = z.object({
	status: z.literal('deleted'),
	callbackId: id,
	url: z.string(),
	deleted,
});
export type RemovedCallback = z.infer<typeof removedCallbackSchema>;

export const checkRowSchema = z.object({
	check: z.string(),
	/** Null = it could not be told. */
	ok: z.boolean().nullable(),
	code: z.string(),
	seen: z.string(),
	advice: z.string(),
	/** Of the row of a callback. */
	callbackId: id.optional(),
	url: z.string().optional(),
	/** Of a field that does not exist. */
	field: z.string().optional(),
});
export type CheckRow = z.infer<typeof checkRowSchema>;
