import { checkBaseUrl } from '../http/baseUrl';

/** How a request signs in: JWT in a header (v4 and later) or access token in the query (up to v3). */
type AuthScheme = 'jwt' | 'accessToken';

type RequestUrl = { ok: true; url: string; scheme: AuthScheme } | { ok: false; reason: string };

/**
 * The first path part is the version; paths without one are the oldest API
 * (docs/vendors/copernica.md#12-registering-through-rest and docs/vendors/copernica.md#31-signing-in).
 */
function schemeOf(path: string): AuthScheme {
	const version = /^\/v(\d+)(?:[/?]|$)/.exec(path)?.[1];
	return version !== undefined && Number(version) >= 4 ? 'jwt' : 'accessToken';
}

/**
 * Completes a request's address and says how the request must sign in.
 *
 * @param baseUrl the credential's base URL
 * @param url a path (`/v4/identity`), or the complete address when n8n signs the same request a second time
 * @returns the complete address; refuses an unsafe base URL and an address on another host, because the token must not
 * go there
 */
export function resolveRequestUrl(baseUrl: string, url: string): RequestUrl {
	const base = checkBaseUrl(baseUrl, 'Base URL');
	if (!base.ok) return base;
	if (url.startsWith('/') && !url.startsWith('//')) {
		return { ok: true, url: `${base.url}${url}`, scheme: schemeOf(url) };
	}
	if (url.startsWith(`${base.url}/`)) {
		return { ok: true, url, scheme: schemeOf(url.slice(base.url.length)) };
	}
	return {
		ok: false,
		reason:
			'This request goes to another host than the Base URL of the Copernica credential, so it was not sent. Change the request, or the Base URL.',
	};
}
