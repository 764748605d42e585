import { z } from 'zod';

/** A number beyond what JavaScript holds exactly has different digits from the id that was meant. */
const idSchema = z
	.union([z.string(), z.number().int().max(Number.MAX_SAFE_INTEGER).transform(String)])
	.transform((id) => id.trim())
	.pipe(z.string().regex(/^[1-9]\d{0,18}$/));

/**
 * Reads an id for a path. Digits only: a text such as ".." would lead to another resource.
 *
 * @returns the id, or null when it is missing or anything but a whole number above 0
 */
export function readId(value: unknown): string | null {
	const parsed = idSchema.safeParse(value);
	return parsed.success ? parsed.data : null;
}

/** How a sentence names a thing: "profile 1234", or without the number if it is unusable. */
export function nameOf(
	what:
		| 'callback'
		| 'collection'
		| 'database'
		| 'mailing'
		| 'miniselection'
		| 'profile'
		| 'selection'
		| 'subprofile',
	id: unknown,
): string {
	const read = readId(id);
	return read === null ? what : `${what} ${read}`;
}
