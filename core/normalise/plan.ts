import type { Change } from '../contracts/change';
import { CONSENT_KEYS, type ConsentKey, type Note } from '../contracts/preparedProfile';
import { customKeyOf, valueKindOf } from '../contracts/activateKeys';
import { isConnectorField } from '../callback/relevance';
import { NOTE_CODES, normaliseReason, type NoteCode } from './codes';
import { normaliseFixedValue } from './fixedValues';
import {
	CONSENT_PRESETS,
	compileConsent,
	foldConsentText,
	isGivenAgain,
	type ConsentReader,
} from './consent';
import { consentTexts, type ConsentSettings, type NormaliseSettings } from './settings';
import { combineSources, parseSource, type SourceField } from './source';
import { foldFieldName, guessKey, INFIX_NAMES } from './synonyms';
import { VALUE_NORMALISERS } from './values';
import { decodeEntities } from './values/entities';
import { EMPTY, usable, type ValueNormaliser } from './values/outcome';

/** One Activate key that is filled from one Copernica field. */
export interface ValueEntry {
	readonly key: string;
	readonly source: SourceField;
	readonly normalise: ValueNormaliser;
	/** An empty value must never be sent: it would name another contact, or none. */
	readonly neverEmpty: boolean;
	/** Whether the user chose its field, and not its name. */
	readonly byHand: boolean;
}

export interface ConsentEntry {
	readonly key: ConsentKey;
	readonly source: SourceField;
	readonly read: ConsentReader;
	/** Whether a yes after another yes is news. */
	readonly isGivenAgain: (before: string, now: string) => boolean;
}

/** What is read from a change, compiled from the settings. */
export interface Plan {
	readonly email: SourceField | null;
	readonly values: readonly ValueEntry[];
	readonly consents: readonly ConsentEntry[];
	/** Notes that hold for every change with these fields. */
	readonly notes: readonly Note[];
}

export function noteOf(code: NoteCode, field: string, from: string | null): Note {
	return { field, from, code, reason: normaliseReason(NOTE_CODES[code], field, from) };
}

/** Makes entries whose texts are first read as the settings say. */
type EntryMaker = (key: string, source: SourceField, normalise?: ValueNormaliser) => ValueEntry;

/** Puts before a normaliser the texts that the user gave a meaning for this key. */
function withOwnTexts(
	key: string,
	normalise: ValueNormaliser,
	settings: NormaliseSettings,
): ValueNormaliser {
	const own = settings.ownTexts.filter((entry) => entry.key === key);
	if (own.length === 0) return normalise;
	const values = new Map(
		own.flatMap(({ value, texts }) => {
			const outcome = normaliseFixedValue(key, value, null);
			return texts.map((text) => [foldConsentText(text), outcome] as const);
		}),
	);
	return (text, context) => values.get(foldConsentText(text)) ?? normalise(text, context);
}

/** Puts before a normaliser what the settings say of all texts: which mean nothing, and whether entities are decoded. */
function withTexts(
	normalise: ValueNormaliser,
	{ emptyTexts, decodeEntities: decodes }: NormaliseSettings,
): ValueNormaliser {
	if (emptyTexts.length === 0 && !decodes) return normalise;
	const nothing = new Set(emptyTexts.map((text) => text.toLowerCase()));
	return (text, context) => {
		const decoded = decodes ? decodeEntities(text) : text;
		if (nothing.has(decoded.trim().toLowerCase())) return EMPTY;
		const outcome = normalise(decoded, context);
		return decoded === text || outcome.state !== 'value' || outcome.note !== undefined
			? outcome
			: usable(outcome.value, 'ENTITIES_DECODED');
	};
}

const entryMaker =
	(settings: NormaliseSettings): EntryMaker =>
	(key, source, normalise = VALUE_NORMALISERS[valueKindOf(key)]) => ({
		key,
		source,
		normalise: withTexts(withOwnTexts(key, normalise, settings), settings),
		neverEmpty: valueKindOf(key) === 'identifier',
		byHand: false,
	});

/** The country decides how a phone number is read, so it comes first. */
function countryFirst(entries: ValueEntry[]): ValueEntry[] {
	return [
		...entries.filter(({ key }) => key === 'country'),
		...entries.filter(({ key }) => key !== 'country'),
	];
}

