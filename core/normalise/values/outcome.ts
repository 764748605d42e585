import type { ActivateValue } from '../../contracts/preparedProfile';
import type { NoteCode } from '../codes';

/** What became of one value: usable (perhaps with a note), empty, or unusable with the reason's code. */
export type ValueOutcome =
	| { readonly state: 'value'; readonly value: ActivateValue; readonly note?: NoteCode }
	| { readonly state: 'empty' }
	| { readonly state: 'unusable'; readonly code: NoteCode };

/** What a value may depend on besides itself. */
export interface ValueContext {
	/** ISO time of the change: "today" for dates, so that the same change always gives the same result. */
	readonly receivedAt: string;
	/** ISO alpha-2 country for phone numbers in national form, or null. */
	readonly phoneCountry: string | null;
}

/** Brings one text into Activate's form. Pure, never throws, and stable: its own result gives itself again. */
export type ValueNormaliser = (text: string, context: ValueContext) => ValueOutcome;

export const EMPTY: ValueOutcome = { state: 'empty' };

export function usable(value: ActivateValue, note?: NoteCode): ValueOutcome {
	return note === undefined ? { state: 'value', value } : { state: 'value', value, note };
}

export function unusable(code: NoteCode): ValueOutcome {
	return { state: 'unusable', code };
}
