/**
 * Characters that nobody sees and that make another text of a text: zero-width spaces, byte order marks, soft hyphens,
 * direction marks (which come along when a number or an address is copied), fillers, control characters, and what
 * stands in place of an object or of broken bytes. Tabs and line breaks are white space and not among them.
 */
const INVISIBLE =
	/[\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffc]|(?![\s\u0085])\p{Control}/gu;

/** As {@link INVISIBLE}, without what scripts and emojis are joined and directed with. */
const MEANINGLESS = /[\u00ad\u200b\u2060\ufeff\ufff9-\ufffc]|(?![\s\u0085])\p{Control}/gu;

/** A text that is an identifier (address, number, code) without invisible characters and blanks around it. */
export function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '').trim();
}

/** Whether an identifier holds an invisible character: it would name somebody else than the one it seems to name. */
export function hasInvisible(text: string): boolean {
	return text.search(INVISIBLE) >= 0;
}

/** A free text without characters that mean nothing in any script, and without blanks around it. */
export function withoutMeaningless(text: string): string {
	const trimmed = text.replace(MEANINGLESS, '').trim();
	return withoutInvisible(trimmed) === '' ? '' : trimmed;
}
