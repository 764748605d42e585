/** The nine trigger boxes of a callback in Publisher (docs/vendors/copernica.md#14-registering-by-hand). */
export const triggers = [
	'publisher',
	'rest',
	'soap',
	'click',
	'open',
	'failure',
	'bounce',
	'import',
	'copy',
] as const;
export type Trigger = (typeof triggers)[number];

/**
 * Causes of a change for which Publisher has no box (docs/vendors/copernica.md#14-registering-by-hand and
 * docs/vendors/copernica.md#5-unknown, point 9).
 */
export const causesWithoutBox = ['marketing_suite', 'form', 'followup', 'unsubscribe'] as const;

/** What made a profile change. */
export const causes = [...triggers, ...causesWithoutBox] as const;
export type Cause = (typeof causes)[number];

/** Causes of an edit of fields: an unsubscribe sets what its database is set up to set. */
export const editCauses = causes.filter((cause) => cause !== 'unsubscribe');
