/**
 * Phone numbers against Google's libphonenumber, an oracle that shares no code with the package: what becomes an
 * international number is the number that libphonenumber knows, in every form in which people and files write it.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import metadata from 'libphonenumber-js/metadata.max.json';
import { z } from 'zod';
import { normalisePhone } from '../../../../core/normalise/values/phone';
import { RECEIVED_AT } from '../support';

const SEED = 20261126;
const allCountries = getCountries();
type Country = (typeof allCountries)[number];
type Valid = NonNullable<ReturnType<typeof parsePhoneNumberFromString>>;

const MAIN_COUNTRIES: Country[] = [
	...(['AT', 'BE', 'CA', 'CH', 'CZ', 'DE', 'DK', 'ES', 'FI', 'FR', 'GB', 'GR', 'HU'] as const),
	...(['IE', 'IT', 'LU', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SK', 'TR', 'US'] as const),
];

/** Of a country's data: calling code, …, pattern of its numbers, …, and at place 11 a pattern for each kind of number. */
const countryData = z.tuple([z.string(), z.unknown(), z.string()]).rest(z.unknown());
const kindData = z.tuple([z.string().min(1)]).rest(z.unknown());

/** Numbers that libphonenumber calls valid, of every kind that the country has. */
function validNumbers(country: Country, count: number): Valid[] {
	const data = countryData.parse(metadata.countries[country]);
	const kinds = z.array(z.unknown()).catch([]).parse(data[11]);
	const patterns = kinds.flatMap((kind) => kindData.safeParse(kind).data?.[0] ?? []);
	const digits = fc.oneof(
		...(patterns.length > 0 ? patterns : [data[2]]).map((pattern) =>
			fc.stringMatching(new RegExp(`^(?:${pattern})$`)),
		),
	);
	return fc
		.sample(digits, { numRuns: Math.ceil(count * 1.25), seed: SEED })
		.map((national) => parsePhoneNumberFromString(`+${data[0]}${national}`))
		.flatMap((number) => (number?.isValid() === true ? [number] : []))
		.slice(0, count);
}

/** How people, shops and spreadsheets write a number. */
function written(number: Valid, country: Country): string[] {
	const digits = number.number.slice(1);
	const national = number.country === country ? number.formatNational() : null;
	return [
		number.number,
		number.formatInternational(),
		`00${digits}`,
		digits,
		`${digits}.0`,
		`${number.number}.0`,
		`+${number.countryCallingCode} (0)${number.nationalNumber}`,
		...(national === null ? [] : [national, national.replace(/\D/g, ''), `${national}/8`]),
	];
}

/** The international number that a text becomes in a country; null where it stays a text or is left out. */
function international(text: string, phoneCountry: string | null): string | null {
	const outcome = normalisePhone(text, { receivedAt: RECEIVED_AT, phoneCountry });
	return outcome.state === 'value' && outcome.note === undefined ? String(outcome.value) : null;
}

/** Texts that became another number than the one that was written. */
function wrong(numbers: readonly Valid[], country: Country): string[] {
	return numbers.flatMap((number) =>
		written(number, country).flatMap((text) => {
			const read = international(text, country);
			return read === null || read === number.number
				? []
				: [`${text} in ${country} became ${read}, is ${number.number}`];
		}),
	);
}

describe('phone numbers that libphonenumber calls valid', () => {
	const numbers = new Map(MAIN_COUNTRIES.map((country) => [country, validNumbers(country, 3200)]));

	it('are 80,000, of 25 countries', () => {
		expect([...numbers.values()].map(({ length }) => length)).toEqual(
			MAIN_COUNTRIES.map(() => 3200),
		);
	});

	it.each(MAIN_COUNTRIES)('of %s become themselves or stay a text', (country) => {
		expect(wrong(numbers.get(country) ?? [], country)).toEqual([]);
	});

	it('are mostly read: mobile and fixed numbers as people of the country write them', () => {
		const unread = MAIN_COUNTRIES.filter((country) => {
			const usual = (numbers.get(country) ?? []).filter((number) =>
				/MOBILE|FIXED/.test(number.getType() ?? ''),
			);
			const read = usual.filter(
				(number) => international(number.formatNational(), country) === number.number,
			);
			return read.length < usual.length * 0.6;
		});
		expect(unread).toEqual([]);
	});

	it('of every other country become themselves or stay a text', () => {
		const others = allCountries.filter((country) => !MAIN_COUNTRIES.includes(country));
		expect(others.length).toBeGreaterThan(200);
		expect(others.flatMap((country) => wrong(validNumbers(country, 60), country))).toEqual([]);
	});
});

describe('digits that anybody may have typed', () => {
	it.each(MAIN_COUNTRIES)('mean in %s what they mean to libphonenumber', (country) => {
		const callingCode = countryData.parse(metadata.countries[country])[0];
		// A calling code without anything before it is left to the numbers above, whose meaning is known.
		const typed = fc
			.stringMatching(new RegExp(`^(?:\\+|00|0|\\+${callingCode}|00${callingCode}0?)?[0-9]{4,12}$`))
			.filter((text) => !text.startsWith(callingCode));
		fc.assert(
			fc.property(typed, (text) => {
				const read = international(text, country);
				const known = parsePhoneNumberFromString(text, country);
				if (read !== null && known?.isValid() === true) expect(read).toBe(known.number);
			}),
			{ numRuns: 500, seed: SEED },
		);
	});
});