const readInterest: ConsentReader = (text) => (text === 'yes' ? 'yes' : 'no');

/** An interest is read as what it is; a field is read by its texts. */
function consentEntry(
	{ consent, source, texts, emptyMeans }: ConsentSettings,
	ofRows: boolean,
): ConsentEntry {
	const parsed = parseSource(source, ofRows);
	return {
		key: consent,
		source: parsed,
		read:
			parsed.scope === 'interest' ? readInterest : compileConsent(consentTexts(texts), emptyMeans),
		isGivenAgain: (before, now) => isGivenAgain(consentTexts(texts), before, now),
	};
}

/** The part of the plan that the user spelled out. */
function explicitPlan(settings: NormaliseSettings, makeEntry: EntryMaker): Plan {
	const { email, ...others } = settings.fields;
	const valueEntry: EntryMaker = (...of) => ({ ...makeEntry(...of), byHand: true });
	const sourceOf = (text: string) => parseSource(text, settings.ofRows);
	return {
		email: email === undefined ? null : sourceOf(email),
		values: countryFirst([
			...Object.entries(others).map(([key, source]) => valueEntry(key, sourceOf(source))),
			...settings.customFields.map(({ key, source, kind }) =>
				valueEntry(key, sourceOf(source), VALUE_NORMALISERS[kind]),
			),
			...settings.combinedFields.map(({ key, sources, between }) =>
				valueEntry(key, combineSources(sources.map(sourceOf), between)),
			),
		]),
		consents: settings.consents.map((consent) => consentEntry(consent, settings.ofRows)),
		notes: [],
	};
}

interface Candidate {
	readonly name: string;
	/** Lower is better: fields of the changed entity before those of its profile, then the synonym's rank. */
	readonly rank: number;
}

const PROFILE_FIELD_RANK = 1000;

/** Fields of the changed entity, those that cannot be read among them. */
function ownNames({ fields, unreadable = [] }: Change): string[] {
	return [...Object.keys(fields), ...unreadable];
}

/** The infix that belongs to a last name: the one of the same record. */
function infixOf(change: Change, lastName: Candidate): SourceField | undefined {
	const isOwn = lastName.rank < PROFILE_FIELD_RANK;
	const names = isOwn ? ownNames(change) : Object.keys(change.profileFields ?? {});
	const [name] = INFIX_NAMES.flatMap(
		(infix) => names.find((each) => foldFieldName(each) === infix) ?? [],
	);
	return name === undefined ? undefined : parseSource(isOwn ? name : `profile.${name}`);
}

function candidatesByKey(change: Change): Map<string, Candidate[]> {
	const candidates = new Map<string, Candidate[]>();
	const add = (names: string[], offset: number) => {
		for (const name of names) {
			const guess = guessKey(name);
			if (guess === null) continue;
			const known = candidates.get(guess.key);
			const candidate = { name, rank: guess.rank + offset };
			if (known === undefined) candidates.set(guess.key, [candidate]);
			else known.push(candidate);
		}
	};
	add(ownNames(change), 0);
	add(Object.keys(change.profileFields ?? {}), PROFILE_FIELD_RANK);
	return candidates;
}

const isConsentKey = (key: string): key is ConsentKey =>
	CONSENT_KEYS.some((consent) => consent === key);

const guessedConsent = compileConsent(CONSENT_PRESETS.dutchAndEnglish, 'unknown');

/** Completes the explicit plan with the fields of a change whose names are exact synonyms. */
function automaticPlan(
	explicit: Plan,
	taken: ReadonlySet<string>,
	change: Change,
	valueEntry: EntryMaker,
	usesInfix: boolean,
): Plan {
	let email = explicit.email;
	const values = [...explicit.values];
	const consents = [...explicit.consents];
	const notes: Note[] = [];
	for (const [key, candidates] of candidatesByKey(change)) {
		if (taken.has(key)) continue;
		const [best, second] = [...candidates].sort((a, b) => a.rank - b.rank);
		if (best === undefined) continue;
		if (isConsentKey(key)) {
			// Two fields that may both hold the consent: choosing one would be a guess.
			if (second === undefined) {
				consents.push({
					key,
					source: parseSource(best.name),
					read: guessedConsent,
					isGivenAgain: () => false,
				});
			} else notes.push(noteOf('CONSENT_FIELD_AMBIGUOUS', key, best.name));
			continue;
		}
		const sameEntity = second !== undefined && second.rank - best.rank < PROFILE_FIELD_RANK / 2;
		if (sameEntity) notes.push(noteOf('FIELD_AMBIGUOUS', key, best.name));
		if (key === 'email') email = parseSource(best.name);
		else {
			const infix = usesInfix && key === 'lastname' ? infixOf(change, best) : undefined;
			const source = parseSource(best.name);
			values.push(
				valueEntry(key, infix === undefined ? source : combineSources([infix, source], ' ')),
			);
		}
	}
	return { email, values: countryFirst(values), consents, notes };
}

