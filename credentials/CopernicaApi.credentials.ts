import {
	OperationalError,
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestHelper,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';
import { z } from 'zod';
import { checkBaseUrl } from '../core/http/baseUrl';
import { readJwtReply } from '../core/copernica/jwtReply';
import { resolveRequestUrl } from '../core/copernica/requestUrl';
import { SIGN_IN_TEXTS } from '../core/copernica/faultText';

const credentialSchema = z.object({
	accessToken: z
		.string()
		.default('')
		.pipe(z.string().trim().min(1, 'Enter the access token in the Copernica credential.')),
	baseUrl: z.string().default('https://api.copernica.com'),
	authUrl: z.string().default('https://authenticate.copernica.com'),
	sessionToken: z.string().default(''),
});

function readCredential(credentials: ICredentialDataDecryptedObject) {
	const parsed = credentialSchema.safeParse(credentials);
	if (!parsed.success) {
		throw new UserError(parsed.error.issues[0]?.message ?? 'Check the Copernica credential.');
	}
	return parsed.data;
}

const addressSchema = z.object({ url: z.string().optional(), uri: z.string().optional() });

const fullResponseSchema = z.object({ statusCode: z.number(), body: z.unknown().optional() });

/**
 * Access to Copernica: an access token, which goes with v1 to v3 requests as it is and is exchanged for a
 * JWT (24 h) for v4 (docs/vendors/copernica.md#31-signing-in).
 *
 * n8n calls `preAuthentication` while the hidden `sessionToken` is empty and once more after an answer that means
 * "expired" (401, or what a request names in `preAuthenticationRetryStatusCode`), and keeps the new value.
 * Several workers may do so at the same moment: Copernica lets several JWTs live side by side.
 */
export class CopernicaApi implements ICredentialType {
	name = 'copernicaApi';

	displayName = 'Copernica API';

	icon: Icon = {
		light: 'file:../nodes/Copernica/copernica.svg',
		dark: 'file:../nodes/Copernica/copernica.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-copernica-spotler/n8n-nodes-copernica-spotler#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description:
				'Create one in the Marketing Suite: your account, Access Tokens. Copernica shows it in full only once. It needs read access, and write access if you use this credential to change profiles or register callbacks.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.copernica.com',
			placeholder: 'e.g. https://api.copernica.com',
			description:
				'Address of the Copernica REST API. Do not add a version such as /v4. Must use https, except on this machine.',
		},
		{
			displayName: 'Authentication URL',
			name: 'authUrl',
			type: 'string',
			default: 'https://authenticate.copernica.com',
			placeholder: 'e.g. https://authenticate.copernica.com',
			description:
				'Address where the access token is exchanged for a short-lived one. Must use https, except on this machine.',
		},
	];

	/** Exchanges the access token for a JWT. Throws one of {@link SIGN_IN_TEXTS}, never with the token in it. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		const { accessToken, authUrl } = readCredential(credentials);
		const url = checkBaseUrl(authUrl, 'Authentication URL');
		if (!url.ok) throw new UserError(url.reason);
		const answer = fullResponseSchema.parse(
			await this.helpers.httpRequest({
				method: 'POST',
				url: url.url,
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
				body: new URLSearchParams({ access_token: accessToken }).toString(),
				returnFullResponse: true,
				ignoreHttpStatusErrors: true,
				// A redirect would carry the token to an address that nobody has checked.
				disableFollowRedirect: true,
				timeout: 30_000,
			}),
		);
		if (answer.statusCode === 429 || answer.statusCode >= 500) {
			throw new OperationalError(SIGN_IN_TEXTS.unavailable);
		}
		if (answer.statusCode >= 400) throw new UserError(SIGN_IN_TEXTS.refused);
		const sessionToken = readJwtReply(answer.body);
		if (sessionToken === null) throw new UserError(SIGN_IN_TEXTS.unreadable);
		return { sessionToken };
	}

	/**
	 * Signs a request by its path: v4 and later with the JWT, older ones with `?access_token=`. A function and
	 * not expressions, which cost n8n an isolate per request (docs/vendors/n8n.md#24-expressions-cost-an-isolate). n8n
	 * calls it again on the same options after a renewal, so it must be safe to repeat.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { accessToken, baseUrl, sessionToken } = readCredential(credentials);
		// n8n's own HTTP Request calls the address `uri`.
		const { url, uri } = addressSchema.parse(requestOptions);
		const target = resolveRequestUrl(baseUrl, url ?? uri ?? '');
		if (!target.ok) throw new UserError(target.reason);
		const address = url === undefined ? { uri: target.url } : { url: target.url };
		if (target.scheme === 'jwt') {
			return {
				...requestOptions,
				...address,
				headers: { ...requestOptions.headers, Authorization: `Bearer ${sessionToken}` },
			};
		}
		return {
			...requestOptions,
			...address,
			qs: { ...requestOptions.qs, access_token: accessToken },
		};
	};

	test: ICredentialTestRequest = {
		request: { url: '/v4/identity', method: 'GET' },
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Copernica refused this Access Token. Copy it again, or create a new one in the Marketing Suite.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: 'Copernica does not let this Access Token read. Check its rights in Copernica.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Copernica API at this Base URL. Check the address.',
				},
			},
		],
	};
}
