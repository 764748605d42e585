import type { IncomingMessage, ServerResponse } from 'node:http';

/** A call that waits for its answer. */
export interface OpenCall {
	request: IncomingMessage;
	response: ServerResponse;
}

export interface Connection {
	/** Calls that the server got, in order. */
	calls: OpenCall[];
	/** What Node warned of meanwhile. */
	warnings: string[];
	/** Sends calls one after the other without waiting for answers; done when the server has them. */
	send(count: number): Promise<void>;
	hangUp(): void;
	close(): Promise<void>;
}

/** Starts a server and connects to it. */
export function openConnection(): Promise<Connection>;

/** One turn of Node's loop. */
export function turn(): Promise<void>;

/** Waits for a condition. @throws when it does not come true in ten seconds */
export function until(condition: () => boolean): Promise<void>;
