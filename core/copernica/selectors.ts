import { MATCH_RISKS, refused, type Refused } from './codes';
import { SPECIAL_NAMES, type Field } from './entities';
import { findField } from './fieldNames';

/** Operators of `fields[]` (docs/vendors/copernica.md#36-selectors). `=~` and `!~` are LIKE, with `%` and `_`. */
export const SELECTOR_OPERATORS = ['==', '!=', '<', '>', '<=', '>=', '=~', '!~'] as const;
type SelectorOperator = (typeof SELECTOR_OPERATORS)[number];

/**
 * The node's conditions. Not the operators themselves, because n8n takes a value that starts with "=" for an
 * expression.
 */
export const CONDITION_OPERATORS = {
	is: '==',
	isNot: '!=',
	isBelow: '<',
	isAbove: '>',
	isAtMost: '<=',
	isAtLeast: '>=',
	isLike: '=~',
	isNotLike: '!~',
} as const satisfies Record<string, SelectorOperator>;

export interface Condition {
	name: string;
	operator: string;
	value: string;
}

type SelectorResult = { ok: true; selector: string } | Refused;

/** How Copernica reads a selector: the name ends at the first operator, and the longest operator counts. */
const READING = /^(.*?)(==|!=|<>|<=|>=|=~|!~|<|>)(.*)$/s;

/**
 * Makes one `fields[]` selector. Copernica ignores what it does not understand, and a request without selectors means
 * **every** profile (docs/vendors/copernica.md#36-selectors). So a selector is only made for an existing name, and only
 * when Copernica is sure to read it as meant.
 *
 * @param fields the real field list
 * @returns `name<op>value`, not yet URL-encoded, or `FIELD_UNKNOWN` or `MATCH_UNSAFE`
 */
export function makeSelector(
	fields: Field[],
	{ name, operator, value }: Condition,
): SelectorResult {
	const known = findField(fields, name)?.name ?? SPECIAL_NAMES.find((special) => special === name);
	if (known === undefined) return refused('FIELD_UNKNOWN', { field: name, where: 'Copernica' });
	const selector = `${known}${operator}${value}`;
	const [, readName, readOperator, readValue] = READING.exec(selector) ?? [];
	const isKnownOperator = SELECTOR_OPERATORS.some((candidate) => candidate === operator);
	if (!isKnownOperator || readName !== known || readOperator !== operator || readValue !== value) {
		return refused('MATCH_UNSAFE', { field: known, risk: MATCH_RISKS.misread });
	}
	return { ok: true, selector };
}

/** {@link makeSelector} for all conditions at once; one that cannot be used refuses them all. */
export function makeSelectors(
	fields: Field[],
	conditions: Condition[],
): { ok: true; selectors: string[] } | Refused {
	const selectors: string[] = [];
	for (const condition of conditions) {
		const result = makeSelector(fields, condition);
		if (!result.ok) return result;
		selectors.push(result.selector);
	}
	return { ok: true, selectors };
}

/** Conditions that ask for exact values. */
export function exactly(values: Record<string, string>): Condition[] {
	return Object.entries(values).map(([name, value]) => ({ name, operator: '==', value }));
}
