import { sleep } from 'n8n-workflow';

/** Milliseconds between two looks at an answer that nobody waits for any more. */
const LOOK_MS = 20;

/** n8n's answer to a call, as far as it matters here. */
interface Answer {
	/** Null without a connection; other servers may have none at all. */
	readonly socket?: object | null;
	readonly destroyed: boolean;
	readonly writableEnded: boolean;
	readonly statusCode: number;
	once(event: string, listener: () => void): unknown;
}

/**
 * Settles when the execution that a call starts is stored. n8n does not tell, but answers the call right after
 * (n8n 2.41, `executeWebhook`, response mode "immediately"), so the answer is what to wait for: that n8n has ended it
 * (`prefinish`), not that the caller has taken it.
 *
 * @throws when n8n answered that it could not
 */
export async function executionStored(response: Answer): Promise<void> {
	await new Promise<void>((resolve) => {
		for (const sign of ['prefinish', 'finish', 'close']) response.once(sign, resolve);
		// Without a connection no sign will come: the caller hung up before it was this answer's turn.
		if (response.destroyed || response.socket === null) resolve();
	});
	// The sender hung up: n8n goes on all the same, and at the end writes an answer that nobody gets.
	while (!response.writableEnded) await sleep(LOOK_MS);
	if (response.statusCode >= 400) throw new Error('n8n did not store the execution');
}
