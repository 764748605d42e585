/**
 * Consents from the user's own texts. A consent is only ever *yes* or *no* because a text says so; unknown means
 * that the key is left out, as Activate asks.
 */
import { datesIn, latestDateAt } from './values/date';

/** Texts for each meaning. */
export interface ConsentTexts {
	readonly subscribed: readonly string[];
	readonly unsubscribed: readonly string[];
	readonly unknown: readonly string[];
	/** Whether a date says yes: the field holds the day on which the consent was given. */
	readonly anyDate?: boolean;
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
	anyDate: { subscribed: [], unsubscribed: [], unknown: [], anyDate: true },
} as const satisfies Record<string, ConsentTexts>;

/** Case and blanks don't count. */
function foldConsentText(text: string): string {
	return text.normalize('NFC').toLowerCase().replace(/\s+/g, '');
}

/** `future`: a date that has not come yet, so the consent is not given yet. */
export type ConsentOutcome = 'yes' | 'no' | 'unknown' | 'future' | 'unlisted';

/** @param receivedAt ISO time of the change: "today" for dates */
export type ConsentReader = (text: string, receivedAt: string) => ConsentOutcome;

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
 * What JSON's `true` and `false` mean whatever the lists say, as words and as the 1 and 0 that a Change holds for
 * them. Lists that use numbers of their own say what each number means, and one that they do not list means nothing.
 */
function switchMeanings(texts: ConsentTexts): Map<string, ConsentOutcome> {
	const byText = new Map<string, ConsentOutcome>([
		['true', 'yes'],
		['false', 'no'],
	]);
	const isNumber = (text: string) => /^\s*\d+\s*$/.test(text);
	return meanings.some(([list]) => texts[list].some(isNumber))
		? byText
		: byText.set('1', 'yes').set('0', 'no');
}

/** Nobody gave a consent to e-mail before: such dates are the zero of some system. */
const firstConsent = '1971-01-01';

/** What a text that is in no list says as a date: a zero date is empty everywhere, any other one counts by choice. */
function meaningOfDate(
	text: string,
	anyDate: boolean,
	emptyMeans: 'unknown' | 'no',
	receivedAt: string,
): ConsentOutcome {
	const dates = datesIn(text);
	if (dates === 'empty') return emptyMeans;
	if (!anyDate || dates.length === 0 || dates.some((date) => date < firstConsent))
		return 'unlisted';
	return dates.some((date) => date > latestDateAt(receivedAt)) ? 'future' : 'yes';
}

/**
 * Compiles the lists into a look-up.
 *
 * @param emptyMeans what an empty field says: nothing (`unknown`), or `no` where the database stores only the yes
 * @returns the meaning of a text; `unlisted` for one that is in none of the lists
 */
export function compileConsent(texts: ConsentTexts, emptyMeans: 'unknown' | 'no'): ConsentReader {
	const byText = switchMeanings(texts);
	for (const [list, meaning] of meanings) {
		for (const text of texts[list]) byText.set(foldConsentText(text), meaning);
	}
	byText.set('', emptyMeans);
	const anyDate = texts.anyDate === true;
	return (text, receivedAt) =>
		byText.get(text) ??
		byText.get(foldConsentText(text)) ??
		meaningOfDate(text, anyDate, emptyMeans, receivedAt);
}
