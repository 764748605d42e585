import { readChange } from '../contracts/change';
import { columnsOf } from '../contracts/row';
import { withoutInvisible } from '../invisible';
import type { NormaliseSettings } from './settings';
import { parseSource } from './source';
import { guessKey, isInfix } from './synonyms';

/** Whether a value has a text of its own; a list of them is one text, as a form gives the boxes that were ticked. */
const isPlain = (value: unknown): value is string | number | boolean | null =>
	value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The value of a column as a Change can hold it; undefined = it has parts of its own. */
function plainValue(value: unknown): string | number | boolean | null | undefined {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
	if (!Array.isArray(value)) return isPlain(value) ? value : undefined;
	const parts: unknown[] = value;
	const [only] = parts;
	if (parts.length <= 1) return only === undefined ? '' : isPlain(only) ? only : undefined;
	return parts.every(isPlain) ? parts.map(String).join(', ') : undefined;
}

/** The value at a path such as `billing.email`; undefined where there is none. */
function valueAt(columns: Readonly<Record<string, unknown>>, path: string): unknown {
	let value: unknown = columns;
	for (const name of path.split('.')) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = Object.entries(value).find(([key]) => key === name)?.[1];
	}
	return value;
}

/**
 * The name of a column without the blanks around it, the byte order mark of a file and the like: nobody sees them, so
 * nobody can enter them. Left as it is where another column has that very name.
 */
function columnName(name: string, columns: Readonly<Record<string, unknown>>): string {
	const tidy = withoutInvisible(name);
	return tidy === '' || Object.hasOwn(columns, tidy) ? name : tidy;
}

/**
 * Compiles the settings into a reader of rows: items with one value per column, from anywhere. A row becomes a Change of a
 * profile that nobody knows the ID of. It says nothing about what was there before, and counts as said when it arrives.
 *
 * A column that the settings name or recognise must hold one value. Others may hold anything, and `billing.email` names a
 * value inside one.
 *
 * @returns a reader like {@link readChange}, which gives `VALUE_NOT_TEXT` with the column
 */
export function compileRowReader(settings: NormaliseSettings): typeof readChange {
	const sources = [
		...Object.values(settings.fields),
		...settings.combinedFields.flatMap((field) => field.sources),
		...settings.customFields.map(({ source }) => source),
		...settings.consents.map(({ source }) => source),
	].map((source) => parseSource(source, true));
	const named = new Set(sources.map(({ folded }) => folded));
	const paths = sources.map(({ name }) => name).filter((name) => name.includes('.'));
	const isRead = (name: string) =>
		named.has(name.toLowerCase()) ||
		(settings.mapping === 'automatic' && (guessKey(name) !== null || isInfix(name)));
	return (json, now, arrivedAt) => {
		const columns = columnsOf(json);
		const inside = paths
			.map((path): [string, unknown] => [path, valueAt(columns, path)])
			.filter(([path, value]) => value !== undefined && !Object.hasOwn(columns, path));
		const fields: Record<string, string | number | boolean | null> = {};
		for (const [written, value] of [...Object.entries(columns), ...inside]) {
			if (value === undefined) continue;
			const name = columnName(written, columns);
			const plain = plainValue(value);
			if (plain !== undefined) fields[name] = plain;
			else if (isRead(name)) return { ok: false, code: 'VALUE_NOT_TEXT', field: name };
		}
		return readChange({ fields }, now, arrivedAt);
	};
}
