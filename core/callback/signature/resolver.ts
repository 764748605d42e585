import { isSafeUrl } from '../../http/safeUrl';

/** Resolvers that are asked in turn unless the user names others. Both speak the JSON form. */
export const defaultResolvers = [
	'https://cloudflare-dns.com/dns-query',
	'https://dns.google/resolve',
] as const;

/**
 * Checks a resolver's URL: https, or http on a loopback host (a local resolver, the sandbox), no user name in it.
 *
 * @returns the query URL for a TXT record of `name`, or null when the resolver's URL is not acceptable
 */
export function txtQueryUrl(resolver: string, name: string): string | null {
	if (!URL.canParse(resolver)) return null;
	const url = new URL(resolver);
	if (!isSafeUrl(url) || url.username !== '' || url.password !== '') return null;
	url.searchParams.set('name', name);
	url.searchParams.set('type', 'TXT');
	return url.toString();
}
