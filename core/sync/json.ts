import { z } from 'zod';

type JsonScalar = string | number | boolean;

/** JSON without null: Activate has no documented way to clear a value (spotler-activate.md 4), so null never goes out. */
export type JsonValue = JsonScalar | JsonValue[] | { [key: string]: JsonValue };

const scalarSchema = z.union([z.string(), z.number().finite(), z.boolean()]);

export const jsonValueSchema: z.ZodType<JsonValue> = z.lazy(() =>
	z.union([scalarSchema, z.array(jsonValueSchema), z.record(z.string(), jsonValueSchema)]),
);

/** Parses a text as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
