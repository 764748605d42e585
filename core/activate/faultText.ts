import type { Fault } from './fault';

/** What the text is about: a run that sent and of which nothing was taken, a read, or one row of a run. */
export type Purpose = 'send' | 'read' | 'row';

interface FaultTexts {
	happened: string;
	/** What to do next, after sending events that were not taken. */
	send: string;
	/** What to do next, after a read. */
	read: string;
}

/**
 * What a user reads when a whole run stops: what happened and what to do next. The longer a repeat waits, the more can
 * have changed meanwhile; another n8n process does not know what this one has sent.
 */
const TEXTS: Record<Fault['code'], FaultTexts> = {
	RATE_LIMITED: {
		happened: 'Spotler Activate asked to slow down.',
		send: 'No rows were accepted. Run it again soon, or set Pause (Milliseconds).',
		read: 'Run this again later.',
	},
	VENDOR_UNAVAILABLE: {
		happened: 'Spotler Activate was unavailable.',
		send: 'No rows were accepted. Run it again soon.',
		read: 'Run this again later.',
	},
	NO_ANSWER: {
		happened: 'Spotler Activate gave no usable answer.',
		send: 'Activate may have received these profile updates. Run this again soon; anything newer that this n8n process has sent since will not be overwritten.',
		read: 'Run this again later.',
	},
	CREDENTIAL_REFUSED: {
		happened: 'Spotler Activate did not accept the account ID and API key of {credential}.',
		send: 'No rows were accepted. Check the credential, then run it again.',
		read: 'Check the credential.',
	},
	API_NOT_FOUND: {
		happened: 'The base URL of {credential} does not seem to be the Spotler Activate API.',
		send: 'No rows count as accepted. Check the base URL, then run it again.',
		read: 'Check the base URL.',
	},
	REQUEST_BLOCKED: {
		happened: 'n8n blocked the request to Spotler Activate.',
		send: 'No rows were sent. Check the base URL and the allowed domains of the credential.',
		read: 'Check the base URL and the allowed domains of the credential.',
	},
	REQUEST_REFUSED: {
		happened: 'Spotler Activate did not accept this request.',
		send: 'Check the settings of this node.',
		read: 'Lower the limit or change the filters.',
	},
};

/** Other rows of the run may have been taken, so this one speaks of itself only. */
const ROW_NEXT =
	'This row was not accepted, or it is unclear whether it was. Check it and send it again.';

/** What is said of a fault without an answer, which is no fault of Activate's until the address is known to be right. */
const NOT_REACHED =
	'Spotler Activate was unavailable: nobody answered at the base URL of {credential}. Check this address and the network of n8n.';

/**
 * Sentences for a {@link Fault}, as the message of the node's fault. That of a 401 begins with a word that stops useless
 * retries of n8n (docs/vendors/n8n.md#13-failed-activations).
 *
 * @param credential name of the credential in use; null = not known
 */
export function faultMessage(
	{ code, httpStatus = null, networkCode = null }: Pick<Fault, 'code'> & Partial<Fault>,
	purpose: Purpose,
	credential: string | null = null,
): string {
	const { happened, ...next } = TEXTS[code];
	const isNotReached = code === 'VENDOR_UNAVAILABLE' && networkCode !== null;
	const what = (isNotReached ? NOT_REACHED : happened).replace('{credential}', () =>
		credential === null ? 'the credential' : `the credential "${credential}"`,
	);
	const start = httpStatus === 401 ? 'Authorization failed: ' : '';
	return `${start}${what} ${purpose === 'row' ? ROW_NEXT : next[purpose]}`;
}

/** Tries, the wait that was asked for, and the vendor's own words, as the description of the node's fault. */
export function faultDescription(fault: Fault): string {
	const { tries, retryAfterMs, httpStatus, networkCode, vendorText, blockedReason } = fault;
	if (blockedReason !== null) return blockedReason;
	const parts = [tries === 1 ? 'Tried once.' : `Tried ${tries} times.`];
	if (httpStatus !== null) parts.push(`Last HTTP status: ${httpStatus}.`);
	if (networkCode !== null) parts.push(`Network code: ${networkCode}.`);
	if (retryAfterMs !== null) {
		parts.push(`Activate asked to wait ${Math.ceil(retryAfterMs / 1000)} seconds.`);
	}
	if (vendorText !== null) parts.push(`Activate said: "${vendorText}"`);
	return parts.join(' ');
}

/** Shown with the results when sending stopped after part of the rows was taken. */
export function stoppedHint(fault: Fault, notTaken: number): string {
	const rows = notTaken === 1 ? '1 row was' : `${notTaken} rows were`;
	return `Sending stopped before the end (${fault.code}). ${rows} not taken, or without a clear answer: see the Rejected output.`;
}
