/** What a sandbox handler answers; written to the wire in one place, so that a fault can still cut it off. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	body: string | Buffer;
}

/** A JSON answer. */
export function jsonAnswer(
	status: number,
	value: unknown,
	headers: Record<string, string> = {},
): Answer {
	return {
		status,
		headers: { 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify(value),
	};
}

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Record<string, string> = {}): Answer {
	return { status, headers, body: '' };
}

/** A text answer of any media type. */
export function textAnswer(status: number, body: string, type = 'text/plain'): Answer {
	return { status, headers: { 'Content-Type': `${type}; charset=utf-8` }, body };
}

/** An HTML page. */
export function htmlAnswer(body: string, status = 200): Answer {
	return textAnswer(status, body, 'text/html');
}
