import type { Refusal } from './codes';
import type { Field } from './entities';
import { findField } from './fieldNames';

/** Operators of `fields[]` (docs/vendors/copernica.md#36-selectors). `=~` and `!~` are LIKE, with `%` and `_`. */
export const selectorOperators = ['==', '!=', '<', '>', '<=', '>=', '=~', '!~'] as const;
type SelectorOperator = (typeof selectorOperators)[number];

/** The node's conditions. Not the operators themselves: n8n takes a value that starts with "=" for an expression. */
export const conditionOperators = {
	is: '==',
	isNot: '!=',
	isBelow: '<',
	isAbove: '>',
	isAtMost: '<=',
	isAtLeast: '>=',
	isLike: '=~',
	isNotLike: '!~',
} as const satisfies Record<string, SelectorOperator>;

/** Names that are no field, but can be asked for (docs/vendors/copernica.md#36-selectors). */
export const specialNames = ['id', 'code', 'modified'] as const;

export interface Condition {
	name: string;
	operator: string;
	value: string;
}

type SelectorResult = { ok: true; selector: string } | { ok: false; refusal: Refusal };

/** How Copernica reads a selector: the name ends at the first operator, the longest one counts. */
const READING = /^(.*?)(==|!=|<>|<=|>=|=~|!~|<|>)(.*)$/s;

/**
 * Makes one `fields[]` selector. Copernica ignores what it does not understand, and with no selector left it
 * means **every** profile (docs/vendors/copernica.md#36-selectors), so a selector is made only for a name that exists
 * and only when Copernica must read it back as meant.
 *
 * @param fields the real field list
 * @returns `name<op>value`, not yet URL-encoded, or `FIELD_UNKNOWN` or `MATCH_UNSAFE`
 */
export function makeSelector(
	fields: Field[],
	{ name, operator, value }: Condition,
): SelectorResult {
	const known = findField(fields, name)?.name ?? specialNames.find((special) => special === name);
	if (known === undefined) {
		const reason = `The field "${name}" does not exist in Copernica, so it cannot be searched for. Copernica would search for everything instead.`;
		return { ok: false, refusal: { code: 'FIELD_UNKNOWN', field: name, reason } };
	}
	const selector = `${known}${operator}${value}`;
	const [, readName, readOperator, readValue] = READING.exec(selector) ?? [];
	const isKnownOperator = selectorOperators.some((candidate) => candidate === operator);
	if (!isKnownOperator || readName !== known || readOperator !== operator || readValue !== value) {
		const reason = `The condition on "${known}" would be read differently by Copernica, because of a sign such as = or > at the start of the value or in the name. Use another condition.`;
		return { ok: false, refusal: { code: 'MATCH_UNSAFE', field: known, reason } };
	}
	return { ok: true, selector };
}

/** {@link makeSelector} for all conditions at once; the first one that cannot be asked for refuses them all. */
export function makeSelectors(
	fields: Field[],
	conditions: Condition[],
): { ok: true; selectors: string[] } | { ok: false; refusal: Refusal } {
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
