import { isLoopbackHost } from '../../http/baseUrl';
import { checkResult, type CheckResult } from './codes';

/**
 * Hosts that only exist in a private network: private ranges (RFC 1918, 6598, 3927, 4193), and names without a public
 * suffix.
 */
const PRIVATE_HOST =
	/^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[(?:::1?\]|f[cd]|fe80:)|[^.[\]]+$|.+\.(?:local|localdomain|localhost|internal|intranet|lan|home|corp|home\.arpa)$)/i;

/** Whether a host is unreachable from outside, as far as its name shows. */
export function isPrivateHost(hostname: string): boolean {
	return isLoopbackHost(hostname) || PRIVATE_HOST.test(hostname.replace(/\.$/, ''));
}

/**
 * The address under which n8n publishes its webhooks, with a slash at the end. n8n only gives it to an execution as
 * part of the address that resumes it: `<address>webhook-waiting/<execution>`.
 *
 * @returns null for anything else
 */
export function publicAddress(resumeUrl: unknown): string | null {
	if (typeof resumeUrl !== 'string' || !URL.canParse(resumeUrl)) return null;
	const { origin, pathname } = new URL(resumeUrl);
	const [prefix] = /^.*\/(?=[^/]+\/[^/]+$)/.exec(pathname) ?? [];
	return prefix === undefined ? null : `${origin}${prefix}`;
}

/** Whether a URL is one of this n8n. @param address as {@link publicAddress} gives it */
export function isBelow(address: string, url: string): boolean {
	return URL.canParse(url) && new URL(url).href.startsWith(address);
}

/**
 * Judges whether Copernica can reach the address of this n8n, as far as the address shows
 * (docs/vendors/copernica.md#22-verification: calls must arrive over https).
 *
 * @param isCopernicaHere whether the credential's Copernica is on this machine
 */
export function judgeAddress(address: string | null, isCopernicaHere: boolean): CheckResult {
	const check = 'Address of n8n';
	if (address === null) return checkResult(check, 'ADDRESS_UNKNOWN', {});
	const { hostname, protocol } = new URL(address);
	if (isCopernicaHere && isLoopbackHost(hostname)) {
		return checkResult(check, 'ADDRESS_OF_SANDBOX', { address });
	}
	if (isPrivateHost(hostname)) return checkResult(check, 'ADDRESS_LOCAL', { address });
	const code = protocol === 'https:' ? 'ADDRESS_PUBLIC' : 'ADDRESS_NOT_SECURE';
	return checkResult(check, code, { address });
}
