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

/** Case and blanks don't count, and neither does how "opt-in" and "opt-out" are joined. */
export function foldConsentText(text: string): string {
	return text
		.normalize('NFC')
		.toLowerCase()
		.replace(/\s+/g, '')
		.replace(/^(opt(?:ed)?)[-‐‑–_]+(in|out)$/, '$1$2');
}

/** `future`: a date that has not come yet, so the consent is not given yet. */
export type ConsentOutcome = 'yes' | 'no' | 'unknown' | 'future' | 'unlisted';

/** What the meaning of a text may depend on besides itself. */
interface ConsentContext {
	/** ISO time of the change: "today" for dates. */
	readonly receivedAt: string;
	/** Whether its 1 or 0 was `true` or `false` of JSON. */
	readonly isBoolean: boolean;
}

export type ConsentReader = (text: string, context: ConsentContext) => ConsentOutcome;

const MEANINGS = [
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
	for (const [list] of MEANINGS) {
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
 * What JSON's `true` and `false` mean, which a Change holds as 1 and 0: a certain yes and no. Lists that say something of
 * the words or of numbers count for them as well; one that they do not list means nothing then. The same 1 or 0 as a
 * text, as forms and XML have it, is only what the lists say.
 */
function meaningOfBoolean(
	text: string,
	byText: ReadonlyMap<string, ConsentOutcome>,
): ConsentOutcome {
	const word = text === '1' ? 'true' : 'false';
	const listed = new Set([byText.get(word), byText.get(text)]);
	listed.delete(undefined);
	const [meaning, other] = listed;
	if (other !== undefined) return 'unlisted';
	const isOfNumbers = [...byText.keys()].some((key) => /^\d+$/.test(key));
	return meaning ?? (isOfNumbers ? 'unlisted' : text === '1' ? 'yes' : 'no');
}

/** Nobody gave a consent to e-mail before: such dates are the zero of some system. */
const FIRST_CONSENT = '1971-01-01';

/** What a text that is in no list says as a date: a zero date is empty everywhere, any other one counts by choice. */
function meaningOfDate(
	text: string,
	anyDate: boolean,
	emptyMeans: 'unknown' | 'no',
	receivedAt: string,
): ConsentOutcome {
	const dates = datesIn(text);
	if (dates === 'empty') return emptyMeans;
	if (!anyDate || dates.length === 0 || dates.some((date) => date < FIRST_CONSENT))
		return 'unlisted';
	return dates.some((date) => date > latestDateAt(receivedAt)) ? 'future' : 'yes';
}

/**
 * Whether a yes was given again: where the date says yes, a later one is another opt-in. An earlier date only puts the
 * old one right.
 */
export function isGivenAgain({ anyDate }: ConsentTexts, before: string, now: string): boolean {
	if (anyDate !== true) return false;
	const [old, renewed] = [before, now].map((text) => {
		const dates = datesIn(text);
		return dates === 'empty' ? undefined : [...dates].sort().at(-1);
	});
	return old !== undefined && renewed !== undefined && renewed > old;
}

/**
 * Compiles the lists into a look-up.
 *
 * @param emptyMeans what an empty field says: nothing (`unknown`), or `no` where the database stores only the yes
 * @returns the meaning of a text; `unlisted` for one that is in none of the lists
 */
export function compileConsent(texts: ConsentTexts, emptyMeans: 'unknown' | 'no'): ConsentReader {
	const byText = new Map<string, ConsentOutcome>();
	for (const [list, meaning] of MEANINGS) {
		for (const text of texts[list]) byText.set(foldConsentText(text), meaning);
	}
	byText.set('', emptyMeans);
	const anyDate = texts.anyDate === true;
	const whenTrue = meaningOfBoolean('1', byText);
	const whenFalse = meaningOfBoolean('0', byText);
	return (text, { receivedAt, isBoolean }) => {
		if (isBoolean && text === '1') return whenTrue;
		if (isBoolean && text === '0') return whenFalse;
		return (
			byText.get(text) ??
			byText.get(foldConsentText(text)) ??
			meaningOfDate(text, anyDate, emptyMeans, receivedAt)
		);
	};
}
