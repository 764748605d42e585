import type {
	Collection,
	Database,
	Field,
	Interest,
	Profile,
	Selection,
	Subprofile,
} from '../store/model';
import type { World } from '../world';
import { nested } from './lists';

/**
 * How the vendor shows its entities (docs/vendors/copernica.md#34-entities): ids are texts, metadata flags are
 * booleans.
 */

/** A map, or `[]` where empty maps come back as lists (docs/vendors/copernica.md#4-quirks). */
export function shownMap(world: World, map: Record<string, unknown>): unknown {
	const empty = Object.keys(map).length === 0;
	return empty && world.quirks.current.emptyMapsAsLists ? [] : map;
}

export function shownField(field: Field): unknown {
	return {
		ID: String(field.id),
		name: field.name,
		type: field.type,
		value: field.value,
		displayed: true,
		ordered: false,
		length: '50',
		textlines: '1',
		hidden: false,
		index: field.type === 'email',
	};
}

export function shownInterest(interest: Interest): unknown {
	return { ID: String(interest.id), name: interest.name, group: interest.group };
}

export function shownCollection(collection: Collection): unknown {
	return {
		ID: String(collection.id),
		name: collection.name,
		database: String(collection.databaseId),
		fields: nested(collection.fields, shownField),
		intentions: { email: true, sms: false, fax: false, pdf: false },
	};
}

export function shownDatabase(world: World, database: Database): unknown {
	return {
		ID: String(database.id),
		name: database.name,
		description: database.description,
		archived: database.archived,
		created: database.created,
		fields: nested(database.fields, shownField),
		interests: nested(database.interests, shownInterest),
		collections: nested(world.store.collectionsOf(database.id), shownCollection),
		intentions: { email: true, sms: false, fax: false, pdf: false },
	};
}

/** A miniview has no flags (docs/vendors/copernica.md#34-entities). */
export function shownSelection(world: World, selection: Selection): unknown {
	const { id, kind, name, description, ownerId, parentId, lastBuilt } = selection;
	const owner = kind === 'view' ? 'database' : 'collection';
	const flags = {
		'has-children': world.store.selections.within(id).length > 0,
		'has-referred': false,
		'has-rules': selection.rules.length > 0,
	};
	return {
		ID: String(id),
		name,
		description,
		'parent-type': parentId === null ? owner : kind,
		'parent-id': String(parentId ?? ownerId),
		...(kind === 'view' && world.quirks.current.hasChildrenShown ? flags : {}),
		[owner]: String(ownerId),
		'last-built': lastBuilt,
	};
}

export function shownProfile(world: World, profile: Profile, dataOnly = false): unknown {
	const data = {
		ID: String(profile.id),
		fields: shownMap(world, profile.fields),
		interests: profile.interests,
	};
	const secret = { secret: profile.secret };
	if (dataOnly)
		return {
			...data,
			modified: profile.modified,
			...(world.quirks.current.dataOnlyKeepsSecret ? secret : {}),
		};
	return {
		...data,
		database: String(profile.databaseId),
		...secret,
		created: profile.created,
		modified: profile.modified,
		removed: profile.removed,
	};
}

export function shownSubprofile(world: World, subprofile: Subprofile, dataOnly = false): unknown {
	const data = {
		ID: String(subprofile.id),
		fields: shownMap(world, subprofile.fields),
		profile: String(subprofile.profileId),
		collection: String(subprofile.collectionId),
		modified: subprofile.modified,
	};
	const secret = { secret: subprofile.secret };
	if (dataOnly) return { ...data, ...(world.quirks.current.dataOnlyKeepsSecret ? secret : {}) };
	return { ...data, ...secret, created: subprofile.created, removed: subprofile.removed };
}
