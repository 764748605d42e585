import { generateKeyPairSync } from 'crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { copernicaKeyName, readAccountId } from '../../../core/callback/signature/signedCall';
import { readKeyRecords } from '../../../core/callback/signature/dkimRecord';
import { readTxtAnswer, txtQueryUrl } from '../../../core/callback/signature/dnsOverHttps';
import { foreignPair, pair, publicBase64 } from './support/signedCall';

const p = publicBase64();
const small = generateKeyPairSync('rsa', { modulusLength: 512 });
const curve = generateKeyPairSync('ed25519');
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 1024 });

function ask(records: string[]): string | number {
	const found = readKeyRecords(records);
	return found.ok ? found.keys.length : found.code;
}

/** 253 characters, the most that DNS allows. */
const longestName = `${'a'.repeat(49)}.${`${'b'.repeat(63)}.`.repeat(2)}${'c'.repeat(61)}.copernica.com`;

describe('key names', () => {
	it.each([
		['one._domainkey.copernica.com', 'one._domainkey.copernica.com'],
		['ONE._DomainKey.Copernica.COM', 'one._domainkey.copernica.com'],
		['2025-03._domainkey.mail.copernica.com', '2025-03._domainkey.mail.copernica.com'],
		[longestName, longestName],
	])('%s is one', (keyId, name) => expect(copernicaKeyName(keyId)).toBe(name));

	it.each([
		'copernica.com',
		'.copernica.com',
		'one._domainkey.copernica.com.',
		'one._domainkey.copernica.com.example.com',
		'one._domainkey.evilcopernica.com',
		'one._domainkey.evil-copernica.com',
		'one..copernica.com',
		'one._domainkey.copernica.com/../x',
		'one copernica.com',
		'one._domainkey.copernica.co',
		'one._domainkey.copernica.com\n',
		'one._domainkey.cоpernica.com', // Cyrillic o
		'one._domainkey.copernıca.com',
		'\u212a1._domainkey.copernica.com', // Kelvin sign, whose lower case is k
		'one@evil.example/.copernica.com',
		'-one.copernica.com',
		`${'a'.repeat(64)}.copernica.com`,
		`${'a.'.repeat(130)}copernica.com`,
		`a${longestName}`,
		'one\u212a._domainkey.copernica.com', // the same further on
		'',
	])('%j is none', (keyId) => expect(copernicaKeyName(keyId)).toBeNull());

	it('whatever is let through ends under copernica.com and needs no escaping', () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.domain(),
					fc.domain().map((d) => `${d}.copernica.com`),
				),
				(keyId) => {
					const name = copernicaKeyName(keyId);
					if (name !== null) {
						expect(name.endsWith('.copernica.com')).toBe(true);
						expect(encodeURIComponent(name)).toBe(name);
					}
				},
			),
		);
	});
});

describe('key records', () => {
	it.each([
		['plain', [`v=DKIM1; k=rsa; p=${p}`]],
		['without blanks', [`v=DKIM1;k=rsa;p=${p}`]],
		['many blanks around tags and values', [` v = DKIM1 ;  k = rsa ;  p =  ${p} ; `]],
		['no k', [`v=DKIM1; p=${p}`]],
		['a part that is no tag', [`v=DKIM1; p=${p}; pp`]],
		['a key wrapped over lines', [`v=DKIM1; p=${p.slice(0, 60)} \n ${p.slice(60)}`]],
		[
			'among records that are no keys',
			['v=spf1 -all', 'google-site-verification=x', `v=DKIM1; p=${p}`],
		],
		['beside a revoked one', ['v=DKIM1; p=', `v=DKIM1; p=${p}`]],
		[
			'the bare RSA form',
			[`v=DKIM1; p=${pair.publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')}`],
		],
	])('%s', (_name, records) => expect(ask(records)).toBe(1));

	it('all usable keys count, up to a few', () => {
		expect(ask([`v=DKIM1; p=${p}`, `v=DKIM1; p=${publicBase64(foreignPair.publicKey)}`])).toBe(2);
		expect(ask(Array<string>(50).fill(`v=DKIM1; p=${p}`))).toBe(4);
	});

	it.each([
		['KEY_NOT_FOUND', 'nothing', []],
		['KEY_NOT_FOUND', 'no version', [`k=rsa; p=${p}`]],
		['KEY_NOT_FOUND', 'another version', [`v=DKIM2; p=${p}`]],
		['KEY_REVOKED', 'an empty p', ['v=DKIM1; k=rsa; p=']],
		['KEY_REVOKED', 'a blank p', ['v=DKIM1; p= ;']],
		['KEY_UNUSABLE', 'no p', ['v=DKIM1; k=rsa']],
		['KEY_UNUSABLE', 'rubbish', ['v=DKIM1; p=AAAA']],
		['KEY_UNUSABLE', 'no base64', ['v=DKIM1; p=%%%']],
		['KEY_UNUSABLE', 'a key too short to be safe', [`v=DKIM1; p=${publicBase64(small.publicKey)}`]],
		[
			'KEY_UNUSABLE',
			'a curve',
			[`v=DKIM1; p=${curve.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`],
		],
		[
			'KEY_UNUSABLE',
			'an RSA key for another padding',
			[`v=DKIM1; p=${publicBase64(pss.publicKey)}`],
		],
		['KEY_UNUSABLE', 'a curve by name', [`v=DKIM1; k=ed25519; p=${p}`]],
	])('%s: %s', (code, _why, records) => expect(ask(records)).toBe(code));

	it('never throws', () => {
		fc.assert(
			fc.property(
				fc.array(fc.string().map((s) => `v=DKIM1;${s}`)),
				(records) => void readKeyRecords(records),
			),
		);
	});
});

