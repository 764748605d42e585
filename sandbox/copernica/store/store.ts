import { dateTimeText, type Clock } from '../../clock';
import type { Cause } from '../causes';
import type { QuirkSwitches } from '../quirks';
import { coerce, presetOf } from './fieldTypes';
import type {
	Collection,
	Database,
	Field,
	FieldType,
	Profile,
	StoreChange,
	Subprofile,
	Values,
} from './model';
import { Selections } from './selections';
import { UnsubscribeLog, type UnsubscribeRecord } from './unsubscribes';

export interface FieldSpec {
	name: string;
	type?: FieldType;
	value?: string;
}

/** Interests to set: a list switches on, a map switches on and off (docs/vendors/copernica.md#34-entities). */
export type InterestInput = readonly string[] | Readonly<Record<string, unknown>>;

export interface ProfileInput {
	/** Any values; they are coerced to the field's type. Unknown names are ignored. */
	fields?: Readonly<Record<string, unknown>>;
	interests?: InterestInput;
	/** Replace all interests rather than merge. */
	replaceInterests?: boolean;
	secret?: string;
}

/** Databases, collections, profiles and subprofiles of the one account, in memory. */
export class CopernicaStore {
	readonly databases = new Map<number, Database>();
	readonly collections = new Map<number, Collection>();
	readonly profiles = new Map<number, Profile>();
	readonly subprofiles = new Map<number, Subprofile>();
	readonly selections = new Selections({
		nextId: () => this.nextId(),
		nowText: () => this.nowText(),
		fieldOf: ({ kind, ownerId }, name) => {
			const owner = (kind === 'view' ? this.databases : this.collections).get(ownerId);
			return owner === undefined ? null : this.findField(owner, name);
		},
		entriesOf: ({ kind, ownerId }) =>
			kind === 'view' ? this.profilesOf(ownerId) : this.subprofilesOf(ownerId),
	});
	readonly unsubscribes = new UnsubscribeLog({
		nextId: () => this.nextId(),
		nowText: () => this.nowText(),
	});
	private lastId = 0;

	/**
	 * @param clock time of `created` and `modified`
	 * @param onChange told after each change, in order
	 */
	constructor(
		private readonly clock: Clock,
		private readonly quirks: QuirkSwitches,
		private readonly onChange: (change: StoreChange) => void,
	) {}

	/** Forgets everything and starts to count again. */
	clear(): void {
		this.databases.clear();
		this.collections.clear();
		this.profiles.clear();
		this.subprofiles.clear();
		this.selections.all.clear();
		this.unsubscribes.all.length = 0;
		this.lastId = 0;
	}

	nowText(): string {
		return dateTimeText(this.clock(), this.quirks.current.timeZone);
	}

	/** @throws Error for a field called `id` or `code` */
	addDatabase(
		name: string,
		description: string,
		fields: readonly FieldSpec[],
		interests: readonly string[] = [],
	): Database {
		const database: Database = {
			id: this.nextId(),
			name,
			description,
			archived: false,
			created: this.nowText(),
			fields: fields.map((field) => this.newField(field)),
			interests: interests.map((interest) => ({ id: this.nextId(), name: interest, group: '' })),
			unsubscribe: { behavior: 'nothing', fields: {} },
		};
		this.databases.set(database.id, database);
		return database;
	}

	addCollection(database: Database, name: string, fields: readonly FieldSpec[]): Collection {
		const collection: Collection = {
			id: this.nextId(),
			name,
			databaseId: database.id,
			fields: fields.map((field) => this.newField(field)),
			unsubscribe: { behavior: 'nothing', fields: {} },
		};
		this.collections.set(collection.id, collection);
		return collection;
	}

	/** Adds a field later; profiles that exist have nothing in it. */
	addField(owner: { fields: Field[] }, spec: FieldSpec): void {
		owner.fields.push(this.newField(spec));
	}

	/** A database by id or name, or null. */
	findDatabase(key: string | number): Database | null {
		return findByKey([...this.databases.values()], String(key), this.sameName);
	}

	/** A collection by id, or by name within a database; null where there is none. */
	findCollection(key: string | number, databaseId?: number): Collection | null {
		const within = [...this.collections.values()].filter(
			(collection) => databaseId === undefined || collection.databaseId === databaseId,
		);
		return findByKey(within, String(key), this.sameName);
	}

	/** A field of a database or collection by name, or null. */
	findField(owner: { fields: Field[] }, name: string): Field | null {
		return owner.fields.find((field) => this.sameName(field.name, name)) ?? null;
	}

	collectionsOf(databaseId: number): Collection[] {
		return [...this.collections.values()].filter((entry) => entry.databaseId === databaseId);
	}

	/** Profiles of a database that are not removed, in order of id. */
	profilesOf(databaseId: number): Profile[] {
		return [...this.profiles.values()].filter(
			(profile) => profile.databaseId === databaseId && profile.removed === false,
		);
	}

