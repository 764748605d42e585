import { beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, createPublicKey, verify } from 'crypto';
import { signingModes, type Signing } from '../../../sandbox/copernica/signing';
import { withSandbox } from '../../support/withSandbox';
import { send } from './support/client';
import { withReceiver, type ReceivedCall } from './support/receiver';

/**
 * Callbacks are signed as docs/vendors/copernica.md#2-signatures says; checked here by a few lines of our own, with the
 * key out of DNS.
 */
const sandbox = withSandbox();
const receiver = withReceiver();

beforeEach(() => {
	sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
});

const fire = async (signing: Partial<Signing> = {}): Promise<ReceivedCall> => {
	sandbox.copernica.deliveries.plan({ signing });
	sandbox.copernica.edit({ edit: 'create-profile', fields: { Email: 'new@example.com' } });
	await sandbox.settled();
	const last = receiver.received.at(-1);
	if (last === undefined) throw new Error('Nothing was received');
	return last;
};

const keyFromDns = async (name: string) => {
	const reply = await send(`${sandbox.copernica.dohUrl}?name=${name}&type=TXT`, {});
	const { Answer } = reply.json as { Answer?: Array<{ data: string }> };
	const record = (Answer?.[0]?.data.match(/"([^"]*)"/g) ?? []).map((text) => text.slice(1, -1));
	const key = /p=([^;]+)/.exec(record.join(''))?.[1];
	if (key === undefined) throw new Error(`No key under ${name}`);
	return createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
};

const partOf = (header: string, name: string) =>
	new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? '';

/** True when the digest fits the body and the signature fits the headers. */
const isGenuine = async (call: ReceivedCall): Promise<boolean> => {
	const { headers, body } = call;
	const header = headers.signature ?? '';
	const [algorithm = '', digest = ''] = (headers.digest ?? '').split(/=(.*)/s);
	const hashes: Record<string, string> = {
		'sha-256': 'sha256',
		'sha-512': 'sha512',
		sha: 'sha1',
		md5: 'md5',
	};
	const hash = hashes[algorithm.toLowerCase()] ?? '';
	if (createHash(hash).update(body).digest('base64') !== digest) return false;
	const text = partOf(header, 'headers')
		.toLowerCase()
		.split(/\s+/)
		.map((name) =>
			name === '(request-target)' ? `${name}: post ${call.url}` : `${name}: ${headers[name] ?? ''}`,
		)
		.join('\n');
	const proof = Buffer.from(partOf(header, 'signature').replace(/\s/g, ''), 'base64');
	const key = await keyFromDns(partOf(header, 'keyId'));
	return verify('sha256', Buffer.from(text), key, proof);
};

describe('a genuine callback', () => {
	it('has the headers of the vendor and a signature that fits', async () => {
		const call = await fire();
		expect(call).toMatchObject({
			method: 'POST',
			headers: {
				host: new URL(receiver.url).host,
				'x-copernica-id': 'account_12345',
				'x-nonce': expect.stringMatching(/^[0-9a-f]{32}$/),
				digest: expect.stringMatching(/^SHA-256=/),
			},
		});
		expect(Math.abs(Date.parse(call.headers.date ?? '') - Date.now())).toBeLessThan(60_000);
		expect(partOf(call.headers.signature ?? '', 'algorithm')).toBe('rsa-sha256');
		expect(await isGenuine(call)).toBe(true);
	});

	it.each<Partial<Signing>>([
		{ headerCase: 'mixed' },
		{ folded: true },
		{ digest: 'sha-256' },
		{ digest: 'SHA-512' },
		{ digest: 'SHA' },
		{ digest: 'MD5' },
		{ accountForm: 'account-#' },
		{ accountForm: 'Account_#' },
		{ accountForm: 'account_ #' },
		{ accountForm: 'environment_#' },
		{ covered: ['host', 'date', 'digest', 'x-nonce', 'x-copernica-id'] },
		{ nonce: 'always-the-same' },
	])('stays genuine with %j', async (signing) => {
		expect(await isGenuine(await fire(signing))).toBe(true);
	});

	it('shows what was asked for', async () => {
		const mixed = await fire({ headerCase: 'mixed', folded: true });
		expect(mixed.rawHeaders.map(([name]) => name)).toEqual(
			expect.arrayContaining(['Date', 'Digest', 'X-Copernica-ID', 'Signature']),
		);
		expect(mixed.headers.signature).not.toMatch(/,\s*signature=/);
		expect(partOf(mixed.headers.signature ?? '', 'signature')).toMatch(/ /);
		expect((await fire({ accountForm: 'account_ #' })).headers['x-copernica-id']).toBe(
			'account_ 12345',
		);
	});
});

