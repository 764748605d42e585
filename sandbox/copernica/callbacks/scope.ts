import type { CopernicaStore } from '../store/store';
import type { StoreChange } from '../store/model';
import type { ConditionScope, ConditionValue } from './expression';

/**
 * Variables of a condition: `profile.…`, `subprofile.…` and bare field names, with the new values
 * (docs/vendors/copernica.md#15-expression).
 */
export function scopeOf(change: StoreChange, store: CopernicaStore): ConditionScope {
	const stored = store.profiles.get(change.profileId);
	const profileFields = change.entity === 'profile' ? change.after : (stored?.fields ?? {});
	const interests = change.interests ?? stored?.interests ?? [];
	const known = store.databases.get(change.databaseId)?.interests ?? [];
	const collections = Object.fromEntries(
		store
			.collectionsOf(change.databaseId)
			.map((collection): [string, ConditionValue] => [
				collection.name,
				store.subprofilesOf(collection.id, change.profileId).map((entry) => ({ ...entry.fields })),
			]),
	);
	const profile: Record<string, ConditionValue> = {
		...Object.fromEntries(known.map(({ name }) => [name, interests.includes(name)])),
		...collections,
		...profileFields,
		id: change.profileId,
		code: stored?.secret ?? '',
	};
	if (change.subprofileId === null) return { ...profileFields, profile };
	const subprofile: Record<string, ConditionValue> = {
		...change.after,
		id: change.subprofileId,
		code: store.subprofiles.get(change.subprofileId)?.secret ?? '',
		profile,
	};
	return { ...change.after, profile, subprofile };
}
