import type { ValueOutcome } from './outcome';

/** There are far fewer countries, languages and words for a gender than contacts. */
const OUTCOMES_TO_KEEP = 1000;
const LONGEST_TEXT_TO_KEEP = 60;

/**
 * Keeps the outcomes of a normaliser that looks at nothing but the text and finds the same few texts again and
 * again. Bounded, so that a field full of free text does not fill the memory.
 */
export function remember(
	normalise: (text: string) => ValueOutcome,
): (text: string) => ValueOutcome {
	const outcomes = new Map<string, ValueOutcome>();
	return (text) => {
		const known = outcomes.get(text);
		if (known !== undefined) return known;
		const outcome = normalise(text);
		if (text.length <= LONGEST_TEXT_TO_KEEP) {
			if (outcomes.size >= OUTCOMES_TO_KEEP) outcomes.clear();
			outcomes.set(text, outcome);
		}
		return outcome;
	};
}
