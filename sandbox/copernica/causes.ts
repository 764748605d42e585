/** The nine trigger boxes of a callback in Publisher (copernica.md 1.4). */
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

/** Causes of a change for which Publisher has no box (copernica.md 1.4, 5.9). */
export const causesWithoutBox = ['marketing_suite', 'form', 'followup', 'unsubscribe'] as const;

/** What made a profile change. */
export const causes = [...triggers, ...causesWithoutBox] as const;
export type Cause = (typeof causes)[number];
