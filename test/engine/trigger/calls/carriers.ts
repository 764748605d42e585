import type { Payload, Value } from './payloads';

/** A body as it travels. */
export interface Carried {
	contentType?: string;
	body: string | Buffer;
}

const FORM = 'application/x-www-form-urlencoded';

function escapeXml(text: string): string {
	return text.replace(
		/[&<>"']/g,
		(character) =>
			({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? '',
	);
}

function element(name: string, value: Value): string {
	if (typeof value === 'string') return `<${name}>${escapeXml(value)}</${name}>`;
	const children = Array.isArray(value)
		? // A list of interests becomes <interests><interest>…</interest></interests>.
			value.map((entry) => element(name.replace(/s$/, ''), entry))
		: Object.entries(value).map(([key, entry]) => element(key, entry));
	return `<${name}>${children.join('')}</${name}>`;
}

/** The payload as an XML document; the root's name is not documented (docs/vendors/copernica.md#5-unknown, point 8). */
export function toXml(payload: Payload, encoding = 'UTF-8'): string {
	return `<?xml version="1.0" encoding="${encoding}"?>\n${element('callback', payload)}`;
}

/** Flat form fields with brackets, as PHP reads them. */
function toForm(payload: Payload): string {
	const form = new URLSearchParams();
	const add = (name: string, value: Value): void => {
		if (typeof value === 'string') form.append(name, value);
		else if (Array.isArray(value)) value.forEach((entry) => form.append(`${name}[]`, entry));
		else for (const [key, entry] of Object.entries(value)) add(`${name}[${key}]`, entry);
	};
	for (const [name, value] of Object.entries(payload)) add(name, value);
	return form.toString();
}

/**
 * Every way a callback may travel (docs/vendors/copernica.md#16-payload-shapes and docs/vendors/copernica.md#5-unknown,
 * point 5): name -> body.
 */
export const carriers: Record<string, (payload: Payload) => Carried> = {
	'raw JSON': (payload) => ({ contentType: 'application/json', body: JSON.stringify(payload) }),
	'form field json': (payload) => ({
		contentType: FORM,
		body: new URLSearchParams({ json: JSON.stringify(payload) }).toString(),
	}),
	'raw XML': (payload) => ({ contentType: 'text/xml', body: toXml(payload) }),
	'form field with XML': (payload) => ({
		contentType: FORM,
		body: new URLSearchParams({ xml: toXml(payload) }).toString(),
	}),
	'flat form': (payload) => ({ contentType: FORM, body: toForm(payload) }),
};
