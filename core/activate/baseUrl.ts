import { checkBaseUrl } from '../http/baseUrl';

/**
 * Host in current client code (docs/vendors/spotler-activate.md#1-names-hosts-credentials); configurable, a
 * Spotler-branded one could come.
 */
export const DEFAULT_BASE_URL = 'https://api.squeezely.tech';

/** What to tell when a base URL is refused; does not repeat the value. */
export const BASE_URL_REFUSED =
	'The base URL of the Spotler Activate credential must be a plain https:// address such as https://api.squeezely.tech, because the API key travels with each request. Plain http works for this machine only (localhost).';

/** The base URL without trailing slash, or null where {@link BASE_URL_REFUSED} applies. */
export function activateBaseUrl(text: string): string | null {
	const check = checkBaseUrl(text, 'base URL');
	return check.ok ? check.url : null;
}

/** What to tell when a request with the credential would leave the host of its base URL. */
export const OTHER_HOST_REFUSED =
	'This request goes to another host than the base URL of the Spotler Activate credential, so it was not sent. Change the address, or the base URL.';

/**
 * Completes the address of a request.
 *
 * @param baseUrl as {@link activateBaseUrl} gave it
 * @param url a path (`v1/track`), or a whole address
 * @returns the whole address, or null where {@link OTHER_HOST_REFUSED} applies: the API key must not go elsewhere
 */
export function resolveActivateUrl(baseUrl: string, url: string): string | null {
	if (!URL.canParse(url, `${baseUrl}/`)) return null;
	const target = new URL(url, `${baseUrl}/`);
	return target.origin === new URL(baseUrl).origin ? target.href : null;
}
