const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True for a host that never leaves this machine: 127.0.0.0/8, ::1 and localhost. */
export function isLoopbackHost(hostname: string): boolean {
	return LOOPBACK.test(hostname.toLowerCase());
}

/** True for an address that we may send secrets to and trust answers from: https, or http on a loopback host. */
export function isSafeUrl(url: URL): boolean {
	return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}

type BaseUrlCheck = { ok: true; url: string } | { ok: false; reason: string };

/**
 * Checks a base URL from the credential. The token travels with each request, so plain http is only for loopback hosts
 * (a local sandbox).
 *
 * @param text what the user entered; surrounding spaces and trailing slashes are ignored
 * @param label the setting's name, for the text
 * @returns the URL without trailing slash, or a sentence for the user that does not repeat the value
 */
export function checkBaseUrl(text: string, label: string): BaseUrlCheck {
	const trimmed = text.trim();
	if (!URL.canParse(trimmed)) {
		return {
			ok: false,
			reason: `The ${label} is not a URL. Enter one like https://api.copernica.com.`,
		};
	}
	const url = new URL(trimmed);
	if (!isSafeUrl(url)) {
		return {
			ok: false,
			reason: `The ${label} must start with https://, because the access token travels with each request. Plain http works for this machine only (localhost).`,
		};
	}
	if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
		return {
			ok: false,
			reason: `The ${label} must be a plain address, without sign-in data, "?" or "#".`,
		};
	}
	return { ok: true, url: `${url.origin}${url.pathname}`.replace(/\/+$/, '') };
}

/**
 * Completes the address of a request.
 *
 * @param baseUrl as {@link checkBaseUrl} gave it
 * @param url a path (`v1/track`), or a whole address
 * @returns the whole address; null for one on another host, which must not get what the credential adds
 */
export function resolveOnHost(baseUrl: string, url: string): string | null {
	if (!URL.canParse(url, `${baseUrl}/`)) return null;
	const target = new URL(url, `${baseUrl}/`);
	return target.origin === new URL(baseUrl).origin ? target.href : null;
}

/**
 * Activate's host in current client code (docs/vendors/spotler-activate.md#1-names-hosts-credentials); configurable,
 * because it may get a Spotler name.
 */
export const DEFAULT_ACTIVATE_URL = 'https://api.squeezely.tech';

/** Shown when the base URL of the Spotler Activate credential is refused; does not repeat the value. */
export const ACTIVATE_URL_REFUSED =
	'The base URL of the Spotler Activate credential must be a plain https:// address such as https://api.squeezely.tech, because the API key travels with each request. Plain http works for this machine only (localhost).';

/** Shown when a request with the Spotler Activate credential would leave the host of its base URL. */
export const OTHER_ACTIVATE_HOST_REFUSED =
	'This request goes to another host than the base URL of the Spotler Activate credential, so it was not sent. Change the address, or the base URL.';
