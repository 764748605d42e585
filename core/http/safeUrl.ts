const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** True for a host that never leaves this machine: 127.0.0.0/8, ::1 and localhost. */
export function isLoopbackHost(hostname: string): boolean {
	return LOOPBACK.test(hostname.toLowerCase());
}

/** True for an address that secrets and answers we rely on may travel to: https, or http on a loopback host. */
export function isSafeUrl(url: URL): boolean {
	return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
}
