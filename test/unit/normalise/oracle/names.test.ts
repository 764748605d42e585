/**
 * Countries, genders and languages against lists that the package did not make: the names of i18n-iso-countries, of
 * Unicode, and of the shops, forms and newsletter tools that people export from.
 */
import { describe, expect, it } from '@jest/globals';
import { getAlpha2Codes, getNames, registerLocale, type LocaleData } from 'i18n-iso-countries';
import dutch from 'i18n-iso-countries/langs/nl.json';
import english from 'i18n-iso-countries/langs/en.json';
import french from 'i18n-iso-countries/langs/fr.json';
import german from 'i18n-iso-countries/langs/de.json';
import { countryCode } from '../../../../core/normalise/values/country';
import { normaliseGender } from '../../../../core/normalise/values/gender';
import { normaliseLanguage } from '../../../../core/normalise/values/language';
import type { ValueOutcome } from '../../../../core/normalise/values/outcome';
import { NOT_GUESSED, SHOP_COUNTRIES, SHOP_GENDERS, SHOP_LANGUAGES } from './shopNames';

/** Without a code of ISO 3166-1. */
const NOT_IN_ISO = ['XK'];
/** Two countries have these names. */
const OF_TWO_COUNTRIES = ['Congo', 'Kongo'];

const locales: LocaleData[] = [dutch, english, french, german];
for (const locale of locales) registerLocale(locale);
const codes = Object.entries(getAlpha2Codes()).filter(([code]) => !NOT_IN_ISO.includes(code));

/** As people type a name. */
function typed(name: string): string[] {
	const withoutAccents = name.normalize('NFD').replace(/\p{M}/gu, '');
	return [name, name.toUpperCase(), name.toLowerCase(), withoutAccents, ` ${name} `];
}

function valueOf(outcome: ValueOutcome): string | null {
	return outcome.state === 'value' ? String(outcome.value) : null;
}

/** Each name of a table with what it stands for. */
function named(table: Readonly<Record<string, string>>): Array<[name: string, meaning: string]> {
	return Object.entries(table).flatMap(([meaning, names]) =>
		names.split('; ').map((name): [string, string] => [name, meaning]),
	);
}

describe('countries', () => {
	it('all 249 by the codes of two and three letters', () => {
		expect(codes).toHaveLength(249);
		for (const [two, three] of codes) {
			expect([two, three, two.toLowerCase(), three.toLowerCase()].map(countryCode)).toEqual(
				Array(4).fill(two),
			);
		}
	});

	it.each(['nl', 'en', 'de', 'fr'])('all 249 by every name in %s', (locale) => {
		const names = Object.entries(getNames(locale, { select: 'all' }));
		const misread = names
			.flatMap(([code, all]) => all.map((name) => ({ code, name })))
			.filter(({ code }) => !NOT_IN_ISO.includes(code))
			.flatMap(({ code, name }) => typed(name).map((text) => ({ code, name, text })))
			.filter(({ code, text }) => countryCode(text) !== code);
		const unknown = new Set(misread.map(({ name }) => name));
		expect([...unknown].filter((name) => !OF_TWO_COUNTRIES.includes(name))).toEqual([]);
		expect(misread.filter(({ text }) => countryCode(text) !== null)).toEqual([]);
	});

	it.each(['nl', 'en', 'de', 'fr'])('none wrong by the names that Unicode has in %s', (locale) => {
		const misread = (['long', 'short'] as const).flatMap((style) => {
			const names = new Intl.DisplayNames([locale], { type: 'region', style });
			return codes.flatMap(([code]) => {
				const read = countryCode(names.of(code) ?? '');
				return read === null || read === code ? [] : [`${names.of(code)}: ${read}`];
			});
		});
		expect(misread).toEqual([]);
	});

	it.each(named(SHOP_COUNTRIES))('%j is %s', (name, code) => {
		expect(countryCode(name)).toBe(code);
	});

	it.each(NOT_GUESSED.country.split('; '))('%j is not guessed', (name) => {
		expect(countryCode(name)).toBeNull();
	});
});

describe('genders', () => {
	it.each(named(SHOP_GENDERS))('%j is %s', (name, gender) => {
		expect(valueOf(normaliseGender(name))).toBe(gender);
	});

	it.each(NOT_GUESSED.gender.split('; '))('%j is not guessed', (name) => {
		expect(valueOf(normaliseGender(name))).toBeNull();
	});
});

describe('languages', () => {
	it.each(named(SHOP_LANGUAGES))('%j is %s', (name, tag) => {
		expect(valueOf(normaliseLanguage(name))).toBe(tag);
	});

	it.each(NOT_GUESSED.language.split('; '))('%j is not guessed', (name) => {
		expect(valueOf(normaliseLanguage(name))).toBeNull();
	});
});
