import { createHash } from 'crypto';

/**
 * JSON text of a plain value that does not depend on the order of object keys, so that equal content
 * gives equal text. Keys whose value is `undefined` are left out, as JSON itself does.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (value !== null && typeof value === 'object') {
		const parts = Object.entries(value)
			.filter(([, entry]) => entry !== undefined)
			.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
			.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`);
		return `{${parts.join(',')}}`;
	}
	return JSON.stringify(value) ?? 'null';
}

/** Lower-case SHA-256 hex of a text (as UTF-8) or of bytes. */
export function sha256Hex(content: string | Buffer): string {
	return createHash('sha256').update(content).digest('hex');
}
