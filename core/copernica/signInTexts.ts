/**
 * Texts of the token exchange. The transport tells them apart, so they live in one place.
 * "Authorization" in the first one matters: n8n stops retrying an activation when it sees that word
 * (docs/vendors/n8n.md#13-failed-activations).
 */
export const SIGN_IN_TEXTS = {
	/** Copernica said no: nothing helps but another token. */
	refused:
		'Authorization failed: Copernica did not accept the access token. Check the token in the Copernica credential.',
	/** The sign-in service is down or busy: a later try can help, and nothing has been sent yet. */
	unavailable: 'The sign-in service of Copernica is not available right now. Try again later.',
	/** The service answered, but not with a token. */
	unreadable:
		'The sign-in service of Copernica gave an answer without a token. Check the Authentication URL in the Copernica credential.',
} as const;
