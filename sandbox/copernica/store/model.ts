import type { Cause } from '../causes';

/** Types of fields (docs/vendors/copernica.md#35-data-types). */
export type FieldType =
	| 'integer'
	| 'float'
	| 'date'
	| 'empty_date'
	| 'datetime'
	| 'empty_datetime'
	| 'text'
	| 'email'
	| 'phone'
	| 'phone_fax'
	| 'phone_gsm'
	| 'select'
	| 'big'
	| 'foreign_key';

export interface Field {
	id: number;
	name: string;
	type: FieldType;
	/** Default value; for `select` the options, one a line, `*` before the default one. */
	value: string;
}

export interface Interest {
	id: number;
	name: string;
	group: string;
}

export type Values = Record<string, string>;

export const unsubscribeBehaviours = ['nothing', 'remove', 'update'] as const;

/** What an unsubscribe does (docs/vendors/copernica.md#34-entities). */
export interface UnsubscribeBehaviour {
	behavior: (typeof unsubscribeBehaviours)[number];
	fields: Values;
}

export interface Collection {
	id: number;
	name: string;
	databaseId: number;
	fields: Field[];
	unsubscribe: UnsubscribeBehaviour;
}

export interface Database {
	id: number;
	name: string;
	description: string;
	archived: boolean;
	created: string;
	fields: Field[];
	interests: Interest[];
	unsubscribe: UnsubscribeBehaviour;
}

/**
 * A selection of profiles or subprofiles, as it was last built (docs/vendors/copernica.md#34-entities): who comes to fit
 * its rules later is not in it before it is rebuilt.
 */
export interface Selection {
	id: number;
	kind: 'view' | 'miniview';
	name: string;
	description: string;
	/** Database of a view, collection of a miniview. */
	ownerId: number;
	/** Selection that it is nested in; null for one right below its database or collection. */
	parentId: number | null;
	/** Rules, all of which hold for its members: `name<op>value`, as in `fields[]`. */
	rules: string[];
	/** Ids of its members. */
	members: ReadonlySet<number>;
	lastBuilt: string;
}

interface Entry {
	id: number;
	fields: Values;
	secret: string;
	/** Date-times as the vendor writes them. */
	created: string;
	modified: string;
	removed: string | false;
}

export interface Profile extends Entry {
	databaseId: number;
	interests: string[];
}

export interface Subprofile extends Entry {
	profileId: number;
	collectionId: number;
}

export type Action = 'create' | 'update' | 'delete';

/** Something that happened in the store, with snapshots; what callbacks are made of. */
export interface StoreChange {
	entity: 'profile' | 'subprofile';
	action: Action;
	cause: Cause;
	databaseId: number;
	/** Null for a profile. */
	collectionId: number | null;
	profileId: number;
	/** Null for a profile. */
	subprofileId: number | null;
	before: Values;
	after: Values;
	/** Names of the fields whose value differs. */
	changed: string[];
	/** Interests after the change; null for a subprofile. */
	interests: string[] | null;
}
