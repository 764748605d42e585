import { z } from 'zod';

/** What a step expects: Changes, rows with one value per column, or prepared profiles. */
export type Expected = 'change' | 'row' | 'prepared';

const objectSchema = z.record(z.string(), z.unknown());
/** A row that an earlier step could not use; it is here on purpose. */
const refusedSchema = z.object({
	status: z.enum(['invalid', 'rejected', 'unknown']),
	code: z.string(),
});

/** Whether an item is a row that an earlier step could not use. */
export const isRefusedRow = (json: unknown): boolean => refusedSchema.safeParse(json).success;

const has = (key: string) => (json: unknown) =>
	objectSchema.safeParse(objectSchema.catch({}).parse(json)[key]).success;

/** The key of an item that shows its kind. */
const CONTENT = { change: 'fields', prepared: 'profile' } as const;

/** What to say when all items are of the other kind, or of neither. */
const TEXTS: Readonly<Record<'change' | 'prepared', { other: string; neither: string }>> = {
	change: {
		other:
			'The items are prepared already. Connect them to Spotler Activate → Profile → Filter or Sync instead.',
		neither:
			'The items are neither changes from Copernica nor rows with one value per column. Connect the Copernica Trigger before this node, or put Edit Fields before it and give each value a field of its own, such as fields.Email.',
	},
	prepared: {
		other:
			'The items are changes that have not been prepared. Insert Spotler Activate → Profile → Normalise before this node.',
		neither:
			'The items are not prepared profiles. Put Spotler Activate → Profile → Normalise before this node and connect its Prepared output. It also reads rows from a sheet, a form or a shop.',
	},
};

const NOT_ROWS =
	'The items are changes from Copernica. Set Input to Changes or Rows, so that their fields are read.';

/**
 * Whether a step is connected to the wrong one: no item is of the kind that it expects. A single item that fits is
 * enough to go on, even if something in it is wrong. So is an empty one, which n8n makes when there is nothing, or a
 * refused row of an earlier step.
 *
 * @returns which step is missing, in one or two sentences; null when the step may be in the right place
 */
export function wiringFault(items: readonly unknown[], expected: Expected): string | null {
	if (expected === 'row') return items.length > 0 && items.every(has('fields')) ? NOT_ROWS : null;
	const isForeign = (json: unknown) =>
		Object.keys(objectSchema.catch({}).parse(json)).length > 0 &&
		!has(CONTENT[expected])(json) &&
		!isRefusedRow(json);
	if (items.length === 0 || !items.every(isForeign)) return null;
	const other = CONTENT[expected === 'change' ? 'prepared' : 'change'];
	return items.every(has(other)) ? TEXTS[expected].other : TEXTS[expected].neither;
}
