import { z } from 'zod';
import { changeActionSchema, changeEntitySchema } from '../../contracts/change';
import { interestStatesSchema, newInterestsSchema } from './interests';

/** Digits. */
const id = z.string().nullable();
const fieldValues = z.record(z.string(), z.string());
const interests = interestStatesSchema.nullable();

/** What a call says about itself, whichever of the documented shapes it has. Null = not said. */
export const callbackSchema = z.object({
	/** `webhook` = a Marketing Suite Webhook, not a legacy callback. */
	kind: z.enum(['callback', 'webhook']),
	/** Null where the payload has no action key at all. */
	action: changeActionSchema.nullable(),
	/** Kind of record the payload gives away; null where it could be either. */
	entity: changeEntitySchema.nullable(),
	/** The id that is just called `id`: that of the record the callback is about. */
	id,
	profileId: id,
	subprofileId: id,
	databaseId: id,
	collectionId: id,
	/** `fields` of the record; by the sources either before or after the change. */
	fields: fieldValues.nullable(),
	/** `profile.fields`. */
	profileFields: fieldValues.nullable(),
	/** `parameters` and `updated`: the new values, by names of fields and perhaps of interests. Never empty. */
	updated: fieldValues.nullable(),
	/** Lower-case names that the new values touch in a way that cannot be read; null = all could be read. */
	unread: z.array(z.string()).nullable(),
	/** Lower-case names of the new values that stand in a profile. */
	updatedOfProfile: z.array(z.string()),
	/** `interests` of the record that the callback is about. */
	interests,
	/** `profile.interests`. */
	profileInterests: interests,
	/** `parameters.interests` or `updated.interests`. */
	updatedInterests: newInterestsSchema.nullable(),
});
export type Callback = z.infer<typeof callbackSchema>;
