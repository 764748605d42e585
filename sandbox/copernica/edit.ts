import { z } from 'zod';
import { causes } from './causes';
import type { Profile, Subprofile } from './store/model';
import type { CopernicaStore } from './store/store';

const idOrName = z.union([z.number().int(), z.string()]);
const id = z.coerce.number().int().positive();
const cause = z.enum(causes).default('publisher');
const fields = z.record(z.string(), z.unknown());
const interests = z.union([z.array(z.string()), z.record(z.string(), z.unknown())]).optional();

/** An edit as somebody or something in Copernica makes it; the cause decides which callbacks fire. */
export const editSchema = z.discriminatedUnion('edit', [
	z
		.object({
			edit: z.literal('create-profile'),
			database: idOrName.default('Customers'),
			fields,
			interests,
			cause,
		})
		.strict(),
	z
		.object({
			edit: z.literal('update-profile'),
			profile: id,
			fields: fields.default({}),
			interests,
			replaceInterests: z.boolean().default(false),
			cause,
		})
		.strict(),
	z
		.object({
			edit: z.literal('delete-profile'),
			profile: id,
			completely: z.boolean().default(false),
			cause,
		})
		.strict(),
	z
		.object({
			edit: z.literal('create-subprofile'),
			profile: id,
			collection: idOrName,
			fields,
			cause,
		})
		.strict(),
	z.object({ edit: z.literal('update-subprofile'), subprofile: id, fields, cause }).strict(),
	z.object({ edit: z.literal('delete-subprofile'), subprofile: id, cause }).strict(),
	z
		.object({
			edit: z.literal('unsubscribe-profile'),
			profile: id,
			system: z.enum(['ms', 'publisher']).default('publisher'),
			source: z.enum(['link', 'email']).default('link'),
			cause: z.enum(causes).default('unsubscribe'),
		})
		.strict(),
]);
type Edit = z.infer<typeof editSchema>;
export type UnsubscribeEdit = Extract<Edit, { edit: 'unsubscribe-profile' }>;
export type EditInput = z.input<typeof editSchema>;

/** A control call that names something that does not exist. */
export class UnknownEntity extends Error {}

function found<T>(value: T | null | undefined, what: string): T {
	if (value === null || value === undefined) throw new UnknownEntity(`No such ${what}`);
	return value;
}

/**
 * Carries an edit of the data out. An unsubscribe through a mailing is more than that: Webhooks are called too.
 *
 * @returns the entity after the edit
 * @throws UnknownEntity
 */
export function applyEdit(
	store: CopernicaStore,
	edit: Exclude<Edit, UnsubscribeEdit>,
): Profile | Subprofile {
	switch (edit.edit) {
		case 'create-profile':
			return store.createProfile(
				found(store.findDatabase(edit.database), 'database'),
				{ fields: edit.fields, interests: edit.interests },
				edit.cause,
			);
		case 'update-profile': {
			const profile = found(store.profiles.get(edit.profile), 'profile');
			store.updateProfile(profile, edit, edit.cause);
			return profile;
		}
		case 'delete-profile': {
			const profile = found(store.profiles.get(edit.profile), 'profile');
			store.removeProfile(profile, edit.cause, edit.completely);
			return profile;
		}
		case 'create-subprofile': {
			const profile = found(store.profiles.get(edit.profile), 'profile');
			const collection = found(
				store.findCollection(edit.collection, profile.databaseId),
				'collection',
			);
			return store.createSubprofile(profile, collection, edit.fields, edit.cause);
		}
		case 'update-subprofile': {
			const subprofile = found(store.subprofiles.get(edit.subprofile), 'subprofile');
			store.updateSubprofile(subprofile, edit.fields, edit.cause);
			return subprofile;
		}
		case 'delete-subprofile': {
			const subprofile = found(store.subprofiles.get(edit.subprofile), 'subprofile');
			store.removeSubprofile(subprofile, edit.cause);
			return subprofile;
		}
	}
}
