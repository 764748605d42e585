/**
 * Every way a call to the trigger can end without starting an execution: one stable code each, with the HTTP
 * status and a text for whoever reads the answer or the log. Texts name no person and no secret.
 */

/** Calls that are refused. 401 = no proof, 400/413 = proven or unsigned but unusable, 500/503 = not taken, come again. */
export const REFUSALS = {
	SIGNATURE_MISSING: {
		status: 401,
		text: 'The call has no Signature header. Only calls that Copernica signs are accepted.',
	},
	SIGNATURE_MALFORMED: {
		status: 401,
		text: 'The Signature header cannot be read. It needs keyId, algorithm, headers and signature, each exactly once.',
	},
	ALGORITHM_NOT_ALLOWED: {
		status: 401,
		text: 'Only RSA signatures and digests with SHA-256 or SHA-512 are accepted.',
	},
	HEADER_NOT_SIGNED: {
		status: 401,
		text: 'The signature must cover (request-target), Host, Date, Digest, X-Nonce and X-Copernica-ID.',
	},
	KEY_NOT_COPERNICA: {
		status: 401,
		text: 'The keyId of the signature is not a name under copernica.com.',
	},
	DATE_UNREADABLE: { status: 401, text: 'The Date header is missing or cannot be read.' },
	DATE_STALE: {
		status: 401,
		text: 'The call is older than the Maximum Age option allows. Check the clock of this server, or raise Maximum Age.',
	},
	DATE_IN_FUTURE: {
		status: 401,
		text: 'The Date header is in the future. Set the clock of this server, or raise the Maximum Age in the options.',
	},
	ACCOUNT_UNREADABLE: {
		status: 401,
		text: 'The X-Copernica-ID header is missing or cannot be read.',
	},
	ACCOUNT_MISMATCH: {
		status: 401,
		text: 'The call comes from another Copernica account than the one this trigger belongs to.',
	},
	ACCOUNT_UNKNOWN: {
		status: 503,
		text: 'The trigger does not know its Copernica account yet. Unpublish the workflow and publish it, or enter the Account ID.',
	},
	DIGEST_MISSING: { status: 401, text: 'The call has no Digest header.' },
	DIGEST_MISMATCH: { status: 401, text: 'The Digest header does not match the body.' },
	NONCE_MISSING: { status: 401, text: 'The call has no X-Nonce header.' },
	KEY_NOT_FOUND: {
		status: 401,
		text: 'There is no public key in DNS for the keyId of the signature.',
	},
	KEY_REVOKED: {
		status: 401,
		text: 'The public key for the keyId of the signature has been revoked.',
	},
	KEY_UNUSABLE: {
		status: 401,
		text: 'The DNS record for the keyId has no RSA public key of at least 1024 bits.',
	},
	KEY_LOOKUP_FAILED: {
		status: 503,
		text: 'The public key could not be looked up right now. Send the call again, and check the DNS-over-HTTPS resolvers in the options.',
	},
	HOST_MISMATCH: {
		status: 401,
		text: "The call was signed for another host than this trigger's webhook URL. Set N8N_WEBHOOK_URL (formerly WEBHOOK_URL) to n8n's public URL and restart n8n. Then unpublish the workflow and publish it again; publishing alone does not register the new URL.",
	},
	PATH_MISMATCH: {
		status: 401,
		text: "The call was signed for another path than this trigger's webhook URL. Set N8N_WEBHOOK_URL (formerly WEBHOOK_URL) to n8n's public URL and restart n8n. Then unpublish the workflow and publish it again; publishing alone does not register the new URL.",
	},
	SIGNATURE_INVALID: { status: 401, text: 'The signature does not match the call.' },
	CALL_REPLAYED: { status: 401, text: 'This exact call has already been received.' },
	BODY_TOO_LARGE: { status: 413, text: 'The body is too large for a callback.' },
	BODY_MULTIPART: {
		status: 400,
		text: 'The body is multipart/form-data. Set the Method of the callback to JSON in Copernica.',
	},
	BODY_EMPTY: { status: 400, text: 'The body is empty.' },
	BODY_UNREADABLE: {
		status: 400,
		text: 'The body is not valid JSON, XML or form data.',
	},
	NOT_A_CALLBACK: {
		status: 400,
		text: 'The body has no id and no fields of a profile or subprofile.',
	},
	ACTION_UNKNOWN: {
		status: 400,
		text: 'The body names an action other than create, update or delete.',
	},
	FIELDS_LOOKUP_FAILED: {
		status: 503,
		text: 'The callback does not say whether it is about a profile or a subprofile, and the fields of the database could not be looked up right now. Check the Copernica credential, and send the call again.',
	},
	NOT_STORED: {
		status: 500,
		text: 'n8n could not store the execution that this call shares with others, so the change is not taken. Check the database of n8n, and send the call again.',
	},
} as const satisfies Record<string, { status: 400 | 401 | 413 | 500 | 503; text: string }>;
export type RefusalCode = keyof typeof REFUSALS;

/** Calls that are accepted (200) but concern nobody here. */
export const IGNORED = {
	MARKETING_SUITE_WEBHOOK:
		'This is a Marketing Suite Webhook. Webhooks can cause endless loops, so it was ignored. Delete it, and add this URL in Publisher as a Callback URL of the database instead (Method "JSON", Action "All actions").',
	WEBHOOK_EVENT_NOT_A_CHANGE:
		'This Marketing Suite Webhook reports an event other than create, update or delete.',
	ENTITY_NOT_EXPECTED:
		'The callback is for another kind of record (profile or subprofile) than the Source of the trigger.',
	NOT_A_PROFILE:
		'The callback does not say what it is about, and it has fields of a collection. It is not taken for a profile. Use a trigger with the Source Collection for subprofiles.',
	SOURCE_NOT_EXPECTED:
		'The callback is for another database or collection than the one chosen in the trigger.',
	NOT_A_MAILING_EVENT:
		'The Webhook is not about an open, a click, a delivery, a failed delivery, a bounce or an unsubscribe.',
	EVENT_NOT_WATCHED: 'The event is not one of the Events selected in the trigger.',
	EVENT_REPEATED:
		'This event has already started the workflow. Two Webhooks may call the same URL: remove one of them in Marketing Suite.',
	ACTION_NOT_WATCHED: 'The action is not one of the Actions selected in the trigger.',
	FIELDS_NOT_WATCHED: 'None of the Fields to Watch changed.',
	CONNECTOR_FIELDS_ONLY:
		'Only the field that the Spotler Activate connector writes itself changed (SqueezelyCustomerId).',
	COLLECTION_LEFT_OUT: 'The callback is for one of the Collections to Leave Out.',
	NOT_ABOUT_AN_AUDIENCE:
		'The row that Activate added is about something else than an audience, such as a step of a journey.',
} as const;
export type IgnoredCode = keyof typeof IGNORED;

/** Why a call is refused. */
export interface CallbackRefusal {
	ok: false;
	code: RefusalCode;
	/** What is special about this call, as a sentence. Holds nothing that the caller chose. */
	detail?: string;
}

/** A value, or the refusal. Core code returns these and throws nothing. */
export type CallbackOutcome<T> = ({ ok: true } & T) | CallbackRefusal;

/** Short form for a refusal. */
export function refuse(code: RefusalCode, detail?: string): CallbackRefusal {
	return detail === undefined ? { ok: false, code } : { ok: false, code, detail };
}
