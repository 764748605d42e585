import type { CopernicaFault } from './fault';

/**
 * What happened, in a sentence or two. None may contain a code like those of network faults, or n8n replaces the
 * sentence (docs/vendors/n8n.md#42-nodeapierror). That of a 401 begins with a word that stops useless retries
 * (docs/vendors/n8n.md#13-failed-activations).
 *
 * @param credential name of the credential in use; null = not known
 */
export function copernicaFaultMessage(
	fault: CopernicaFault,
	credential: string | null = null,
): string {
	if (fault.kind === 'blocked') return fault.reason;
	if (fault.kind === 'unreadable') return `Copernica answered, but not with ${fault.wanted}`;
	const { kind, status, about } = fault;
	if (kind === 'gone') {
		return about === undefined
			? 'Copernica has no record with this ID. It may have been deleted.'
			: `Copernica has no ${about.what} with ID ${about.id}. It may have been deleted.`;
	}
	if (kind === 'redirected') return `Copernica answered with a redirect (status ${status})`;
	if (kind === 'refused') {
		const which = about === undefined ? '' : ` for the ${about.what} ${about.id}`;
		return `Copernica refused the request${which} (status ${status})`;
	}
	const token = credential === null ? null : `the access token of the credential "${credential}"`;
	if (status === null) return 'Copernica could not be reached, or gave no answer in time';
	if (status === 401) {
		return `Authorization failed: Copernica does not accept ${token ?? 'the access token'}`;
	}
	if (status === 403) {
		return `Copernica does not allow this with ${token ?? 'the access token in use'}`;
	}
	if (status === 429) return 'Copernica receives too many requests right now';
	return `Copernica is not available right now (status ${status})`;
}

/** What to do next. */
const ADVICE = {
	gone: 'Check the ID, the fields and their values.',
	refused: 'Check the ID, the fields and their values.',
	denied: 'Check the rights of the token in Copernica.',
	busy: 'Try again later.',
	notReached:
		'Check the Base URL in the Copernica credential and the network of n8n. If both are right, try again later.',
	token: 'Check the access token in this credential.',
	redirected: 'Check the Base URL in the Copernica credential.',
	unreadable: 'Check the Base URL in the Copernica credential. If it is right, try again later.',
	unknown: 'Whether the change was made is not known. Look in Copernica before you run this again.',
} as const satisfies Record<
	Exclude<CopernicaFault['kind'], 'blocked'> | 'notReached' | 'token',
	string
>;

/** The vendor's own words, the tries, the wait it asks for, and what to do next; null when the message says it all. */
export function copernicaFaultDescription(fault: CopernicaFault): string | null {
	if (fault.kind === 'blocked') return null;
	if (fault.kind === 'unreadable') return ADVICE.unreadable;
	const { kind, tries, retryAfterMs, vendorText } = fault;
	const parts: string[] = [];
	if (vendorText !== null) parts.push(`Copernica says: ${vendorText}`);
	if (tries > 1) parts.push(`Tried ${tries} times.`);
	if (retryAfterMs !== null) {
		parts.push(`Copernica asks to wait ${Math.ceil(retryAfterMs / 1000)} seconds.`);
	}
	if (kind === 'busy' && fault.status === null) return [...parts, ADVICE.notReached].join(' ');
	return [...parts, fault.status === 401 ? ADVICE.token : ADVICE[kind]].join(' ');
}

/**
 * Texts of the token exchange. The transport tells them apart, so they are in one place. "Authorization" in the first
 * one matters: n8n stops retrying an activation when it sees that word (docs/vendors/n8n.md#13-failed-activations).
 */
export const SIGN_IN_TEXTS = {
	/** Copernica said no: only another token helps. */
	refused:
		'Authorization failed: Copernica did not accept the access token. Check the token in the Copernica credential.',
	/** The sign-in service is down or busy: a later try may help, and nothing has been sent yet. */
	unavailable: 'The sign-in service of Copernica is not available right now. Try again later.',
	/** The service answered, but not with a token. */
	unreadable:
		'The sign-in service of Copernica gave an answer without a token. Check the Authentication URL in the Copernica credential.',
} as const;