describe('what must be refused', () => {
	const detectable = [
		'wrong-key',
		'tampered-body',
		'tampered-signature',
		'digest-mismatch',
		'wrong-host',
		'wrong-path',
		'weak-algorithm',
	] as const;

	it.each(detectable)('%s does not verify', async (mode) => {
		expect(await isGenuine(await fire({ mode }))).toBe(false);
	});

	it('a tampered body is still readable', async () => {
		const call = await fire({ mode: 'tampered-body' });
		expect(() => JSON.parse(call.body.toString())).not.toThrow();
	});

	it('unsigned, without digest, without nonce', async () => {
		expect((await fire({ mode: 'unsigned' })).headers).not.toHaveProperty('signature');
		expect((await fire({ mode: 'digest-missing' })).headers).not.toHaveProperty('digest');
		expect((await fire({ mode: 'nonce-missing' })).headers).not.toHaveProperty('x-nonce');
	});

	it('stale, future, another account: genuine but for that', async () => {
		const age = (call: ReceivedCall) => Date.now() - Date.parse(call.headers.date ?? '');
		const stale = await fire({ mode: 'stale' });
		expect(age(stale)).toBeGreaterThan(3_000_000);
		const future = await fire({ mode: 'future' });
		expect(age(future)).toBeLessThan(-3_000_000);
		const shifted = await fire({ dateShiftSeconds: -90 });
		expect(age(shifted)).toBeGreaterThan(60_000);
		const other = await fire({ mode: 'wrong-account' });
		expect(other.headers['x-copernica-id']).toBe('account_99999');
		for (const call of [stale, future, shifted, other]) expect(await isGenuine(call)).toBe(true);
	});

	it('a key name outside copernica.com, and one that is not in DNS', async () => {
		const foreign = await fire({ mode: 'foreign-key-name' });
		expect(partOf(foreign.headers.signature ?? '', 'keyId')).toMatch(
			/copernica\.com\.example\.com$/,
		);
		const unknown = await fire({ mode: 'unknown-key-name' });
		await expect(isGenuine(unknown)).rejects.toThrow('No key under nobody._domainkey');
	});

	it('every mode sends a request', async () => {
		for (const mode of signingModes) await fire({ mode });
		expect(receiver.received).toHaveLength(signingModes.length);
	});

	it('a special signature holds for the next delivery only', async () => {
		await fire({ mode: 'unsigned' });
		sandbox.copernica.edit({ edit: 'create-profile', fields: {} });
		await sandbox.settled();
		expect(receiver.received.at(-1)?.headers).toHaveProperty('signature');
	});
});

describe('keys', () => {
	it('both the old and the new key are in DNS after a rotation', async () => {
		const before = await fire();
		sandbox.copernica.keys.rotate();
		const after = await fire();
		const names = [before, after].map(({ headers }) => partOf(headers.signature ?? '', 'keyId'));
		expect(names).toEqual([
			'sandbox._domainkey.copernica.com',
			'sandbox2._domainkey.copernica.com',
		]);
		expect(await isGenuine(before)).toBe(true);
		expect(await isGenuine(after)).toBe(true);
	});

	it('a revoked key has an empty p', async () => {
		sandbox.copernica.keys.revoke('sandbox._domainkey.copernica.com');
		await expect(keyFromDns('sandbox._domainkey.copernica.com')).rejects.toThrow('No key');
	});
});

describe('DNS over HTTPS', () => {
	const name = 'sandbox._domainkey.copernica.com';
	const ask = async (query = `name=${name}&type=TXT`) =>
		await send(`${sandbox.copernica.dohUrl}?${query}`, {});

	it('answers as the public resolvers do, in chunks of at most 255', async () => {
		const reply = await ask();
		expect(reply.headers.get('content-type')).toBe('application/dns-json');
		expect(reply.json).toMatchObject({ Status: 0, Answer: [{ type: 16, TTL: 300 }] });
		const { Answer } = reply.json as { Answer: Array<{ data: string }> };
		expect(Answer[0]?.data).toMatch(/^"v=DKIM1; k=rsa; p=.{237}" "[^"]{1,255}"$/);
		expect((await ask(`name=${name}&type=16`)).json).toMatchObject({ Status: 0, Answer: [{}] });
	});

	it('can answer otherwise', async () => {
		const { copernica } = sandbox;
		copernica.setDns({ form: 'plain', ttl: 5, otherRecordFirst: true, blanks: false });
		expect((await ask()).json).toMatchObject({
			Answer: [
				{ data: 'google-site-verification=sandbox' },
				{ TTL: 5, data: expect.stringMatching(/^v=DKIM1;k=rsa;p=/) },
			],
		});
		copernica.setDns({ form: 'quoted', otherRecordFirst: false, record: 'v=DKIM1; p=' });
		expect((await ask()).json).toMatchObject({ Answer: [{ data: '"v=DKIM1; p="' }] });
		copernica.setDns({ answer: 'nxdomain' });
		expect((await ask()).json).toMatchObject({ Status: 3 });
		copernica.setDns({ answer: 'servfail' });
		expect((await ask()).json).toMatchObject({ Status: 2 });
		copernica.setDns({ answer: 'no-answer' });
		expect((await ask()).json).not.toHaveProperty('Answer');
		copernica.setDns({ answer: 'not-json' });
		expect((await ask()).json).toBeNull();
		copernica.setDns({ answer: 'status-500' });
		expect((await ask()).status).toBe(500);
		copernica.setDns({ answer: 'normal', delayMs: 20 });
		expect((await ask()).status).toBe(200);
	});

	it('knows no other names, and says so', async () => {
		expect((await ask('name=one._domainkey.copernica.com&type=TXT')).json).toMatchObject({
			Status: 3,
		});
		expect((await ask('type=TXT')).status).toBe(400);
	});
});
