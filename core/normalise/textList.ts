const QUOTES = '"“”„';
/** One text of a line: in quotes, or up to the next comma. */
const part = new RegExp(
	`\\s*(?:[${QUOTES}]([^${QUOTES}]*)[${QUOTES}]\\s*(?=,|$)|([^,]*))(?:,|$)`,
	'gu',
);

function partsOf(line: string): string[] {
	return [...line.matchAll(part)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Reads a list of texts that commas and lines separate. One in quotes may hold a comma. None of them is empty. */
export function splitTexts(list: string): string[] {
	return withoutEmpty(list.split(/[\r\n]+/).flatMap(partsOf));
}

/**
 * Reads a list of texts as a person writes it: on one line separated by commas, or one text per line. So a text with a
 * comma in it stands in quotes, or is one of several lines.
 */
export function splitLines(list: string): string[] {
	const lines = list.split(/[\r\n]+/).filter((line) => line.trim() !== '');
	const hasQuotes = (line: string) => [...QUOTES].some((quote) => line.includes(quote));
	return withoutEmpty(
		lines.flatMap((line) => (lines.length === 1 || hasQuotes(line) ? partsOf(line) : [line])),
	);
}

const withoutEmpty = (texts: readonly string[]) =>
	texts.map((text) => text.trim()).filter((text) => text !== '');
