/** Joins path parts, each encoded, so that a name or id can never reach into another part of the path. */
export function pathOf(...parts: string[]): string {
	return parts.map((part) => encodeURIComponent(part)).join('/');
}