	/** Subprofiles that are not removed, in order of id. */
	subprofilesOf(collectionId: number, profileId?: number): Subprofile[] {
		return [...this.subprofiles.values()].filter(
			(entry) =>
				entry.collectionId === collectionId &&
				entry.removed === false &&
				(profileId === undefined || entry.profileId === profileId),
		);
	}

	createProfile(database: Database, input: ProfileInput, cause: Cause): Profile {
		const now = this.nowText();
		const profile: Profile = {
			id: this.nextId(),
			databaseId: database.id,
			fields: this.presets(database.fields),
			interests: [],
			secret: newSecret(this.lastId),
			created: now,
			modified: now,
			removed: false,
		};
		Object.assign(profile.fields, this.coerceAll(database, input.fields ?? {}));
		profile.interests = this.interestsAfter(profile, input);
		this.profiles.set(profile.id, profile);
		this.tell(profileChange(profile, 'create', cause, {}, Object.keys(profile.fields)));
		return profile;
	}

	/** @returns whether a value or an interest became another one */
	updateProfile(profile: Profile, input: ProfileInput, cause: Cause): boolean {
		const database = this.databases.get(profile.databaseId);
		if (database === undefined) return false;
		const before = { ...profile.fields };
		const interestsBefore = profile.interests;
		const values = profile.removed === false ? this.coerceAll(database, input.fields ?? {}) : {};
		const changed = changedNames(before, values);
		Object.assign(profile.fields, values);
		profile.interests = this.interestsAfter(profile, input);
		if (input.secret !== undefined) profile.secret = input.secret;
		const different = changed.length > 0 || !sameSet(interestsBefore, profile.interests);
		this.touch(profile, different);
		if (profile.removed === false && (different || this.quirks.current.noChangeFires))
			this.tell(profileChange(profile, 'update', cause, before, changed));
		return different;
	}

	/** @param completely also forget it, so that it can no longer be read */
	removeProfile(profile: Profile, cause: Cause, completely = false): void {
		for (const subprofile of this.subprofiles.values()) {
			if (subprofile.profileId !== profile.id || subprofile.removed !== false) continue;
			if (this.quirks.current.subprofilesGoWithProfile) this.removeSubprofile(subprofile, cause);
			else this.empty(subprofile);
		}
		const before = { ...profile.fields };
		this.empty(profile);
		this.tell({
			...profileChange(profile, 'delete', cause, before, []),
			after: before,
		});
		profile.interests = [];
		if (completely) this.profiles.delete(profile.id);
	}

	/**
	 * Somebody unsubscribes through a mailing: it is listed, and the database does what it is set up to do
	 * (docs/vendors/copernica.md#34-entities). Of a profile that is removed already it is only listed.
	 *
	 * @returns how it is listed
	 */
	unsubscribeByMailing(
		profile: Profile,
		mailing: Pick<UnsubscribeRecord, 'system' | 'source'>,
		cause: Cause,
	): UnsubscribeRecord {
		const { system, source } = mailing;
		const record = this.unsubscribes.add({ system, source, profileId: profile.id });
		if (profile.removed === false) this.unsubscribeProfile(profile, cause);
		return record;
	}

	/** Does what the database is set up to do when somebody unsubscribes. */
	unsubscribeProfile(profile: Profile, cause: Cause): void {
		const behaviour = this.databases.get(profile.databaseId)?.unsubscribe;
		if (behaviour?.behavior === 'remove') this.removeProfile(profile, cause);
		if (behaviour?.behavior === 'update')
			this.updateProfile(profile, { fields: behaviour.fields }, cause);
	}

	createSubprofile(
		profile: Profile,
		collection: Collection,
		fields: Readonly<Record<string, unknown>>,
		cause: Cause,
	): Subprofile {
		const now = this.nowText();
		const subprofile: Subprofile = {
			id: this.nextId(),
			profileId: profile.id,
			collectionId: collection.id,
			fields: { ...this.presets(collection.fields), ...this.coerceAll(collection, fields) },
			secret: newSecret(this.lastId),
			created: now,
			modified: now,
			removed: false,
		};
		this.subprofiles.set(subprofile.id, subprofile);
		this.tell(
			subprofileChange(subprofile, collection, 'create', cause, {}, Object.keys(subprofile.fields)),
		);
		return subprofile;
	}

	/** @returns whether a value became another one */
	updateSubprofile(
		subprofile: Subprofile,
		fields: Readonly<Record<string, unknown>>,
		cause: Cause,
		secret?: string,
	): boolean {
		const collection = this.collections.get(subprofile.collectionId);
		if (collection === undefined) return false;
		const before = { ...subprofile.fields };
		const values = subprofile.removed === false ? this.coerceAll(collection, fields) : {};
		const changed = changedNames(before, values);
		Object.assign(subprofile.fields, values);
		if (secret !== undefined) subprofile.secret = secret;
		this.touch(subprofile, changed.length > 0);
		if (subprofile.removed === false && (changed.length > 0 || this.quirks.current.noChangeFires))
			this.tell(subprofileChange(subprofile, collection, 'update', cause, before, changed));
		return changed.length > 0;
	}

