import type { Sandbox } from '../../../sandbox/index';
import type { CredentialValues } from './credentials';

/** Credentials of both vendors as a user would enter them, pointing at the sandbox. */
export function sandboxCredentials({ copernica, activate }: Sandbox): CredentialValues {
	return {
		copernicaApi: {
			accessToken: copernica.accessToken,
			baseUrl: copernica.url,
			authUrl: copernica.authenticateUrl,
		},
		spotlerActivateApi: {
			accountId: activate.accountId,
			apiKey: activate.apiKey,
			baseUrl: activate.url,
		},
	};
}
