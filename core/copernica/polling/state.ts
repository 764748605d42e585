import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../../canonical';
import { markSchema, type Mark } from './mark';

/** What a polling trigger stores between two looks. */
const stateSchema = z.object({
	/** What the mark is about: another source starts over. */
	source: z.string(),
	/** Where the first look began, if the user chose that. */
	start: z.string(),
	mark: markSchema,
	/** Where the last look that passed records on began; absent = they are known to have arrived. */
	before: markSchema.optional(),
	/** How many processes after the first have already begun there; absent = none. */
	repeats: z.number().int().optional(),
});
export type LookState = z.infer<typeof stateSchema>;

/** Reads what was stored; null when there is nothing for this source and start. */
export function readLookState(stored: unknown, source: string, start: string): LookState | null {
	const parsed = stateSchema.safeParse(stored);
	if (!parsed.success || parsed.data.source !== source) return null;
	// A user who switches from a date or everything to "from now on" does not want to lose the place.
	return start === '' || parsed.data.start === start ? parsed.data : null;
}

/** What a process remembers about a mark that it set. */
export function printOfMark(mark: Mark): string {
	return sha256Hex(canonicalJson(mark));
}

/** Where a look begins. */
export interface Beginning {
	readonly mark: Mark;
	/** How many times records that were already passed on are repeated from here; 0 = they are not. */
	readonly repeats: number;
}

/** Two processes that take turns would otherwise never finish. */
const MOST_REPEATS = 3;

/**
 * Where the next look begins. n8n stores the mark separately from the execution, and does not rerun an execution that
 * ended with the process (docs/vendors/n8n.md#6-polling-triggers). So what the last look of a process passed on is
 * repeated in the next process: better twice than never. If that one ends before it looks again, perhaps because these
 * records crash it, they come in the next one too.
 *
 * @param isOwn whether this same process set the mark
 */
export function beginningOf({ mark, before, repeats = 0 }: LookState, isOwn: boolean): Beginning {
	return before === undefined || isOwn
		? { mark, repeats: 0 }
		: { mark: before, repeats: repeats + 1 };
}

/**
 * What to store after a look.
 *
 * @param mark how far it came
 * @param handedOn whether it passed records on
 */
export function stateAfter(
	{ source, start }: Pick<LookState, 'source' | 'start'>,
	beginning: Beginning,
	mark: Mark,
	handedOn: boolean,
): LookState {
	const { mark: before, repeats } = beginning;
	if (!handedOn || repeats >= MOST_REPEATS) return { source, start, mark };
	return { source, start, mark, before, ...(repeats === 0 ? {} : { repeats }) };
}
