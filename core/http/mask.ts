/**
 * The beginning of a foreign text that may be very long, so that patterns are not run over all of it. It ends between
 * two words: half an address or half a token would no longer be recognised as one.
 *
 * @param limit longest beginning, in characters
 * @returns the whole text if it is short enough; '' for a long one that is a single word
 */
export function headOfText(text: string, limit: number): string {
	return text.length <= limit ? text : text.slice(0, text.lastIndexOf(' ', limit) + 1);
}
