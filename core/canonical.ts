import { hash } from 'crypto';

/**
 * JSON text of a plain value, independent of the order of object keys: equal content gives equal text. Keys with the
 * value `undefined` are left out, as in JSON itself.
 */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
	if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
	let text = '{';
	for (const key of Object.keys(value).sort()) {
		const entry = value[key];
		if (entry === undefined) continue;
		text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(entry)}`;
	}
	return `${text}}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object';
}

/** Lower-case SHA-256 hex of a text (as UTF-8) or of bytes. */
export function sha256Hex(content: string | Buffer): string {
	return hash('sha256', content, 'hex');
}
