import { sleep, type IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { MAX_BODY_BYTES } from '../../../core/callback/body/readBody';
import { refuse, type CallbackOutcome } from '../../../core/callback/codes';

/** A caller's connection. */
interface Connection {
	readonly destroyed: boolean;
	once(event: 'close', listener: () => void): unknown;
}

interface Request {
	readonly socket?: Connection | null;
}

/**
 * n8n's answer to a call, as far as it shows what n8n does not say: whether earlier calls are still under way, and
 * whether the execution is stored.
 */
interface Response {
	/** Null before this answer's turn on its connection, and after the caller has hung up; some servers have none. */
	readonly socket?: object | null;
	readonly destroyed: boolean;
	readonly writableEnded: boolean;
	readonly statusCode: number;
	once(event: string, listener: () => void): unknown;
}

/** Calls that wait for their turn, by their connection. One listener per connection, however many wait. */
const waiting = new WeakMap<Connection, Set<() => void>>();

function waitersOn(connection: Connection): Set<() => void> {
	const known = waiting.get(connection);
	if (known) return known;
	const waiters = new Set<() => void>();
	waiting.set(connection, waiters);
	// After a caller hangs up nobody gets a turn any more: n8n gives those still waiting no further sign.
	connection.once('close', () => waiters.forEach((wake) => wake()));
	return waiters;
}

/**
 * Calls sent over one connection without waiting for the answers (pipelining) may overtake each other inside n8n,
 * before `webhook()` runs. Node answers them in the order in which they were sent, and only gives the connection to an
 * answer when all earlier ones are done: that shows the true order.
 *
 * @returns null when nothing came before this call; otherwise a promise that settles when it is this call's turn, or
 * when the caller has hung up
 */
export function turnOf(
	request: Request,
	response: Pick<Response, 'socket' | 'writableEnded' | 'once'>,
): Promise<void> | null {
	const connection = request.socket;
	if (!connection || connection.destroyed) return null;
	if (response.socket !== null || response.writableEnded) return null;
	const waiters = waitersOn(connection);
	return new Promise((resolve) => {
		waiters.add(resolve);
		response.once('socket', () => {
			waiters.delete(resolve);
			resolve();
		});
	});
}

type WebhookRequest = ReturnType<IWebhookFunctions['getRequestObject']>;

/** n8n adds this to its request for bodies it does not parse; its public types do not have it. */
function hasReader(request: object): request is { readRawBody: () => Promise<void> } {
	return 'readRawBody' in request && typeof request.readRawBody === 'function';
}

const httpFault = z.object({ status: z.number().optional(), statusCode: z.number().optional() });

/**
 * The bytes of the body as they arrived. n8n has already read them for JSON, form, XML and text, and reads them on
 * request for other types. It takes a multipart body apart, and its bytes are gone.
 */
export async function readBytes(
	request: WebhookRequest,
): Promise<CallbackOutcome<{ bytes: Buffer }>> {
	const type = request.headers['content-type'] ?? '';
	if (type.trim().toLowerCase().startsWith('multipart/')) return refuse('BODY_MULTIPART');
	if (!Buffer.isBuffer(request.rawBody) && hasReader(request)) {
		try {
			await request.readRawBody();
		} catch (fault) {
			// n8n's own limit, or a sender that broke off.
			const parsed = httpFault.safeParse(fault);
			const status = parsed.success ? (parsed.data.statusCode ?? parsed.data.status) : undefined;
			return refuse(status === 413 ? 'BODY_TOO_LARGE' : 'BODY_UNREADABLE');
		}
	}
	const bytes: unknown = request.rawBody;
	if (!Buffer.isBuffer(bytes)) return refuse('BODY_EMPTY');
	return bytes.length > MAX_BODY_BYTES ? refuse('BODY_TOO_LARGE') : { ok: true, bytes };
}

/** Milliseconds between two checks of an answer that nobody waits for any more. */
const LOOK_MS = 20;

/**
 * Settles when the execution that a call starts is stored. n8n does not say so, but answers the call right after (n8n
 * 2.41, `executeWebhook`, response mode "immediately"). So it waits until n8n has ended the answer (`prefinish`), not
 * until the caller has received it.
 *
 * @throws when n8n answered that it could not
 */
export async function executionStored(response: Response): Promise<void> {
	await new Promise<void>((resolve) => {
		for (const sign of ['prefinish', 'finish', 'close']) response.once(sign, resolve);
		// Without a connection no event will come: the caller hung up before this answer's turn.
		if (response.destroyed || response.socket === null) resolve();
	});
	// The sender hung up: n8n continues all the same, and finally writes an answer that nobody gets.
	while (!response.writableEnded) await sleep(LOOK_MS);
	if (response.statusCode >= 400) throw new Error('n8n did not store the execution');
}
