import { z } from 'zod';
import { quoteInexactNumbers } from './exactNumbers';

type JsonScalar = string | number | boolean;

/**
 * JSON without null: Activate has no documented way to clear a value (docs/vendors/spotler-activate.md#41-fields), so
 * null is never sent.
 */
export type JsonValue = JsonScalar | JsonValue[] | { [key: string]: JsonValue };

const scalarSchema = z.union([z.string(), z.number().finite(), z.boolean()]);

export const jsonValueSchema: z.ZodType<JsonValue> = z.lazy(() =>
	z.union([scalarSchema, z.array(jsonValueSchema), z.record(z.string(), jsonValueSchema)]),
);

/** No answer or event is nested nearly this deep; walking deeper values could overflow the stack. */
const MAX_DEPTH = 100;

function isShallow(value: unknown, depth: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	return depth < MAX_DEPTH && Object.values(value).every((child) => isShallow(child, depth + 1));
}

/** Parses a text as JSON; undefined when it is not, or is nested deeper than {@link MAX_DEPTH}. */
export function parseJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return isShallow(value, 0) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** As {@link parseJson}; a number that JavaScript may not hold exactly becomes a text with its digits. */
export function parseExactJson(text: string): unknown {
	const value = parseJson(text);
	return value === undefined ? undefined : withDigits(value, parseJson(quoteInexactNumbers(text)));
}

/** @param exact the same value, with inexact numbers as texts */
function withDigits(value: unknown, exact: unknown): unknown {
	if (typeof value === 'number') {
		if (Number.isSafeInteger(value)) return value;
		const digits = String(exact);
		if (Number.isInteger(value)) return /^-?\d+(?:\.\d+)?$/.test(digits) ? digits : value;
		// Many decimals come from the rounding of a calculation; only a few are meant.
		return typeof exact === 'string' && /^-?\d+\.\d{1,10}$/.test(exact) ? exact : value;
	}
	if (Array.isArray(value) && Array.isArray(exact)) {
		return value.map((entry, index) => withDigits(entry, exact[index]));
	}
	if (typeof value !== 'object' || value === null || typeof exact !== 'object' || exact === null) {
		return value;
	}
	const exactEntries = new Map<string, unknown>(Object.entries(exact));
	return Object.fromEntries(
		Object.entries(value).map(([key, entry]) => [key, withDigits(entry, exactEntries.get(key))]),
	);
}
