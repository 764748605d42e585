import type { Note } from '../contracts/preparedProfile';
import type { ResultStatus } from '../contracts/result';

interface CodeEntry {
	status: ResultStatus;
	/** What the code stands for and what to do next; `{field}`, `{event}` and `{tries}` are filled in. */
	reason: string;
}

/**
 * Every code that Sync and Track put on a result: the one list, from which docs/guide/codes.md is written. Reasons name fields,
 * never their values, and hold no text that n8n's NodeApiError would replace (docs/vendors/n8n.md#42-nodeapierror).
 */
export const SYNC_CODES = {
	DRY_RUN: {
		status: 'skipped',
		reason:
			'Dry run: nothing was sent. "payload" shows the event. Turn off Dry Run to send the rows.',
	},
	OLD_ADDRESS_IN_USE: {
		status: 'skipped',
		reason: 'The old address was not opted out, because another profile has it as its address now.',
	},
	OLD_ADDRESS_SAME_PROFILE: {
		status: 'skipped',
		reason:
			'The old address was not opted out: the row has a userid, so Activate keeps both addresses on one profile and the opt-out would reach the new address.',
	},
	OVERTAKEN: {
		status: 'skipped',
		reason: '"{field}" was not sent, because a newer value of it counts for this contact.',
	},
	CONSENT_CONTRADICTED: {
		status: 'skipped',
		reason:
			'"{field}" was not sent: another profile of this run has the same address or user ID and says the opposite, which counts. Make the profiles agree in Copernica.',
	},

	SETTINGS_INVALID: {
		status: 'invalid',
		reason:
			'The setting "{field}" of this node gives nothing that can be used for this row, so it was not sent. Correct the setting and send the row again.',
	},
	NOT_PREPARED: {
		status: 'invalid',
		reason:
			'The item is not a prepared profile: check "{field}". Connect the output of Normalise to this node.',
	},
	IDENTIFIER_MISSING: {
		status: 'invalid',
		reason:
			'The row has neither "email" nor "userid", so Activate cannot tell whose it is. Fill one of them.',
	},
	EMAIL_INVALID: {
		status: 'invalid',
		reason:
			'"email" is neither a lower-case address nor a SHA-256 hash in lower-case hex. Correct the field it is mapped from.',
	},
	CONSENT_INVALID: {
		status: 'invalid',
		reason:
			'"{field}" must be exactly yes or no. Leave the field out where the consent is not known.',
	},
	VALUE_NOT_SENDABLE: {
		status: 'invalid',
		reason:
			'"{field}" holds a value that Activate does not take. Send a text, a number, or true or false.',
	},
	DELETED_PROFILE: {
		status: 'invalid',
		reason:
			'The profile was deleted in Copernica, so only an opt-out may be sent: at least one consent "no" and none "yes".',
	},
	KEY_RESERVED: {
		status: 'invalid',
		reason: '"{field}" is set by the node itself. Use another name for this field.',
	},
	EVENT_NAME_INVALID: {
		status: 'invalid',
		reason:
			'The event name must have 3 to 40 letters, digits or underscores and start with a letter. Change the name in Activate and here.',
	},
	EVENT_NAME_RESERVED: {
		status: 'invalid',
		reason: 'Activate makes "{event}" events itself. Choose another event.',
	},
	FIELD_MISSING: {
		status: 'invalid',
		reason: 'A "{event}" event needs "{field}". Fill it and send the row again.',
	},
	TIMESTAMP_INVALID: {
		status: 'invalid',
		reason:
			'"{field}" is not a date and time. Use ISO 8601, such as 2025-01-31T12:00:00Z, or Unix seconds.',
	},
	JSON_INVALID: {
		status: 'invalid',
		reason: '"{field}" is not the JSON that is expected there. Correct the JSON.',
	},
	EVENT_TOO_LARGE: {
		status: 'invalid',
		reason: 'The event alone is larger than one request may be. Send fewer or shorter fields.',
	},

	EVENT_REFUSED: {
		status: 'rejected',
		reason: 'Activate did not accept this event. Check the fields it names and send the row again.',
	},
	TIMESTAMP_REFUSED: {
		status: 'rejected',
		reason:
			'Activate did not accept a date of this event. Check its date fields and send the row again.',
	},
	REQUEST_REFUSED: {
		status: 'rejected',
		reason:
			'Activate refused the requests with this event, and each event that was sent alone, for one reason. Check what it says, then send the row again.',
	},
	OLD_ADDRESS_KEPT: {
		status: 'rejected',
		reason:
			'The old address was not opted out, because the row with the new address was not accepted. Send that row again: the opt-out goes with it.',
	},
	RATE_LIMITED: {
		status: 'rejected',
		reason:
			'Activate asked to slow down and did not take this event after {tries} tries. Send the row again soon, or set a pause between requests.',
	},
	VENDOR_UNAVAILABLE: {
		status: 'rejected',
		reason:
			'Activate was not available after {tries} tries, so this event was not taken. Send the row again soon.',
	},
	CREDENTIAL_REFUSED: {
		status: 'rejected',
		reason:
			'Activate did not accept the account ID and API key, so this event was not taken. Check the credential and send the row again.',
	},
	API_NOT_FOUND: {
		status: 'rejected',
		reason:
			'The base URL did not answer as the Activate API does, so this event was not taken. Check the base URL in the credential and send the row again.',
	},
	REQUEST_BLOCKED: {
		status: 'rejected',
		reason:
			'The request was not let out, so this event was not sent. Check the base URL of the credential and the domains it allows, then send the row again.',
	},
	NOT_SENT: {
		status: 'rejected',
		reason:
			'This row was not sent, because sending stopped at an earlier row of the run. Send the row again.',
	},

	NO_ANSWER: {
		status: 'unknown',
		reason:
			'The event was sent, but no usable answer came back, so Activate may or may not have taken it. Look at the profile in Activate before sending the row again.',
	},
	ANSWER_UNCLEAR: {
		status: 'unknown',
		reason:
			'Activate refused part of the request and did not tell which events. Look at the profile in Activate before sending the row again, or send one event per request.',
	},
} as const satisfies Record<string, CodeEntry>;

export type SyncCode = keyof typeof SYNC_CODES;

/** What the placeholders of a reason are filled with. */
export interface ReasonDetails {
	field?: string;
	event?: string;
	tries?: number;
}

/** The reason of a code with its placeholders filled in. */
export function reasonOf(code: SyncCode, details: ReasonDetails = {}): string {
	return SYNC_CODES[code].reason
		.replace('{field}', details.field ?? 'item')
		.replace('{event}', details.event ?? 'this')
		.replace('{tries} tries', details.tries === 1 ? '1 try' : `${details.tries ?? 0} tries`);
}

/** The note on a row for one value that was left out of it. */
export function leftOutNote(field: string, code: SyncCode): Note {
	return { field, from: null, code, reason: reasonOf(code, { field }) };
}
