import { describe, expect, it } from '@jest/globals';
import { IGNORED, REFUSALS } from '../../../core/callback/codes';

describe('codes', () => {
	it.each([...Object.keys(REFUSALS), ...Object.keys(IGNORED)])('%s is UPPER_SNAKE', (code) => {
		expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
	});
	it.each([...Object.values(REFUSALS).map(({ text }) => text), ...Object.values(IGNORED)])(
		'%s',
		(text) => {
			// n8n's style, and strings that n8n's fault classes would replace.
			expect(text).not.toMatch(/\b(error|problem|failure|mistake)\b/i);
			expect(text).not.toMatch(/EACCES|ENOENT|EPERM|ECONNRESET|ETIMEDOUT|Authorization/i);
			expect(text).toMatch(/\.$/);
		},
	);
	it.each(['HOST_MISMATCH', 'PATH_MISMATCH', 'ACCOUNT_UNKNOWN'] as const)(
		'%s advises what makes n8n register anew',
		(code) => {
			// Publishing a published workflow again with the same parameters does not: n8n then asks the trigger nothing.
			expect(REFUSALS[code].text).toMatch(/unpublish the workflow and publish it/i);
			expect(REFUSALS[code].text).not.toMatch(/publish the workflow again/i);
		},
	);
	it('proof lacking is 401, a body that cannot be used 400 or 413, "come again" 503, not stored 500', () => {
		for (const [code, { status }] of Object.entries(REFUSALS)) {
			const expected = code.startsWith('BODY_TOO')
				? 413
				: /^(BODY|NOT_A|ACTION)/.test(code)
					? 400
					: /LOOKUP_FAILED|ACCOUNT_UNKNOWN/.test(code)
						? 503
						: code === 'NOT_STORED'
							? 500
							: 401;
			expect([code, status]).toEqual([code, expected]);
		}
	});
});