	removeSubprofile(subprofile: Subprofile, cause: Cause): void {
		const collection = this.collections.get(subprofile.collectionId);
		const before = { ...subprofile.fields };
		this.empty(subprofile);
		if (collection === undefined) return;
		this.tell({
			...subprofileChange(subprofile, collection, 'delete', cause, before, []),
			after: before,
		});
	}

	/** Names in `fields` that the database or collection does not have. */
	unknownNames(owner: { fields: Field[] }, fields: Readonly<Record<string, unknown>>): string[] {
		return Object.keys(fields).filter((name) => this.findField(owner, name) === null);
	}

	private readonly sameName = (left: string, right: string): boolean =>
		this.quirks.current.fieldNamesIgnoreCase
			? left.toLowerCase() === right.toLowerCase()
			: left === right;

	private nextId(): number {
		this.lastId += 1;
		return this.lastId;
	}

	private newField(spec: FieldSpec): Field {
		// Fields with these names cannot be made (docs/vendors/copernica.md#4-quirks).
		if (['id', 'code'].includes(spec.name.toLowerCase()))
			throw new Error(`A field cannot be called ${spec.name}`);
		return {
			id: this.nextId(),
			name: spec.name,
			type: spec.type ?? 'text',
			value: spec.value ?? '',
		};
	}

	private presets(fields: readonly Field[]): Values {
		const zone = this.quirks.current.timeZone;
		return Object.fromEntries(fields.map((field) => [field.name, presetOf(field, zone)]));
	}

	/**
	 * Coerced values of the known names; of the same name in two cases the last one wins, normally
	 * (docs/vendors/copernica.md#4-quirks).
	 */
	private coerceAll(owner: { fields: Field[] }, fields: Readonly<Record<string, unknown>>): Values {
		const values: Values = {};
		const firstWins = this.quirks.current.sameFieldTwice === 'first';
		for (const [name, value] of Object.entries(fields)) {
			const field = this.findField(owner, name);
			if (field === null || (firstWins && field.name in values)) continue;
			values[field.name] = coerce(field, value, this.quirks.current.timeZone);
		}
		return values;
	}

	private interestsAfter(profile: Profile, input: ProfileInput): string[] {
		const known = this.databases.get(profile.databaseId)?.interests ?? [];
		if (input.interests === undefined) return profile.interests;
		const wanted = new Map<string, boolean>();
		const entries = Array.isArray(input.interests)
			? input.interests.map((name): [string, unknown] => [String(name), 1])
			: Object.entries(input.interests);
		for (const [name, value] of entries) {
			const interest = known.find((entry) => this.sameName(entry.name, name));
			if (interest !== undefined) wanted.set(interest.name, value !== '0' && Boolean(value));
		}
		return known
			.map((interest) => interest.name)
			.filter(
				(name) =>
					wanted.get(name) ??
					(input.replaceInterests === true ? false : profile.interests.includes(name)),
			);
	}

	private touch(entry: Profile | Subprofile, different: boolean): void {
		// An update of a removed entry bumps its date although nothing changes (docs/vendors/copernica.md#4-quirks).
		if (different || entry.removed !== false || !this.quirks.current.modifiedOnlyOnChange)
			entry.modified = this.nowText();
	}

	private empty(entry: Profile | Subprofile): void {
		entry.fields = Object.fromEntries(Object.keys(entry.fields).map((name) => [name, '']));
		entry.removed = this.nowText();
		entry.modified = entry.removed;
	}

	private tell(change: StoreChange): void {
		this.onChange(change);
	}
}

function findByKey<T extends { id: number; name: string }>(
	entries: readonly T[],
	key: string,
	sameName: (left: string, right: string) => boolean,
): T | null {
	return (
		entries.find((entry) => String(entry.id) === key) ??
		entries.find((entry) => sameName(entry.name, key)) ??
		null
	);
}

function newSecret(id: number): string {
	return `secret${String(id).padStart(10, '0')}`;
}

function changedNames(before: Values, after: Values): string[] {
	return Object.keys(after).filter((name) => before[name] !== after[name]);
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
	return left.length === right.length && left.every((name) => right.includes(name));
}

function profileChange(
	profile: Profile,
	action: StoreChange['action'],
	cause: Cause,
	before: Values,
	changed: string[],
): StoreChange {
	return {
		entity: 'profile',
		action,
		cause,
		databaseId: profile.databaseId,
		collectionId: null,
		profileId: profile.id,
		subprofileId: null,
		before,
		after: { ...profile.fields },
		changed,
		interests: [...profile.interests],
	};
}

function subprofileChange(
	subprofile: Subprofile,
	collection: Collection,
	action: StoreChange['action'],
	cause: Cause,
	before: Values,
	changed: string[],
): StoreChange {
	return {
		entity: 'subprofile',
		action,
		cause,
		databaseId: collection.databaseId,
		collectionId: collection.id,
		profileId: subprofile.profileId,
		subprofileId: subprofile.id,
		before,
		after: { ...subprofile.fields },
		changed,
		interests: null,
	};
}
