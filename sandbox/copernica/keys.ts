import { generateKeyPairSync, type KeyObject } from 'crypto';

/** A key under which callbacks are signed. */
export interface SigningKey {
	/** DNS name of its TXT record, the `keyId`. */
	name: string;
	privateKey: KeyObject;
	/** Base64 DER of the public key, the `p` tag; empty = revoked (docs/vendors/copernica.md#23-keys-and-digests). */
	publicKey: string;
}

function newKey(name: string): SigningKey {
	const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
	return {
		name,
		privateKey: pair.privateKey,
		publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
	};
}

/**
 * The vendor's RSA keys. The newest signs; older ones stay in DNS, as in the monthly rotation
 * (docs/vendors/copernica.md#22-verification).
 */
export class Keys {
	private keys: SigningKey[] = [newKey('sandbox._domainkey.copernica.com')];
	private foreignKey: SigningKey | null = null;
	private readonly revoked = new Set<string>();
	private rotations = 0;

	current(): SigningKey {
		const key = this.keys[0];
		if (key === undefined) throw new Error('The sandbox has no key');
		return key;
	}

	/** A key that nobody published; made on first use. */
	foreign(): SigningKey {
		this.foreignKey ??= newKey('sandbox._domainkey.copernica.com.example.com');
		return this.foreignKey;
	}

	/** Signs with a new key under a new name from now on. */
	rotate(): SigningKey {
		this.rotations += 1;
		const key = newKey(`sandbox${this.rotations + 1}._domainkey.copernica.com`);
		this.keys.unshift(key);
		return key;
	}

	/** Publishes the record of a key with an empty `p`. */
	revoke(name: string): void {
		this.revoked.add(name);
	}

	/** Text of the TXT record (DKIM, RFC 6376) under a name, or null. */
	record(name: string): string | null {
		const key = this.keys.find((entry) => entry.name === name.toLowerCase().replace(/\.$/, ''));
		if (key === undefined) return null;
		return `v=DKIM1; k=rsa; p=${this.revoked.has(key.name) ? '' : key.publicKey}`;
	}

	/** Back to the first key; makes no new one, that is slow. */
	reset(): void {
		this.keys = this.keys.slice(-1);
		this.revoked.clear();
		this.rotations = 0;
	}
}
