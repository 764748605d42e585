import { createHash } from 'crypto';

/** The one account of the sandbox, as `identity` tells it (docs/vendors/copernica.md#34-entities). */
export const account = {
	id: '12345',
	name: 'sandbox',
	description: 'Sandbox account',
	company: 'Example Company',
	/** Accepted by the authentication service and by v1 to v3. Worth nothing outside the sandbox. */
	accessToken: createHash('sha256').update('sandbox access token').digest('hex'),
} as const;
