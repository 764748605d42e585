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
		reason:
			'The old address was not opted out because another profile uses it now and does not say no.',
	},
	OLD_ADDRESS_INCLUDED: {
		status: 'skipped',
		reason:
			'Nothing was sent for this row. The row with the new address includes the opt-out of the old one.',
	},
	OLD_ADDRESS_LEFT: {
		status: 'skipped',
		reason:
			'The row only says that a profile no longer uses an address. Nothing was sent because Opt Out Old Address is not set.',
	},
	OLD_ADDRESS_SAME_PROFILE: {
		status: 'skipped',
		reason:
			'The old address was not opted out. The row has a userid, so Activate keeps both addresses on one profile and would opt out the new address too.',
	},
	OVERTAKEN: {
		status: 'skipped',
		reason: '"{field}" was not sent because a newer value was already sent for this contact.',
	},
	CONSENT_NOT_RESTATED: {
		status: 'skipped',
		reason:
			'The unchanged "{field}" was not sent again because Activate has already received it, or because another profile with the same address or user ID has said no.',
	},
	CONSENT_CONTRADICTED: {
		status: 'skipped',
		reason:
			'"{field}" was not sent because another profile or subprofile in this run has the same address or user ID and says the opposite, which counts. Make them say the same in Copernica.',
	},

	SETTINGS_INVALID: {
		status: 'invalid',
		reason:
			'The setting "{field}" of this node has no usable value for this row, so the row was not sent. Correct the setting and send the row again.',
	},
	NOT_PREPARED: {
		status: 'invalid',
		reason:
			'The item is not a prepared profile: check "{field}". Put Spotler Activate → Profile → Normalise before this node, which also reads rows from a sheet, a form or a shop.',
	},
	IDENTIFIER_MISSING: {
		status: 'invalid',
		reason:
			'The row has neither "email" nor "userid", so Activate cannot tell who it is for. Fill in one of them.',
	},
	EMAIL_INVALID: {
		status: 'invalid',
		reason:
			'"email" is neither an address nor a SHA-256 hash in hex, or it contains an invisible character. Correct the field it is mapped from.',
	},
	CONSENT_INVALID: {
		status: 'invalid',
		reason: '"{field}" must be exactly yes or no. Leave the field out if the consent is unknown.',
	},
	VALUE_NOT_SENDABLE: {
		status: 'invalid',
		reason:
			'"{field}" must be a text, an exact number, true or false. Put Edit Fields before this node and take the part that you need, or leave the field out.',
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
		reason: 'Activate creates "{event}" events itself. Choose another event.',
	},
	FIELD_MISSING: {
		status: 'invalid',
		reason: 'A "{event}" event needs "{field}". Fill it in and send the row again.',
	},
	TIMESTAMP_INVALID: {
		status: 'invalid',
		reason:
			'"{field}" is not a date and time. Use ISO 8601, such as 2025-01-31T12:00:00Z, or Unix seconds.',
	},
	JSON_INVALID: {
		status: 'invalid',
		reason: '"{field}" is not valid JSON for this field. Correct it.',
	},
	EVENT_TOO_LARGE: {
		status: 'invalid',
		reason: 'The event is too large for one request. Send fewer or shorter fields.',
	},

	EVENT_REFUSED: {
		status: 'rejected',
		reason:
			'Activate did not accept this event. Correct the values that Activate names, for example in Copernica, and send the row again.',
	},
	TIMESTAMP_REFUSED: {
		status: 'rejected',
		reason:
			'Activate did not accept a date of this event. Check its date fields and send the row again.',
	},
	REQUEST_REFUSED: {
		status: 'rejected',
		reason:
			'Activate refused every request with this event, and each event sent on its own, for the same reason. Read its message, then send the row again.',
	},
	OLD_ADDRESS_KEPT: {
		status: 'rejected',
		reason:
			'The old address was not opted out because the row with the new address was not accepted. Send that row again; it includes the opt-out.',
	},
	RATE_LIMITED: {
		status: 'rejected',
		reason:
			'Activate asked to slow down and did not accept this event after {tries} tries. Send the row again soon, or set Pause (Milliseconds).',
	},
	VENDOR_UNAVAILABLE: {
		status: 'rejected',
		reason:
			'Activate was unavailable for {tries} tries, so this event was not accepted. Send the row again soon.',
	},
	CREDENTIAL_REFUSED: {
		status: 'rejected',
		reason:
			'Activate did not accept the account ID and API key, so this event was not sent. Check the credential and send the row again.',
	},
	API_NOT_FOUND: {
		status: 'rejected',
		reason:
			'The base URL does not seem to be the Activate API, so this event was not accepted. Check the base URL in the credential and send the row again.',
	},
	REQUEST_BLOCKED: {
		status: 'rejected',
		reason:
			'n8n blocked the request, so this event was not sent. Check the base URL and the allowed domains of the credential, then send the row again.',
	},
	NOT_SENT: {
		status: 'rejected',
		reason: 'This row was not sent because sending stopped at an earlier row. Send the row again.',
	},

	NO_ANSWER: {
		status: 'unknown',
		reason:
			'The event was sent, but there was no usable answer, so Activate may or may not have received it. Check the profile in Activate before you send the row again.',
	},
	ANSWER_UNCLEAR: {
		status: 'unknown',
		reason:
			'Activate refused part of the request without naming the events. Check the profile in Activate before you send the row again, or set Events per Request to 1.',
	},
} as const satisfies Record<string, CodeEntry>;

