/**
 * Characters that nobody sees but that make a text a different one: zero-width spaces, byte order marks, soft hyphens,
 * direction marks (which come along when a number or an address is copied), fillers, control characters, and
 * placeholders for an object or broken bytes. Tabs and line breaks are white space and not among them.
 */
const INVISIBLE =
	/[\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc]|(?![\s\u0085])\p{Control}/gu;

/** As {@link INVISIBLE}, without the characters that join scripts and emojis or set their direction. */
const MEANINGLESS = /[\u00ad\u200b\u2060\ufeff\ufff9-\ufffc]|(?![\s\u0085])\p{Control}/gu;

/** A text that is an identifier (address, number, code) without invisible characters and surrounding spaces. */
export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '').trim();
}

/** Whether an identifier holds an invisible character: it would mean somebody other than it seems to. */
export function hasInvisible(text: string): boolean {
	return text.search(INVISIBLE) >= 0;
}

/** A free text without characters that mean nothing in any script, and without surrounding spaces. */
export function withoutMeaningless(text: string): string {
	const trimmed = text.replace(MEANINGLESS, '').trim();
	return withoutInvisible(trimmed) === '' ? '' : trimmed;
}
