import { describe, expect, it } from '@jest/globals';
import { decodeBase64 } from '../../../core/callback/signature/signedCall';

/** Node itself skips what is no base64, so that many texts would stand for the same bytes. */
describe('base64 of signatures, digests and keys', () => {
	it.each([
		['AAAA', '000000'],
		['//79', 'fffefd'],
		['AQ==', '01'],
		['AQI=', '0102'],
	])('%s', (text, hex) => expect(decodeBase64(text)?.toString('hex')).toBe(hex));

	it.each([
		['nothing', ''],
		['something cut off', 'AAAAA'],
		['an end that is missing', 'AQI'],
		['signs before', '*-*-AAAA'],
		['signs behind', 'AAAA*-*-'],
		['the letters of URLs', '__79'],
		['padding alone', '===='],
		['padding in the middle', 'AQ==AQ=='],
	])('refuses %s', (_what, text) => expect(decodeBase64(text)).toBeNull());
});
