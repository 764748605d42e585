import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { canonicalJson } from '../../../core/canonical';
import { offsetTimeSchema, utcTimeSchema } from '../../../core/contracts/isoTime';

/** The plain form of what core does faster: both must agree on every input. */
function plainCanonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(plainCanonicalJson).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const parts = Object.entries(value)
			.filter(([, entry]) => entry !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
			.map(([key, entry]) => `${JSON.stringify(key)}:${plainCanonicalJson(entry)}`);
		return `{${parts.join(',')}}`;
	}
	return JSON.stringify(value) ?? 'null';
}

const scalar = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.double(),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.constant(undefined),
);
const anything = fc.oneof(
	fc.dictionary(fc.string(), fc.string()),
	fc.dictionary(fc.string({ unit: 'binary' }), scalar),
	fc.dictionary(fc.constantFrom('a', '__proto__', 'constructor', 'toString', '10', '9'), scalar),
	fc.anything({ withDate: true, withMap: true, withSet: true, withNullPrototype: true }),
);

describe('what is read fast is read the same', () => {
	it('canonical JSON', () => {
		fc.assert(
			fc.property(fc.oneof(anything, fc.jsonValue()), (value) => {
				expect(canonicalJson(value)).toBe(plainCanonicalJson(value));
			}),
			{ numRuns: 2000 },
		);
		expect(canonicalJson({ b: 1, a: [{ d: 2, c: undefined }] })).toBe('{"a":[{"d":2}],"b":1}');
	});

	it('times', () => {
		const text = fc.oneof(
			fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
			fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:?\d\d)?$/),
			fc.string(),
		);
		fc.assert(
			fc.property(text, (time) => {
				// zod 3 and 4 differ in whether seconds may be left out, and in which offsets they take; both take some
				// that no Date can be made of.
				const isUtc = (utc: string) =>
					z
						.string()
						.datetime()
						.safeParse(utc.replace(/(T\d\d:\d\d)Z$/, '$1:00Z')).success;
				expect(utcTimeSchema.safeParse(time).success).toBe(isUtc(time));
				const atUtc = time.replace(/[+-]\d\d:?\d\d$/, 'Z');
				expect(offsetTimeSchema.safeParse(time).success).toBe(
					isUtc(atUtc) && !Number.isNaN(Date.parse(time)),
				);
			}),
			{ numRuns: 2000 },
		);
	});
});
