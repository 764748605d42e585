import type { IgnoredCode, RefusalCode } from '../../core/callback/codes';
import type { CopernicaCode } from '../../core/copernica/codes';

/** What to do next, where the sentence of the code does not say it. The other parts say it in their sentences. */
export const refusedAdvice: Partial<Record<RefusalCode, string>> = {
	SIGNATURE_MISSING: 'If it is your own callback, check that no proxy removes headers.',
	SIGNATURE_MALFORMED: 'Check that no proxy changes headers.',
	HEADER_NOT_SIGNED: 'The answer names the headers that are not covered.',
	KEY_NOT_COPERNICA: 'The call is not from Copernica.',
	DATE_UNREADABLE: 'Check that no proxy changes headers.',
	ACCOUNT_MISMATCH: 'Check the Account ID, or the credential.',
	DIGEST_MISMATCH: 'Something on the way changed the body. Check proxies and firewalls.',
	SIGNATURE_INVALID: 'Check that no proxy changes headers, host or path.',
	CALL_REPLAYED: 'Nothing to do. The first one was accepted.',
	BODY_EMPTY: 'Check the Method of the callback.',
	BODY_UNREADABLE: 'Set the Method of the callback to JSON.',
};

export const ignoredAdvice: Partial<Record<IgnoredCode, string>> = {
	ENTITY_NOT_EXPECTED: 'Check Source, and which database or collection the callback belongs to.',
	SOURCE_NOT_EXPECTED: 'Check which callback uses this URL.',
};

export const copernicaAdvice: Partial<Record<CopernicaCode, string>> = {
	PROFILE_GONE: 'Nothing to do, unless you did not expect it.',
	PROFILE_UNKNOWN:
		'Look at what Copernica sent with the option Include Raw Payload of the trigger.',
	CALLBACK_GONE: 'Nothing to do.',
	SELECTION_GONE: 'Choose it again in the node.',
	REFUSED_BY_COPERNICA: 'The reason has its words.',
	ACCESS_DENIED: 'Check the token and its rights.',
	COPERNICA_UNAVAILABLE: 'Run it again later.',
	OUTCOME_UNKNOWN: 'Look in Copernica before you send it again.',
	SETTING_INVALID: 'The reason names it.',
};
