import { z } from 'zod';

/** Three base64url parts (RFC 7519). */
const JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

const replySchema = z.union([
	z.string().transform((text) => [text]),
	z
		.record(z.string(), z.unknown())
		.transform((reply) =>
			['jwt', 'token', 'access_token', 'data']
				.map((key) => reply[key])
				.filter((value) => typeof value === 'string'),
		),
]);

/**
 * Reads the answer of the token exchange. The vendor only says that it "contains a JWT string"
 * (docs/vendors/copernica.md#31-signing-in), so raw text, JSON text and an object with the usual keys are all accepted.
 *
 * @returns the JWT, or null when the answer has none
 */
export function readJwtReply(body: unknown): string | null {
	const parsed = replySchema.safeParse(body);
	if (!parsed.success) return null;
	for (const candidate of parsed.data) {
		const text = candidate.trim().replace(/^"|"$/g, '');
		if (JWT.test(text)) return text;
	}
	return null;
}