export type SyncCode = keyof typeof SYNC_CODES;

/** What the user should know of a row that was sent in another way than it was meant to be. */
export const SYNC_NOTES = {
	ADDRESS_LEFT_OUT:
		'"{field}" was left out because it contains the address that "email" holds as a hash.',
	ADDRESS_IN_PLAIN:
		'"{field}" contains the address that "email" holds as a hash, and was sent as it is. Leave the field out if Activate should not get the address.',
	NOT_AN_OPT_IN:
		'Sent as CRMUpdate instead of EmailOptIn because the row does not contain the newsletter consent yes. An opt-in can start journeys.',
} as const;

/** The note on a value that gives away what a hash hides. */
export function plainAddressNote(
	field: string,
	code: 'ADDRESS_LEFT_OUT' | 'ADDRESS_IN_PLAIN',
): Note {
	return { field, from: null, code, reason: SYNC_NOTES[code].replace('{field}', field) };
}

/** The note on an opt-in that nobody said yes to. */
export function notAnOptIn(): Note {
	const code = 'NOT_AN_OPT_IN';
	return { field: 'newsletter', from: null, code, reason: SYNC_NOTES[code] };
}

/** What the placeholders of a reason are filled with. */
export interface ReasonDetails {
	field?: string;
	event?: string;
	tries?: number;
}

/** The reason of a code with its placeholders filled in. */
export function resultReason(code: SyncCode, details: ReasonDetails = {}): string {
	return SYNC_CODES[code].reason
		.replace('{field}', details.field ?? 'item')
		.replace('{event}', details.event ?? 'this')
		.replace('{tries} tries', details.tries === 1 ? '1 try' : `${details.tries ?? 0} tries`);
}

/** The note on a row for one value that was left out of it. */
export function leftOutNote(field: string, code: SyncCode): Note {
	return { field, from: null, code, reason: resultReason(code, { field }) };
}

/** The note on a row that went out as another event, because its opt-in is no longer the newest word. */
export function otherEventNote(sentAs: string, asked: string): Note {
	return {
		field: 'newsletter',
		from: null,
		code: 'OVERTAKEN',
		reason: `Sent as ${sentAs} and not as ${asked}, because a newer change of this contact has set "newsletter" in the meantime.`,
	};
}
