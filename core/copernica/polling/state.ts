import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../../canonical';
import { markSchema, type Mark } from './mark';

/** What a trigger that looks by itself stores between two looks. */
const stateSchema = z.object({
	/** What the mark is about: another source begins anew. */
	source: z.string(),
	/** Where the first look began, as far as that was asked for. */
	start: z.string(),
	mark: markSchema,
	/** Where the look began that handed records on last; absent = they are known to have arrived. */
	before: markSchema.optional(),
	/** How many processes have begun there already, beyond the first; absent = none. */
	repeats: z.number().int().optional(),
});
export type LookState = z.infer<typeof stateSchema>;

/** Reads what was stored; null where there is nothing, or nothing of this source and start. */
export function readLookState(stored: unknown, source: string, start: string): LookState | null {
	const parsed = stateSchema.safeParse(stored);
	if (!parsed.success || parsed.data.source !== source) return null;
	// Who goes over from a date or everything to "from now on" does not want to lose the place.
	return start === '' || parsed.data.start === start ? parsed.data : null;
}

/** What a process remembers of a mark that it set. */
export function printOfMark(mark: Mark): string {
	return sha256Hex(canonicalJson(mark));
}

/** Where a look begins. */
export interface Beginning {
	readonly mark: Mark;
	/** How many times records that were handed on come again with this one; 0 = they do not. */
	readonly repeats: number;
}

/** Two processes that take turns would never come to an end. */
const MOST_REPEATS = 3;

/**
 * Where the next look begins. n8n stores the mark beside the execution, not with it, and does not run an execution again
 * that ended with the process (docs/vendors/n8n.md#6-polling-triggers). So what the last look of a process handed on comes
 * once more in the next process: rather twice than never. When that one ends before it looks again, as one does that
 * these very records bring down, they come in the next one too.
 *
 * @param isOwn whether this very process has set the mark
 */
export function beginningOf({ mark, before, repeats = 0 }: LookState, isOwn: boolean): Beginning {
	return before === undefined || isOwn
		? { mark, repeats: 0 }
		: { mark: before, repeats: repeats + 1 };
}

/**
 * What to store after a look.
 *
 * @param mark where it came to
 * @param handedOn whether it gave records
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
