/** The part of npm `http-signature` (draft-cavage, by its reference clients' authors) that the tests use. */
declare module 'http-signature' {
	interface Signable {
		method: string;
		path: string;
		getHeader(name: string): string | undefined;
		setHeader(name: string, value: string): void;
	}
	interface SignOptions {
		/** PEM. */
		key: string;
		keyId: string;
		headers: string[];
		algorithm: string;
		authorizationHeaderName: string;
	}
	interface Received {
		method: string;
		url: string;
		httpVersion: string;
		/** Names in lower case. */
		headers: Record<string, string>;
	}
	interface Parsed {
		signingString: string;
	}
	/** Adds the header that proves the request. */
	export function sign(request: Signable, options: SignOptions): boolean;
	/** Reads the proof. Throws when it cannot be read, or the date is off by more than `clockSkew` seconds. */
	export function parseRequest(
		request: Received,
		options: { clockSkew: number; headers: string[] },
	): Parsed;
	/** Whether the proof fits the key (PEM). */
	export function verifySignature(parsed: Parsed, key: string): boolean;
}
