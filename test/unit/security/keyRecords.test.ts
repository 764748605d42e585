import { describe, expect, it } from '@jest/globals';
import { readKeyRecords } from '../../../core/callback/signature/dkimRecord';
import { copernicaKeyName } from '../../../core/callback/signature/signedCall';
import { publicBase64 } from '../callback/support/signedCall';

const p = publicBase64();
const count = (record: string): number | string => {
	const found = readKeyRecords([record]);
	return found.ok ? found.keys.length : found.code;
};

describe('tags of a key record that do not concern us', () => {
	it.each([
		`v=DKIM1; h=sha256; k=rsa; p=${p}`,
		`v=DKIM1; k=rsa; t=y:s; s=email; n=note; p=${p}`,
		`v=DKIM1; x-unknown=1; p=${p}`,
		`v=DKIM1; K=ed25519; p=${p}`,
	])('are passed over: %#', (record) => expect(count(record)).toBe(1));

	it.each([`v=DKIM1; k=dsa; p=${p}`, `v=DKIM1; k=; p=${p}`, `v=DKIM1; k=rsa-pss; p=${p}`])(
		'but an unknown kind of key is not used: %#',
		(record) => expect(count(record)).toBe('KEY_UNUSABLE'),
	);
});

describe('key names that only look like Copernica’s', () => {
	it.each([
		['punycode of a look-alike', 'one._domainkey.xn--cpernica-emh.com'],
		['full-width dots', 'one._domainkey．copernica．com'],
		['an ideographic full stop', 'one._domainkey。copernica.com'],
		['a soft hyphen', 'one._domainkey.coper\u00adnica.com'],
		['a zero-width joiner', 'one._domainkey.copernica\u200d.com'],
		['a long s', 'one._domainkey.copernica.com\u017f'],
		['two trailing dots', 'one._domainkey.copernica.com..'],
		['a percent-encoded dot', 'one._domainkey%2ecopernica.com'],
		['a port', 'one._domainkey.copernica.com:53'],
		['a query', 'x.example.com?.copernica.com'],
		['a fragment', 'x.example.com#.copernica.com'],
		['a NUL', 'x.example.com\u0000.copernica.com'],
		['a backslash', 'x\\.example.com\\.copernica.com'],
		['only the tail of a label', 'x.notcopernica.com'],
	])('%s', (_what, keyId) => expect(copernicaKeyName(keyId)).toBeNull());

	it('upper case is the same name', () => {
		expect(copernicaKeyName('ONE._DOMAINKEY.COPERNICA.COM')).toBe('one._domainkey.copernica.com');
	});
});
