import { z } from 'zod';

const messageSchema = z.object({
	error: z.union([
		z.string(),
		z.object({ message: z.string() }).transform((error) => error.message),
	]),
});

/**
 * The vendor's own text in an answer: `{"error":{"message":"…"}}` (docs/vendors/copernica.md#32-requests-and-answers).
 *
 * @returns the raw text, or null when the body holds none (for example an HTML page of a load balancer)
 */
export function readVendorMessage(body: unknown): string | null {
	const parsed = messageSchema.safeParse(body);
	if (!parsed.success) return null;
	const text = parsed.data.error.trim();
	return text === '' ? null : text;
}

/** The words stand next to each other, so that a refused field called "token" is not taken for it. */
const TOKEN_REFUSAL =
	/\b(invalid|expired|revoked|missing|unknown|no) (access[ _-]?token|jwt|bearer token|token)\b|\b(access[ _-]?token|jwt|bearer token|token) (is |has |was )?(not valid|invalid|expired|revoked|missing)\b/i;

/**
 * Refusals of a token; its status in v4 is not documented, in older versions it is 400
 * (docs/vendors/copernica.md#32-requests-and-answers).
 */
export function isTokenRefusal(status: number, message: string | null): boolean {
	if (status === 401) return true;
	if (status !== 400 && status !== 403) return false;
	return TOKEN_REFUSAL.test(message ?? '');
}

/** Copernica answers an unknown id with 400, not 404 (docs/vendors/copernica.md#32-requests-and-answers). */
export function isGoneAnswer(status: number, message: string | null): boolean {
	if (status === 404 || status === 410) return true;
	return (
		status === 400 &&
		/^(Copernica REST API Error \d+: )?(no \w+ with (supplied|given) id|this \w+ has already been removed)/i.test(
			message ?? '',
		)
	);
}

/** A second removal (docs/vendors/copernica.md#32-requests-and-answers). */
export function isAlreadyRemovedAnswer(message: string | null): boolean {
	return /has already been removed/i.test(message ?? '');
}
