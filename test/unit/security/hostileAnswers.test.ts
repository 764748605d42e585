import { describe, expect, it } from '@jest/globals';
import { maskVendorText } from '../../../core/http/mask';
import { interpretAnswer } from '../../../core/activate/answer';
import { scrubVendorText } from '../../../core/activate/scrub';

/** Found by fuzzing: answers that a vendor, or somebody in its place, could send to do harm. */

const event = { event: 'CRMUpdate', timestamp: 1, email: 'jan.jansen@example.com' };
const long = 'word '.repeat(20_000);

describe('an answer nested without end', () => {
	it.each([200, 400])('with status %i is read as one that cannot be read', (status) => {
		const body = `{"errors":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
		const answer = interpretAnswer({ status, body }, [event, event]);
		expect(answer.kind).toBe(status === 200 ? 'cut' : 'refused');
	});
});

describe('a text without end', () => {
	it.each(['a', 'a@', 'access_token=', ' ', '1 '])(
		'made of %j is cut before it is searched',
		(piece) => {
			const text = piece.repeat(300_000);
			expect(maskVendorText(text, 300).length).toBeLessThanOrEqual(300);
			expect(scrubVendorText(text, [event]).length).toBeLessThanOrEqual(200);
		},
	);

	it('is not cut in the middle of an address, which would then not be recognised', () => {
		for (const limit of [4_000, 6_000]) {
			for (let before = limit - 40; before <= limit; before++) {
				// A word of that length shrinks to a mask, so the end comes into view.
				const text = `${'x1'.repeat(limit).slice(0, before - 1)} jan.jansen@example.com ${long}`;
				expect(maskVendorText(text, 300)).not.toContain('jan.j');
				expect(scrubVendorText(text, [])).not.toContain('jan.j');
			}
		}
	});

	it('is rid of a value with line breaks in it, however the vendor repeats that', () => {
		const row = { ...event, city: 'Den\n  Haag' };
		for (const text of ['Den\n  Haag is unknown', 'Den Haag is unknown']) {
			expect(scrubVendorText(text, [row])).toBe('[value] is unknown');
		}
	});

	it('of ordinary length is shown as it is', () => {
		expect(maskVendorText('No profile with supplied ID', 300)).toBe('No profile with supplied ID');
		expect(scrubVendorText('The field country is invalid', [event])).toBe(
			'The field country is invalid',
		);
	});
});
