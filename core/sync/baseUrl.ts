import { checkBaseUrl } from '../copernica/baseUrl';

/** Host in current client code (spotler-activate.md 1); configurable, a Spotler-branded one could come. */
export const DEFAULT_BASE_URL = 'https://api.squeezely.tech';

/** What to tell when a base URL is refused; does not repeat the value. */
export const BASE_URL_REFUSED =
	'The base URL of the Spotler Activate credential must be a plain https:// address such as https://api.squeezely.tech, because the API key travels with each request. Plain http works for this machine only (localhost).';

/** The base URL without trailing slash, or null where {@link BASE_URL_REFUSED} applies. */
export function activateBaseUrl(text: string): string | null {
	const check = checkBaseUrl(text, 'base URL');
	return check.ok ? check.url : null;
}
