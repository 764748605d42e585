import type { z } from 'zod';

export type ReadSettingsResult<T> =
	| { readonly ok: true; readonly settings: T }
	| { readonly ok: false; readonly field: string; readonly reason: string };

/** A setting as a person finds it in the form: "Consents, entry 2". */
function placeOf(
	path: ReadonlyArray<string | number>,
	labels: Readonly<Record<string, string>>,
): string {
	const [first = '', second] = path;
	if (first === '') return 'settings';
	const label = labels[first] ?? String(first);
	if (second === undefined) return label;
	return typeof second === 'number' ? `${label}, entry ${second + 1}` : `${label}, ${second}`;
}

/**
 * Reads settings with their schema.
 *
 * @param labels how the form calls the settings
 * @returns the settings, or the first one that does not fit with a sentence about it; never throws
 */
export function parseSettings<T extends z.ZodTypeAny>(
	schema: T,
	input: unknown,
	labels: Readonly<Record<string, string>>,
): ReadSettingsResult<z.output<T>> {
	const parsed = schema.safeParse(input);
	if (parsed.success) return { ok: true, settings: parsed.data };
	const issue = parsed.error.issues[0];
	const path = issue?.path ?? [];
	const what = issue?.code === 'custom' ? issue.message : 'holds a value that does not fit';
	return {
		ok: false,
		field: path.join('.') || 'settings',
		reason: `Check the setting "${placeOf(path, labels)}": it ${what}.`,
	};
}
