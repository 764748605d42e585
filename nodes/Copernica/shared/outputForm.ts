import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { ProfileRow, SubprofileRow } from '../../../core/contracts/copernicaRows';
import {
	profileSchema,
	subprofileSchema,
	type Profile,
	type Subprofile,
} from '../../../core/copernica/entities';
import { profileToChange, subprofileToChange } from '../../../core/copernica/entityToChange';
import { interestsOff } from '../../../core/copernica/interests';
import type { RunCache } from '../api/runCache';
import type { OutputForm } from './parameters';

const plainObject = z.record(z.string(), z.unknown());

/** Keeps what Copernica sent beside what was understood of it, for the output form *Raw*. */
function withRaw<Entity extends object>(schema: z.ZodType<Entity, z.ZodTypeDef, unknown>) {
	return plainObject.transform((raw, check) => {
		const parsed = schema.safeParse(raw);
		if (parsed.success) return { ...parsed.data, raw };
		parsed.error.issues.forEach((issue) => check.addIssue(issue));
		return z.NEVER;
	});
}

export const profileWithRaw = withRaw(profileSchema);
export const subprofileWithRaw = withRaw(subprofileSchema);

type WithRaw<Entity> = Entity & { raw: Record<string, unknown> };

/** JSON in, JSON out: what n8n calls IDataObject. */
const asJson = (raw: Record<string, unknown>): IDataObject => {
	const copy: IDataObject = JSON.parse(JSON.stringify(raw));
	return copy;
};

interface ReadIn {
	/** Just before it was read; ISO 8601, UTC. */
	readAt: string;
	/** The database that was asked for, where the record itself does not say. */
	databaseId?: string | null;
	/** Whether a Change tells of it as new. */
	isCreated?: boolean;
}

/** A profile in the chosen form. */
export async function profileOutput(
	profile: WithRaw<Profile>,
	form: OutputForm,
	{ readAt, databaseId = null, isCreated = false }: ReadIn,
	cache: RunCache,
): Promise<IDataObject> {
	if (form === 'raw') return asJson(profile.raw);
	if (form === 'change') {
		const known =
			profile.interests === null
				? null
				: await cache.interestsIfReadable(profile.database ?? databaseId);
		return {
			...profileToChange(profile, {
				receivedAt: readAt,
				databaseId,
				interestsOff: interestsOff(known, profile.interests),
				isCreated,
			}),
		};
	}
	const { id, database, created, modified, interests, fields } = profile;
	return {
		profileId: id,
		databaseId: database,
		created,
		modified,
		interests,
		fields,
	} satisfies ProfileRow;
}

/** A subprofile in the chosen form. */
export function subprofileOutput(
	subprofile: WithRaw<Subprofile>,
	form: OutputForm,
	{ readAt, databaseId = null, isCreated = false }: ReadIn,
): IDataObject {
	if (form === 'raw') return asJson(subprofile.raw);
	if (form === 'change') {
		return { ...subprofileToChange(subprofile, { receivedAt: readAt, databaseId, isCreated }) };
	}
	const { id, profile, collection, created, modified, fields } = subprofile;
	return {
		subprofileId: id,
		profileId: profile,
		collectionId: collection,
		created,
		modified,
		fields,
	} satisfies SubprofileRow;
}
