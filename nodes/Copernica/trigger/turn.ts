/** One connection of a caller. */
interface Connection {
	readonly destroyed: boolean;
	once(event: 'close', listener: () => void): unknown;
}

interface Request {
	readonly socket?: Connection | null;
}

interface Response {
	/** Null until it is this answer's turn on its connection. */
	readonly socket?: Connection | null;
	readonly writableEnded: boolean;
	once(event: 'socket', listener: () => void): unknown;
}

/** Calls that wait for their turn, by their connection. One listener for each connection, however many wait. */
const waiting = new WeakMap<Connection, Set<() => void>>();

function waitersOn(connection: Connection): Set<() => void> {
	const known = waiting.get(connection);
	if (known) return known;
	const waiters = new Set<() => void>();
	waiting.set(connection, waiters);
	// Who hangs up takes no turn any more: n8n gives those who still wait no further sign.
	connection.once('close', () => waiters.forEach((wake) => wake()));
	return waiters;
}

/**
 * Calls that follow each other on one connection without waiting for the answers (pipelining) may overtake each other
 * inside n8n, before `webhook()` runs. Node answers them in the order in which they were sent and hands the connection
 * to an answer only when all before it are through: that is the sign by which the true order shows.
 *
 * @returns null when nothing came before this call; else a promise that settles when it is this call's turn, or when
 * the caller has hung up
 */
export function turnOf(request: Request, response: Response): Promise<void> | null {
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
