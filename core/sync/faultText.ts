import type { Fault } from './deliver';

/**
 * What a user reads when a whole run stops: what happened and what to do next. A 401 has no text of ours: n8n's own
 * one for it is what stops useless retries (craft 4.3).
 */
const MESSAGES: Record<Fault['code'], string> = {
	RATE_LIMITED:
		'Spotler Activate asked to slow down. Nothing of this run was taken: run it again later, or set Pause Between Requests.',
	VENDOR_UNAVAILABLE:
		'Spotler Activate was not available. Nothing of this run was taken: run it again later.',
	CREDENTIAL_REFUSED:
		'Spotler Activate did not accept the account ID and API key. Nothing of this run was taken: check the credential, then run it again.',
	API_NOT_FOUND:
		'The base URL of the credential did not answer as the Spotler Activate API does. Nothing of this run counts as taken: check the base URL, then run it again.',
	REQUEST_BLOCKED:
		'The request to Spotler Activate was not let out. Nothing of this run was sent: check the base URL of the credential and the domains it allows.',
	NO_ANSWER:
		'Spotler Activate gave no usable answer. These profile updates can be sent again without harm: run it again later.',
};

/** Sentence for {@link Fault}, as the message of the node's fault. */
export function faultMessage({ code }: Fault): string {
	return MESSAGES[code];
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
	return `Sending stopped before the end (${fault.code}). ${rows} not taken, or without a clear answer: see the Rejected output and send them again.`;
}
