import { isSafeUrl } from './safeUrl';

type BaseUrlCheck = { ok: true; url: string } | { ok: false; reason: string };

/**
 * Checks a base URL from the credential. The token travels with each request, so plain http is for loopback
 * hosts only (a local sandbox).
 *
 * @param text what the user entered; blanks around it and slashes after it do not matter
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
