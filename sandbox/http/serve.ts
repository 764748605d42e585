import express from 'express';
import { sleep } from 'n8n-workflow';
import type { Answer } from './answer';
import { textAnswer } from './answer';
import { parseForm, type FormMap } from './phpForm';
import { faultAnswer, type FaultRegistry } from '../faults';

/** One request as the sandbox sees it. */
export interface Call {
	/** Upper case. */
	method: string;
	/** Path without query, still percent-encoded. */
	path: string;
	query: FormMap;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: Buffer;
}

export interface Listener {
	/** `http://127.0.0.1:<port>`, no trailing slash. */
	url: string;
	stop: () => Promise<void>;
}

export interface ServeOptions {
	host: string;
	/** 0 = any free port. */
	port: number;
	/** Faults for the vendor's API; see {@link kindOfPath} for what is never disturbed. */
	faults: FaultRegistry;
	handle: (call: Call) => Answer | Promise<Answer>;
	/** Told of every request but those of pages; status 0 = cut off. */
	note: (method: string, path: string, status: number) => void;
}

/**
 * What a path belongs to: the vendor's API; the resolver, which has its own switches; or the sandbox's pages and
 * control API.
 */
export function kindOfPath(path: string): 'api' | 'resolver' | 'page' {
	if (path === '/dns-query') return 'resolver';
	return /^\/($|(publisher|activate|tour|_sandbox)\/)/.test(path) ? 'page' : 'api';
}

function plainHeaders(
	headers: Record<string, string | string[] | undefined>,
): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.join(', ') : (value ?? ''),
		]),
	);
}

async function readBody(request: express.Request): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

function write(response: express.Response, answer: Answer): void {
	response.status(answer.status).set(answer.headers);
	// Not express' `send`: it would add a charset and an ETag that the vendor does not send.
	response.set('Content-Length', String(Buffer.byteLength(answer.body)));
	response.end(answer.body);
}

/** Announces the whole answer, sends half of it, and drops the connection. */
async function writeHalf(response: express.Response, answer: Answer): Promise<void> {
	const body = Buffer.from(answer.body);
	response.status(answer.status).set(answer.headers);
	response.set('Content-Length', String(Math.max(body.length, 2)));
	const half = body.subarray(0, Math.floor(body.length / 2));
	response.write(half.length > 0 ? half : ' ');
	await sleep(5);
	response.destroy();
}

async function serveOne(
	options: ServeOptions,
	request: express.Request,
	response: express.Response,
): Promise<void> {
	const url = new URL(request.url, 'http://sandbox');
	const kind = kindOfPath(url.pathname);
	const fault = kind === 'api' ? options.faults.take(request.method, url.pathname) : null;
	if (fault?.kind === 'cut-before') {
		options.note(request.method, url.pathname, 0);
		request.socket.destroy();
		return;
	}
	const call: Call = {
		method: request.method,
		path: url.pathname,
		query: parseForm(url.search.slice(1)),
		headers: plainHeaders(request.headers),
		body: await readBody(request),
	};
	if (fault?.kind === 'slow') {
		const { delayMs, fromMs = delayMs } = fault;
		await sleep(fromMs + Math.random() * (delayMs - fromMs));
	}
	const instead = fault === null ? null : faultAnswer(fault);
	const answer = instead ?? (await options.handle(call));
	const cut = fault?.kind === 'cut-after' || fault?.kind === 'truncated';
	if (kind !== 'page') options.note(call.method, call.path, cut ? 0 : answer.status);
	if (fault?.kind === 'cut-after') request.socket.destroy();
	else if (fault?.kind === 'truncated') await writeHalf(response, answer);
	else write(response, answer);
}

/**
 * Listens on loopback and answers every request with `handle`, after the fault that is due, if any.
 *
 * @throws when the address is taken
 */
export async function serve(options: ServeOptions): Promise<Listener> {
	const app = express();
	app.disable('x-powered-by');
	app.use((request, response) => {
		serveOne(options, request, response).catch((reason: unknown) => {
			if (!response.headersSent) write(response, textAnswer(500, `Sandbox: ${String(reason)}`));
		});
	});
	return await new Promise((resolve, reject) => {
		const server = app.listen(options.port, options.host, (failed?: Error) => {
			const address = server.address();
			if (failed !== undefined || address === null || typeof address === 'string') {
				reject(failed ?? new Error('No address to listen on'));
				return;
			}
			resolve({
				url: `http://${options.host}:${address.port}`,
				stop: async () => {
					await new Promise<void>((done) => {
						server.close(() => done());
						server.closeAllConnections();
					});
				},
			});
		});
	});
}
