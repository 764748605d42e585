import { createHmac, randomBytes } from 'crypto';
import type { Clock } from '../clock';
import type { Quirks } from './quirks';

const lifetimeMs = 24 * 60 * 60 * 1000;

function segment(value: unknown): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** JWTs of REST v4: 24 h, several at a time (docs/vendors/copernica.md#31-signing-in). */
export class Tokens {
	private readonly key = randomBytes(32);
	private readonly expiries = new Map<string, number>();

	constructor(private readonly clock: Clock) {}

	/** A new JWT; the claim's name is a switch, because the vendor does not tell it. */
	issue(accountId: string, claim: Quirks['expiryClaim']): string {
		const now = this.clock();
		const expiresAt = now + lifetimeMs;
		const payload = {
			sub: accountId,
			iat: Math.floor(now / 1000),
			jti: randomBytes(8).toString('hex'),
			...(claim === 'none' ? {} : { [claim]: Math.floor(expiresAt / 1000) }),
		};
		const text = `${segment({ alg: 'HS256', typ: 'JWT' })}.${segment(payload)}`;
		const token = `${text}.${createHmac('sha256', this.key).update(text).digest('base64url')}`;
		this.expiries.set(token, expiresAt);
		return token;
	}

	isValid(token: string): boolean {
		return (this.expiries.get(token) ?? 0) > this.clock();
	}

	/** All tokens handed out so far stop working, as if 24 hours had gone by. */
	expireAll(): void {
		this.expiries.clear();
	}
}
