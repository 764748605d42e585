/**
 * The three accounts of what a callback looks like (docs/vendors/copernica.md#16-payload-shapes) as test data, and the
 * Change each of them has to become.
 */

export const shapes = ['A', 'B', 'C'] as const;
export type Shape = (typeof shapes)[number];
export const entities = ['profile', 'subprofile'] as const;
export type Entity = (typeof entities)[number];
export const actions = ['create', 'update', 'delete'] as const;
export type Action = (typeof actions)[number];

type Fields = Record<string, string>;

/** A value of a payload, as far as callbacks have them. */
export type Value = string | string[] | { [key: string]: Value };
export type Payload = Record<string, Value>;

/** Values with everything that a carrier could garble. */
const before: Fields = {
	Email: 'jansen@example.com',
	Voornaam: 'Piët',
	Plaats: '\'s-Gravenhage & <Delft> "West"',
	Postcode: '0123 AB',
	Notitie: '',
};
/** The update: one field gets another value, one is told although it stays as it is. */
const told: Fields = { Voornaam: 'Jan + Zoë = 100%', Postcode: '0123 AB' };
const after: Fields = { ...before, ...told };

const IDS = { profile: '7', subprofile: '9' };
const INTERESTS = ['Sport', 'Mode'];

/** What the Change has to say; `receivedAt`, `changeKey` and the settings' ids come on top. */
interface ExpectedValues {
	fields: Fields;
	previous: Fields | null;
	/** Sorted. */
	changed: string[] | null;
	interests: string[] | null;
	profileId: string | null;
	subprofileId: string | null;
}

export interface Cell {
	payload: Payload;
	expected: ExpectedValues;
}

type Values = Pick<ExpectedValues, 'fields' | 'previous' | 'changed'>;

const names = Object.keys(before).sort();
const untold = (fields: Fields): Values => ({ fields, previous: null, changed: null });
/** Every field is told and none has an old value: it is not known which of them changed. */
const allTold: Values = { fields: after, previous: null, changed: names };
const oneChanged: Values = {
	fields: after,
	previous: { Voornaam: before.Voornaam ?? '' },
	changed: ['Voornaam'],
};

/** Per shape and action: the values in the payload, and what they mean. */
const cells: Record<
	Shape,
	Record<Action, { payload: (entity: Entity) => Payload; values: Values }>
> = {
	// `parameters` beside the record's own object, as the vendor's Magento extension reads it.
	A: {
		create: {
			payload: (entity) => ({ parameters: after, [entity]: { ID: IDS[entity], fields: after } }),
			values: allTold,
		},
		update: {
			payload: (entity) => ({ parameters: told, [entity]: { ID: IDS[entity], fields: before } }),
			values: oneChanged,
		},
		delete: {
			payload: (entity) => ({ [entity]: { ID: IDS[entity], fields: before } }),
			values: untold(before),
		},
	},
	// Flat variables with the current values.
	B: {
		create: { payload: (entity) => ({ id: IDS[entity], fields: after }), values: untold(after) },
		update: { payload: (entity) => ({ id: IDS[entity], fields: after }), values: untold(after) },
		delete: { payload: (entity) => ({ id: IDS[entity], fields: before }), values: untold(before) },
	},
	// Old values in `fields`, new ones in `updated`.
	C: {
		create: {
			payload: (entity) => ({ id: IDS[entity], fields: {}, updated: after }),
			// Without a field of the record nobody can tell which of the names are fields.
			values: untold(after),
		},
		update: {
			payload: (entity) => ({ id: IDS[entity], fields: before, updated: told }),
			values: oneChanged,
		},
		delete: { payload: (entity) => ({ id: IDS[entity], fields: before }), values: untold(before) },
	},
};

/** One cell of the matrix: a payload and the values that its Change has to have. */
export function cell(shape: Shape, entity: Entity, action: Action): Cell {
	const { payload, values } = cells[shape][action];
	// Interests belong to profiles; only account B has them (docs/vendors/copernica.md#16-payload-shapes).
	const interests = shape === 'B' && entity === 'profile' ? INTERESTS : null;
	return {
		payload: {
			action,
			...payload(entity),
			...(interests === null ? {} : { interests }),
		},
		expected: {
			...values,
			interests,
			profileId: entity === 'profile' ? IDS.profile : null,
			subprofileId: entity === 'subprofile' ? IDS.subprofile : null,
		},
	};
}
