import { sleep, type IWebhookFunctions } from 'n8n-workflow';

/** Milliseconds between two looks at an answer that nobody waits for any more. */
const LOOK_MS = 20;

/**
 * Settles when the execution that a call starts is stored. n8n does not tell, but answers the call right after
 * (n8n 2.41, `executeWebhook`, response mode "immediately"), so the answer is what to wait for: that n8n has ended it
 * (`prefinish`), not that the caller has taken it.
 *
 * @throws when n8n answered that it could not
 */
export async function executionStored(
	response: ReturnType<IWebhookFunctions['getResponseObject']>,
): Promise<void> {
	await new Promise<void>((resolve) => {
		response.once('prefinish', resolve).once('finish', resolve).once('close', resolve);
		// Without a connection no sign will come: the caller hung up before it was this answer's turn.
		if (response.destroyed || response.socket === null) resolve();
	});
	// The sender hung up: n8n goes on all the same, and at the end writes an answer that nobody gets.
	while (!response.writableEnded) await sleep(LOOK_MS);
	if (response.statusCode >= 400) throw new Error('n8n did not store the execution');
}
