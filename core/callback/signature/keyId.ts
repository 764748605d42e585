const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const copernicaName = new RegExp(`^(?:${label}\\.)+copernica\\.com$`);

/**
 * The DNS name of a key, lower-case, if it is a proper name *under* copernica.com; null for everything else:
 * look-alikes, the bare domain, trailing dots, empty labels, anything but ASCII.
 */
export function copernicaKeyName(keyId: string): string | null {
	if (keyId.length > 253 || !/^[\x21-\x7e]+$/.test(keyId)) return null;
	const name = keyId.toLowerCase();
	return copernicaName.test(name) ? name : null;
}