/** Whether a field is named as a consent: what a consent says is sent as a consent, or not at all. */
function isNamedAsConsent(name: string): boolean {
	return [foldFieldName(name), guessKey(name)?.key ?? ''].some(isConsentKey);
}

/**
 * Adds the fields of the changed record that nothing else reads, each as a custom field of its name. Left out are those
 * that are named as a consent and the one that Activate's connector writes itself.
 *
 * @param taken keys that the settings give a value
 */
function withOtherFields(
	plan: Plan,
	taken: ReadonlySet<string>,
	change: Change,
	valueEntry: EntryMaker,
	ofRows: boolean,
): Plan {
	const sources = [...plan.values, ...plan.consents].map(({ source }) => source);
	const read = [...sources, ...(plan.email === null ? [] : [plan.email])]
		.flatMap((source) => source.combination?.parts ?? [source])
		.filter(({ scope }) => ['any', change.entity].includes(scope));
	const known = new Set(read.map(({ folded }) => folded));
	const keys = new Map([...taken, ...plan.values.map(({ key }) => key)].map((key) => [key, '']));
	const values: ValueEntry[] = [];
	const notes: Note[] = [];
	for (const name of ownNames(change)) {
		if (known.has(name.toLowerCase()) || isConnectorField(name) || isNamedAsConsent(name)) continue;
		const key = customKeyOf(name);
		const first = key === null ? undefined : keys.get(key);
		if (key === null) notes.push(noteOf('FIELD_NAME_UNUSABLE', name, name));
		else if (first === undefined) {
			keys.set(key, name);
			values.push(
				valueEntry(key, ofRows ? parseSource(name, true) : parseSource(`${change.entity}.${name}`)),
			);
		} else if (first !== '') notes.push(noteOf('FIELD_AMBIGUOUS', key, first));
	}
	return { ...plan, values: [...plan.values, ...values], notes: [...plan.notes, ...notes] };
}

/** Changes of one database bring the same field names, so a few plans serve a whole run. */
const PLANS_TO_KEEP = 50;

/**
 * Compiles the settings into a function that gives the plan for a change. With a manual mapping it is one plan for
 * all; with the automatic one, or with other fields to send, it depends on the names of the fields that the change
 * brings.
 */
export function compilePlan(settings: NormaliseSettings): (change: Change) => Plan {
	const valueEntry = entryMaker(settings);
	const explicit = explicitPlan(settings, valueEntry);
	const isManual = settings.mapping === 'manual';
	const sendsOthers = settings.otherFields === 'custom';
	if (isManual && !sendsOthers) return () => explicit;
	const given = [
		...Object.keys(settings.fields),
		...settings.customFields.map(({ key }) => key),
		...settings.combinedFields.map(({ key }) => key),
		...settings.fixedValues.map(({ key }) => key),
	];
	const taken = new Set([
		...given,
		...(settings.consentsByName ? settings.consents.map(({ consent }) => consent) : CONSENT_KEYS),
	]);
	const plans = new Map<string, Plan>();
	return (change) => {
		const names = `${change.entity}\0${ownNames(change).join('\n')}\0${Object.keys(change.profileFields ?? {}).join('\n')}`;
		let plan = plans.get(names);
		if (plan === undefined) {
			plan = isManual
				? explicit
				: automaticPlan(explicit, taken, change, valueEntry, settings.infixByName);
			if (sendsOthers)
				plan = withOtherFields(plan, new Set(given), change, valueEntry, settings.ofRows);
			if (plans.size >= PLANS_TO_KEEP) plans.clear();
			plans.set(names, plan);
		}
		return plan;
	};
}
