/** Resolvers that are asked in turn unless the user names others. Both speak the JSON form. */
export const defaultResolvers = [
	'https://cloudflare-dns.com/dns-query',
	'https://dns.google/resolve',
] as const;

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True for a host that never leaves this machine. */
export function isLoopbackHost(hostname: string): boolean {
	return loopback.test(hostname.toLowerCase());
}

/**
 * Checks a resolver's URL: https, or http on a loopback host (a local resolver, the sandbox), no user name in it.
 *
 * @returns the query URL for a TXT record of `name`, or null when the resolver's URL is not acceptable
 */
export function txtQueryUrl(resolver: string, name: string): string | null {
	if (!URL.canParse(resolver.trim())) return null;
	const url = new URL(resolver.trim());
	const isSafe =
		url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
	if (!isSafe || url.username !== '' || url.password !== '') return null;
	url.searchParams.set('name', name);
	url.searchParams.set('type', 'TXT');
	return url.toString();
}
