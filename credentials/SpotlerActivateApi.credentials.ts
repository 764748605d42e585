import {
	UserError,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ICredentialType,
	type IHttpRequestOptions,
	type INodeProperties,
	type Icon,
} from 'n8n-workflow';
import { z } from 'zod';
import {
	ACTIVATE_URL_REFUSED,
	checkBaseUrl,
	DEFAULT_ACTIVATE_URL,
	OTHER_ACTIVATE_HOST_REFUSED,
	resolveOnHost,
} from '../core/http/baseUrl';

const REFUSED =
	'Activate refused this Account ID or API Key. Copy both from the account settings of Activate.';

/** A text; where there is none, the message says what to do. */
const required = (message: string) =>
	z.string().default('').pipe(z.string().trim().min(1, message));

const credentialSchema = z.object({
	accountId: required('Enter the account ID in the Spotler Activate credential.'),
	apiKey: required('Enter the API key in the Spotler Activate credential.'),
	baseUrl: z.string().default(DEFAULT_ACTIVATE_URL),
});

/**
 * Access to Spotler Activate (formerly Squeezely): account id and API key in two headers
 * (docs/vendors/spotler-activate.md#11-authentication).
 */
export class SpotlerActivateApi implements ICredentialType {
	name = 'spotlerActivateApi';

	displayName = 'Spotler Activate API';

	icon: Icon = {
		light: 'file:../nodes/SpotlerActivate/spotlerActivate.svg',
		dark: 'file:../nodes/SpotlerActivate/spotlerActivate.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-copernica-spotler/n8n-nodes-copernica-spotler#credentials';

	properties: INodeProperties[] = [
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			required: true,
			description: 'Shown in the Spotler Activate account settings, next to the API key',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The secret key from the Spotler Activate account settings',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.squeezely.tech',
			placeholder: 'e.g. https://api.squeezely.tech',
			description:
				'Address of the Spotler Activate API. Do not add a version such as /v1. Must use https, except on this machine.',
		},
	];

	/**
	 * Signs a request and completes its address, so that nodes only name the path. A function and not the generic
	 * form: there n8n evaluates one expression per header (`={{$credentials…}}`) on each request, and the first one in an
	 * execution makes it acquire an expression isolate (docs/vendors/n8n.md#24-expressions-cost-an-isolate). Throws a
	 * sentence for the user where the base URL is not safe or the request would take the key to another host.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const parsed = credentialSchema.safeParse(credentials);
		if (!parsed.success) {
			throw new UserError(
				parsed.error.issues[0]?.message ?? 'Check the Spotler Activate credential.',
			);
		}
		const { accountId, apiKey } = parsed.data;
		const baseUrl = checkBaseUrl(parsed.data.baseUrl, 'base URL');
		if (!baseUrl.ok) throw new UserError(ACTIVATE_URL_REFUSED);
		const url = resolveOnHost(baseUrl.url, requestOptions.url);
		if (url === null) throw new UserError(OTHER_ACTIVATE_HOST_REFUSED);
		return {
			...requestOptions,
			// The address is whole now; a base URL beside it would only be able to disagree.
			baseURL: undefined,
			url,
			headers: {
				...requestOptions.headers,
				'X-AUTH-ACCOUNT': accountId,
				'X-AUTH-APIKEY': apiKey,
			},
		};
	};

	/**
	 * A read that changes nothing: `verifyAuth` is no neutral test, it registers a shop
	 * (docs/vendors/spotler-activate.md#11-authentication).
	 */
	test: ICredentialTestRequest = {
		request: {
			url: 'v1/contacts',
			method: 'GET',
			qs: { limit: 1 },
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: REFUSED } },
			{ type: 'responseCode', properties: { value: 403, message: REFUSED } },
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message: 'There is no Activate API at this Base URL. Check the address.',
				},
			},
		],
	};
}