describe('DNS answers', () => {
	it('Cloudflare: quoted strings, joined without a separator', () => {
		expect(
			readTxtAnswer({
				Status: 0,
				TC: false,
				Question: [{ name: 'one._domainkey.copernica.com', type: 16 }],
				Answer: [{ name: 'x', type: 16, TTL: 300, data: '"v=DKIM1; p=AB" "CD"' }],
			}),
		).toEqual({ records: ['v=DKIM1; p=ABCD'], ttl: 300 });
	});
	it('Google: the bare text', () => {
		expect(
			readTxtAnswer({ Status: 0, Answer: [{ type: 16, TTL: 60, data: 'v=DKIM1; p=ABCD' }] }),
		).toEqual({
			records: ['v=DKIM1; p=ABCD'],
			ttl: 60,
		});
	});
	it('escapes of zone files', () => {
		expect(
			readTxtAnswer({ Status: 0, Answer: [{ type: 16, TTL: 1, data: '"a\\;b\\"c\\\\d\\065"' }] })
				?.records,
		).toEqual(['a;b"c\\dA']);
	});
	it.each([
		['a quote at the end of bare text', 'v=DKIM1; n="x"', 'v=DKIM1; n="x"'],
		['a quote that is never closed', '"v=DKIM1; p=ABCD', ''],
	])('%s', (_what, data, text) => {
		expect(readTxtAnswer({ Status: 0, Answer: [{ type: 16, TTL: 1, data }] })?.records).toEqual([
			text,
		]);
	});
	it('an alias on the way: its text is no record, its TTL counts', () => {
		expect(
			readTxtAnswer({
				Status: 0,
				Answer: [
					{ type: 5, TTL: 20, data: 'elsewhere.copernica.com.' },
					{ type: 16, TTL: 300, data: '"v=DKIM1"' },
				],
			}),
		).toEqual({ records: ['v=DKIM1'], ttl: 20 });
	});
	it.each([
		['the name does not exist', { Status: 3 }],
		['the name has no text', { Status: 0 }],
		['only other types', { Status: 0, Answer: [{ type: 1, TTL: 5, data: '127.0.0.1' }] }],
	])('%s: nothing, for certain', (_name, answer) => {
		expect(readTxtAnswer(answer)).toEqual({ records: [], ttl: 0 });
	});
	it('with very many records cost no more than the first few', () => {
		const other = { type: 16, TTL: 5, data: 'v=spf1 -all' };
		const key = { type: 16, TTL: 300, data: `v=DKIM1; p=${p}` };
		const recordsOf = (Answer: unknown[]) => readTxtAnswer({ Status: 0, Answer })?.records;
		const many = Array<unknown>(100_000).fill(other);
		expect(recordsOf([key, ...many])).toEqual([key.data, ...Array(49).fill(other.data)]);
		expect(recordsOf([...many.slice(0, 49), key])).toContain(key.data);
		expect(recordsOf([...many.slice(0, 50), key])).not.toContain(key.data);
		// What is not read cannot be wrong either.
		expect(recordsOf([key, ...many.slice(0, 49), 'no record'])).toHaveLength(50);
	});
	it('with a record longer than any can be cannot tell', () => {
		const ofLength = (length: number) =>
			readTxtAnswer({ Status: 0, Answer: [{ type: 16, TTL: 5, data: 'x'.repeat(length) }] });
		expect(ofLength(131_072)?.records).toHaveLength(1);
		expect(ofLength(131_073)).toBeNull();
	});
	it.each([
		['server failure', { Status: 2 }],
		['refused', { Status: 5 }],
		['a page', '<html></html>'],
		['nothing', null],
		['another form', { status: 'ok' }],
		['a broken answer', { Status: 0, Answer: [{ type: 'TXT' }] }],
	])('%s: cannot tell', (_name, answer) => expect(readTxtAnswer(answer)).toBeNull());
});

describe('resolvers', () => {
	it('keeps the parameters a resolver needs', () => {
		expect(txtQueryUrl(' https://dns.example.com/q?token=1 ', 'a.copernica.com')).toBe(
			'https://dns.example.com/q?token=1&name=a.copernica.com&type=TXT',
		);
	});
	it.each(['http://127.0.0.1:8053/dns', 'http://localhost:1/dns', 'http://[::1]/dns'])(
		'%s on this machine',
		(url) => {
			expect(txtQueryUrl(url, 'a')).not.toBeNull();
		},
	);
	it.each([
		'http://dns.example.com/q',
		'http://127.0.0.1.example.com/',
		'ftp://127.0.0.1/',
		'dns.google',
		'',
		'https://user:pw@dns.google/',
		'https://user@dns.google/',
		'https://:pw@dns.google/',
	])('%j is refused', (url) => expect(txtQueryUrl(url, 'a')).toBeNull());
});

describe('account ids', () => {
	it.each([
		'account-12345',
		'account_12345',
		'Account_12345',
		'account_ 12345',
		'ACCOUNT-0012345',
		' account_12345 ',
		'12345',
		'0012345',
	])('%j', (header) => {
		expect(readAccountId(header)).toBe('12345');
	});
	it.each([
		'environment_12345',
		'_12345',
		'-12345',
		'12 345',
		'my account',
		'9'.repeat(21),
		'account12345',
		'account_',
		'account_12a',
		'xaccount_12345',
		'account_1, account_2',
		'',
	])('%j is none', (header) => expect(readAccountId(header)).toBeNull());
	it('zeros count unless they lead', () => {
		expect(readAccountId('account_10045')).toBe('10045');
		expect(readAccountId('account_0010045')).toBe('10045');
		expect(readAccountId('account_0')).toBe('0');
	});
});
