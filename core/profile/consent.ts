/**
 * Consents from the user's own texts. A consent is only ever *yes* or *no* because a text says so; unknown means
 * that the key is left out (spotler-activate.md 4, Consent semantics).
 */

/** Texts for each meaning. */
export interface ConsentTexts {
	readonly subscribed: readonly string[];
	readonly unsubscribed: readonly string[];
	readonly unknown: readonly string[];
}

const dutch: ConsentTexts = {
	subscribed: ['ja', 'j', '1', 'true', 'waar', 'aan', 'aangemeld', 'ingeschreven', 'opt-in'],
	unsubscribed: ['nee', 'n', '0', 'false', 'onwaar', 'uit', 'afgemeld', 'uitgeschreven', 'opt-out'],
	unknown: ['onbekend', 'niet bekend', 'niet gevraagd', 'n.v.t.', '-', '?'],
};

const english: ConsentTexts = {
	subscribed: ['yes', 'y', '1', 'true', 'on', 'subscribed', 'opted in', 'opt-in'],
	unsubscribed: ['no', 'n', '0', 'false', 'off', 'unsubscribed', 'opted out', 'opt-out'],
	unknown: ['unknown', 'not set', 'not asked', 'n/a', '-', '?'],
};

/** The ready-made lists. */
export const CONSENT_PRESETS = {
	dutch,
	english,
	dutchAndEnglish: {
		subscribed: [...dutch.subscribed, ...english.subscribed],
		unsubscribed: [...dutch.unsubscribed, ...english.unsubscribed],
		unknown: [...dutch.unknown, ...english.unknown],
	},
} as const satisfies Record<string, ConsentTexts>;

/** Case and blanks don't count. */
function foldConsentText(text: string): string {
	return text.normalize('NFC').toLowerCase().replace(/\s+/g, '');
}

export type ConsentOutcome = 'yes' | 'no' | 'unknown' | 'unlisted';

const meanings = [
	['subscribed', 'yes'],
	['unsubscribed', 'no'],
	['unknown', 'unknown'],
] as const;

/**
 * A text that stands in two lists, with the names of both, or null when every text has one meaning.
 */
export function contradictingText(
	texts: ConsentTexts,
): { text: string; lists: [keyof ConsentTexts, keyof ConsentTexts] } | null {
	const seen = new Map<string, keyof ConsentTexts>();
	for (const [list] of meanings) {
		for (const text of texts[list]) {
			const folded = foldConsentText(text);
			const other = seen.get(folded);
			if (other !== undefined && other !== list) return { text, lists: [other, list] };
			seen.set(folded, list);
		}
	}
	return null;
}

/**
 * Compiles the lists into a look-up.
 *
 * @param emptyMeans what an empty field says: nothing (`unknown`), or `no` where the database stores only the yes
 * @returns the meaning of a text; `unlisted` for one that is in none of the lists
 */
export function compileConsent(
	texts: ConsentTexts,
	emptyMeans: 'unknown' | 'no',
): (text: string) => ConsentOutcome {
	const byText = new Map<string, ConsentOutcome>();
	for (const [list, meaning] of meanings) {
		for (const text of texts[list]) byText.set(foldConsentText(text), meaning);
	}
	byText.set('', emptyMeans);
	return (text) => byText.get(text) ?? byText.get(foldConsentText(text)) ?? 'unlisted';
}
