import type { Request, RequestHandler } from 'express';

/** A refusal that n8n itself answers, before the node is asked. */
export class HostRefusal extends Error {
	readonly status: number;
	constructor(status: number, message: string);
}

/**
 * n8n's first middleware: content type and charset as properties, and `readRawBody` on the request.
 *
 * @param options `payloadSizeMax`: bytes after unpacking (N8N_PAYLOAD_SIZE_MAX, 16 MB by default)
 */
export function rawBodyReader(options: { payloadSizeMax: number }): RequestHandler;

/**
 * What n8n does with the body for a trigger of the given version: `rawBody` is there for JSON, form, XML and text,
 * not for other types and not for multipart.
 *
 * @throws HostRefusal for a body that n8n cannot parse (422)
 */
export function prepareBody(req: Request, typeVersion: number): Promise<void>;
