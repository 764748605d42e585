import { generateKeyPairSync } from 'crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { REFUSALS } from '../../../core/callback/codes';
import {
	PUBLIC_URL,
	receive,
	startReceiver,
	type Answer,
	type Call,
	type LogLine,
	type Receiver,
} from '../support/index';
import { startKeyServer, type KeyServer } from './calls/keyServer';
import { ACCOUNT, KEY_ID, PATH, signedCall, type Oddity } from './calls/sender';
import { automatic, manual } from './calls/settings';

/** Something of a person that no answer and no log line may repeat. */
const PERSON = 'private.person@example.com';
const JSON_BODY = {
	contentType: 'application/json',
	body: JSON.stringify({ id: '7', action: 'update', fields: { Email: PERSON } }),
};

let keys: KeyServer;
let receiver: Receiver;
let names = 0;

beforeAll(async () => {
	keys = await startKeyServer();
	receiver = await startReceiver({
		parameters: manual({ entity: 'profile', keys }),
		publicUrl: PUBLIC_URL,
	});
});
beforeEach(() => {
	keys.answer = { kind: 'normal' };
	receiver.executions.length = 0;
});
afterAll(async () => {
	await receiver.stop();
	await keys.stop();
});

/** A key name that the trigger has not looked up yet. */
const freshName = (): string => `k${(names += 1)}._domainkey.copernica.com`;

const call = (oddity: Oddity = {}): Call => signedCall(JSON_BODY, oddity);
const bodyCall = (body: string | Buffer, contentType = 'application/octet-stream'): Call =>
	signedCall({ contentType, body });

/** One way or several to earn a code: what is sent, after what was set up. */
interface Refused {
	code: string;
	status: number;
	why: string;
	prepare?: () => void;
	call: () => Call;
}

const table: Refused[] = [
	{
		code: 'SIGNATURE_MISSING',
		status: 401,
		why: 'no signature',
		call: () => call({ unsigned: true }),
	},
	{
		code: 'SIGNATURE_MALFORMED',
		status: 401,
		why: 'a signature header that is none',
		call: () => call({ signature: 'Basic abc' }),
	},
	{
		code: 'SIGNATURE_MALFORMED',
		status: 401,
		why: 'a signature that is no base64',
		call: () =>
			call({
				signature: `keyId="${KEY_ID}",algorithm="rsa-sha256",headers="date",signature="!!"`,
			}),
	},
	{
		code: 'ALGORITHM_NOT_ALLOWED',
		status: 401,
		why: 'a signature that anyone who knows the public key could make',
		call: () => call({ algorithm: 'hmac-sha256' }),
	},
	{
		code: 'ALGORITHM_NOT_ALLOWED',
		status: 401,
		why: 'a weak signature hash',
		call: () => call({ algorithm: 'rsa-sha1' }),
	},
	{
		code: 'ALGORITHM_NOT_ALLOWED',
		status: 401,
		why: 'a weak digest',
		call: () => call({ digest: 'MD5=1B2M2Y8AsgTpgAmY7PhCfg==' }),
	},
	...['(request-target)', 'host', 'date', 'digest', 'x-nonce', 'x-copernica-id'].map((left) => ({
		code: 'HEADER_NOT_SIGNED',
		status: 401,
		why: `${left} is not signed`,
		call: () =>
			call({
				covered: ['(request-target)', 'host', 'date', 'digest', 'x-nonce', 'x-copernica-id'].filter(
					(name) => name !== left,
				),
			}),
	})),
	...[
		'one._domainkey.copernica.com.example.com',
		'one._domainkey.evilcopernica.com',
		'copernica.com',
		'one._domainkey.copernica.com.',
		'one._domainkey.copernica.co',
		'one._domainkey.cоpernica.com', // with a Cyrillic letter
		'127.0.0.1',
	].map((keyId) => ({
		code: 'KEY_NOT_COPERNICA',
		status: 401,
		why: `a key named ${keyId}`,
		// The header is sent as bytes; what is not ASCII goes as Latin-1 look-alike.
		call: () => call({ keyId: Buffer.from(keyId, 'utf8').toString('latin1') }),
	})),
	{ code: 'DATE_UNREADABLE', status: 401, why: 'no date', call: () => call({ without: ['date'] }) },
	{
		code: 'DATE_UNREADABLE',
		status: 401,
		why: 'a date that is none',
		call: () => call({ changed: { date: 'yesterday' } }),
	},
	{ code: 'DATE_STALE', status: 401, why: 'an old call', call: () => call({ clock: -90 }) },
	{
		code: 'DATE_IN_FUTURE',
		status: 401,
		why: 'a call of tomorrow',
		call: () => call({ clock: 600 }),
	},
	{
		code: 'ACCOUNT_UNREADABLE',
		status: 401,
		why: 'no account',
		call: () => call({ without: ['x-copernica-id'] }),
	},
	{
		code: 'ACCOUNT_UNREADABLE',
		status: 401,
		why: 'an SMTPeter environment with the same number',
		call: () => call({ account: `environment_${ACCOUNT}` }),
	},
	{
		code: 'ACCOUNT_MISMATCH',
		status: 401,
		why: 'another account, although Copernica signed it',
		call: () => call({ account: 'account_54321' }),
	},
	{
		code: 'DIGEST_MISSING',
		status: 401,
		why: 'no digest',
		call: () => call({ without: ['digest'] }),
	},
	{
		code: 'NONCE_MISSING',
		status: 401,
		why: 'no nonce',
		call: () => call({ without: ['x-nonce'] }),
	},
	{
		code: 'DIGEST_MISMATCH',
		status: 401,
		why: 'an altered body',
		call: () => call({ body: JSON_BODY.body.replace('update', 'delete') }),
	},
	{
		code: 'KEY_NOT_FOUND',
		status: 401,
		why: 'a key that nobody published',
		prepare: () => (keys.answer = { kind: 'nxdomain' }),
		call: () => call({ keyId: freshName() }),
	},
	{
		code: 'KEY_NOT_FOUND',
		status: 401,
		why: 'a record that is no key',
		prepare: () => (keys.answer = { kind: 'normal', record: 'v=spf1 -all' }),
		call: () => call({ keyId: freshName() }),
	},
	{
		code: 'KEY_REVOKED',
		status: 401,
		why: 'a revoked key',
		prepare: () => (keys.answer = { kind: 'normal', record: 'v=DKIM1; k=rsa; p=' }),
		call: () => call({ keyId: freshName() }),
	},
	{
		code: 'KEY_UNUSABLE',
		status: 401,
		why: 'a key that is broken',
		prepare: () => (keys.answer = { kind: 'normal', record: 'v=DKIM1; k=rsa; p=AAAA' }),
		call: () => call({ keyId: freshName() }),
	},
	{
		code: 'KEY_LOOKUP_FAILED',
		status: 503,
		why: 'a resolver that is down',
		prepare: () => (keys.answer = { kind: 'broken' }),
		call: () => call({ keyId: freshName() }),
	},
	{
		code: 'KEY_LOOKUP_FAILED',
		status: 503,
		why: 'a resolver that cannot tell',
		prepare: () => (keys.answer = { kind: 'servfail' }),
		call: () => call({ keyId: freshName() }),
	},
	{
		code: 'HOST_MISMATCH',
		status: 401,
		why: 'a call for another host',
		call: () => call({ host: 'other.example.com' }),
	},
	{
		code: 'SIGNATURE_INVALID',
		status: 401,
		why: 'a key that is not Copernica’s',
		call: () => call({ foreignKey: true }),
	},
	{
		code: 'SIGNATURE_INVALID',
		status: 401,
		why: 'a signature for another path',
		call: () => call({ path: '/webhook/another/webhook' }),
	},
	{
		code: 'SIGNATURE_INVALID',
		status: 401,
		why: 'an altered nonce',
		call: () => call({ changed: { 'x-nonce': 'altered' } }),
	},
	{
		code: 'SIGNATURE_INVALID',
		status: 401,
		why: 'an altered date',
		call: () => call({ clock: -30, changed: { date: new Date().toUTCString() } }),
	},
	{
		code: 'BODY_TOO_LARGE',
		status: 413,
		why: 'more than a callback can be',
		call: () => bodyCall(`{"id":"7","fields":{"Notitie":"${'x'.repeat(5 * 1024 * 1024)}"}}`),
	},
	{
		code: 'BODY_TOO_LARGE',
		status: 413,
		why: 'more than a callback can be, found before any proof is worked on',
		call: () => ({ body: 'x'.repeat(5 * 1024 * 1024) }),
	},
	{
		code: 'BODY_MULTIPART',
		status: 400,
		why: 'multipart',
		call: () =>
			bodyCall(
				'--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n{}\r\n--b--\r\n',
				'multipart/form-data; boundary=b',
			),
	},
	{ code: 'BODY_EMPTY', status: 400, why: 'nothing', call: () => bodyCall('') },
	{ code: 'BODY_EMPTY', status: 400, why: 'blanks', call: () => bodyCall(' \r\n ', 'text/plain') },
	...(
		[
			['JSON that ends early', '{"id":"7"'],
			['XML that ends early', '<callback><id>7</id>'],
			['XML with entities of its own', '<!DOCTYPE a [<!ENTITY b "c">]><a><id>7</id></a>'],
			['a form field json that holds none', 'json=7'],
			['JSON nested without end', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
		] as const
	).map(([why, body]) => ({
		code: 'BODY_UNREADABLE',
		status: 400,
		why,
		call: () => bodyCall(body),
	})),
	{
		code: 'NOT_A_CALLBACK',
		status: 400,
		why: 'JSON of something else',
		call: () => bodyCall('{"hello":"world"}'),
	},
	{
		code: 'ACTION_UNKNOWN',
		status: 400,
		why: 'an action that Copernica does not have',
		call: () => bodyCall('{"id":"7","action":"explode"}'),
	},
];

/** Codes that need a trigger of their own; see the tests below the table, and bursts.test.ts for NOT_STORED. */
const ownTests = [
	'ACCOUNT_UNKNOWN',
	'CALL_REPLAYED',
	'FIELDS_LOOKUP_FAILED',
	'NOT_STORED',
	'PATH_MISMATCH',
];

function expectRefusal(answer: Answer, status: number, code: string, logs: LogLine[]): void {
	expect({ status: answer.status, json: answer.json }).toEqual({
		status,
		json: { code, message: expect.any(String) },
	});
	const warnings = logs.filter(({ level }) => level === 'warn');
	expect(JSON.stringify(warnings)).toContain(code);
	expect(JSON.stringify(logs) + answer.text).not.toContain(PERSON);
}

describe('a call that is refused', () => {
	it.each(table)('$code: $why', async ({ code, status, prepare, call: make }) => {
		prepare?.();
		const seen = receiver.logs().length;
		const answer = await receiver.send(make());
		expectRefusal(answer, status, code, receiver.logs().slice(seen));
		expect(receiver.executions).toEqual([]);
		expect(receiver.state()).toEqual({});
	});

	it('HEADER_NOT_SIGNED names what is not signed, in the answer and in the log', async () => {
		const covered = ['(request-target)', 'host', 'digest', 'x-copernica-id', 'x-other'];
		const seen = receiver.logs().length;
		const answer = await receiver.send(call({ covered }));
		const text = 'Not signed: date, x-nonce.';
		expect(answer.json).toMatchObject({ message: expect.stringContaining(text) });
		expect(JSON.stringify(receiver.logs().slice(seen))).toContain(text);
	});

	it('has a test for every code there is', () => {
		const tested = new Set([...table.map(({ code }) => code), ...ownTests]);
		expect([...tested].sort()).toEqual(Object.keys(REFUSALS).sort());
	});

	it('CALL_REPLAYED: the same call twice, of which the first counts', async () => {
		const once = call();
		expect((await receiver.send(once)).status).toBe(200);
		const seen = receiver.logs().length;
		const answer = await receiver.send(once);
		expectRefusal(answer, 401, 'CALL_REPLAYED', receiver.logs().slice(seen));
		expect(receiver.executions).toHaveLength(1);
	});

	it('PATH_MISMATCH: signed for a path without the prefix that n8n is published under', async () => {
		const answer = await receive({
			parameters: manual({ entity: 'profile', keys }),
			publicUrl: `${PUBLIC_URL}/automation`,
			call: call(),
		});
		expectRefusal(answer, 401, 'PATH_MISMATCH', answer.logs);
		const right = await receive({
			parameters: manual({ entity: 'profile', keys }),
			publicUrl: `${PUBLIC_URL}/automation`,
			// A proxy takes the prefix off before n8n sees the call.
			call: call({ path: `/automation${PATH}` }),
		});
		expect(right.status).toBe(200);
		expect(right.items).toHaveLength(1);
	});

	it('ACCOUNT_UNKNOWN: an automatic trigger that has never been activated', async () => {
		const answer = await receive({
			parameters: automatic({ entity: 'profile', keys }),
			credentials: {
				copernicaApi: { accessToken: 'not-used-here', baseUrl: 'http://127.0.0.1:9' },
			},
			publicUrl: PUBLIC_URL,
			call: call(),
		});
		expectRefusal(answer, 503, 'ACCOUNT_UNKNOWN', answer.logs);
		expect(answer.executions).toEqual([]);
	});
});

describe('what n8n itself refuses never reaches the trigger', () => {
	it.each([
		['broken JSON that calls itself JSON', 422, JSON_BODY.contentType, '{"id":'],
		['broken XML that calls itself XML', 422, 'text/xml', '<a><b></a>'],
		[
			'a body over the payload limit',
			500,
			JSON_BODY.contentType,
			JSON.stringify('x'.repeat(17 * 1024 * 1024)),
		],
	])('%s', async (_why, status, contentType, body) => {
		const answer = await receiver.send(bodyCall(body, contentType));
		expect(answer.status).toBe(status);
		expect(receiver.executions).toEqual([]);
	});
});

describe('keys', () => {
	it('are looked up once and only for calls that could be genuine', async () => {
		const keyId = freshName();
		keys.asked.length = 0;
		await receiver.send(call({ keyId, clock: -3600 }));
		await receiver.send(call({ keyId, account: 'account_1' }));
		await receiver.send(call({ keyId, body: '{}' }));
		expect(keys.asked).toEqual([]);
		await receiver.send(call({ keyId }));
		await receiver.send(call({ keyId }));
		expect(receiver.executions).toHaveLength(2);
		expect(keys.asked).toEqual([keyId]);
	});

	it('come from the second resolver when the first is down', async () => {
		const second = await startKeyServer();
		keys.answer = { kind: 'broken' };
		const answer = await receive({
			parameters: manual({ entity: 'profile', keys, resolvers: [keys.url, second.url] }),
			publicUrl: PUBLIC_URL,
			call: call({ keyId: freshName() }),
		});
		await second.stop();
		expect(answer.status).toBe(200);
		expect(answer.items).toHaveLength(1);
		expect(second.asked).toHaveLength(1);
	});

	it('are looked up once more when one was replaced under its name', async () => {
		const keyId = freshName();
		const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		const other = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
		keys.answer = { kind: 'normal', record: `v=DKIM1; k=rsa; p=${other}`, ttl: 3_600 };
		keys.asked.length = 0;
		expect((await receiver.send(call({ keyId }))).json).toMatchObject({
			code: 'SIGNATURE_INVALID',
		});
		expect(keys.asked).toEqual([keyId]);
		keys.answer = { kind: 'normal' };
		expect((await receiver.send(call({ keyId }))).status).toBe(200);
		expect(keys.asked).toEqual([keyId, keyId]);
	});

	it('are not looked up for each of many calls that do not fit', async () => {
		const keyId = freshName();
		expect((await receiver.send(call({ keyId }))).status).toBe(200);
		keys.asked.length = 0;
		for (let sent = 0; sent < 5; sent++) {
			const answer = await receiver.send(call({ keyId, foreignKey: true }));
			expect(answer).toMatchObject({ status: 401, json: { code: 'SIGNATURE_INVALID' } });
		}
		expect(keys.asked).toEqual([keyId]);
		expect((await receiver.send(call({ keyId }))).status).toBe(200);
	});

	it('that are no longer there when they are looked up once more let nobody in', async () => {
		const keyId = freshName();
		expect((await receiver.send(call({ keyId }))).status).toBe(200);
		keys.answer = { kind: 'nxdomain' };
		const answer = await receiver.send(call({ keyId, foreignKey: true }));
		expect(answer.json).toMatchObject({ code: 'KEY_NOT_FOUND' });
	});

	it('change every month: calls under the old and the new name both get in', async () => {
		for (const keyId of [freshName(), freshName(), KEY_ID]) {
			expect((await receiver.send(call({ keyId }))).status).toBe(200);
		}
		expect(receiver.executions).toHaveLength(3);
	});
});

describe('forms of a genuine call', () => {
	it.each<[string, Oddity]>([
		['Account_ with a capital', { account: `Account_${ACCOUNT}` }],
		['the account in bare digits', { account: ACCOUNT }],
		['account- with a dash', { account: `account-${ACCOUNT}` }],
		['account_ with a blank', { account: `account_ ${ACCOUNT}` }],
		['a sender whose clock is a little ahead', { clock: 10 }],
		['a sender whose call took a while', { clock: -40 }],
		['a host in capitals', { host: 'N8N.EXAMPLE.COM' }],
		['a host with its default port', { host: 'n8n.example.com:443' }],
		['more headers signed than needed', {}],
		[
			'only what is needed signed',
			{
				covered: ['(request-target)', 'host', 'date', 'digest', 'x-nonce', 'x-copernica-id'],
			},
		],
	])('%s', async (_name, oddity) => {
		const answer = await receiver.send(call(oddity));
		expect(answer.json).not.toHaveProperty('code');
		expect(answer.status).toBe(200);
		expect(receiver.items()[0]?.json).toMatchObject({ accountId: ACCOUNT });
	});

	it('unpacked from gzip: what counts is the body as Copernica signed it, not as it was packed', async () => {
		// The body of `unpacked`, packed with the gzip command line.
		const packed = Buffer.from('H4sIAAAAAAAAA6tWykxRslIyV6oFAEG0lfIKAAAA', 'base64');
		const unpacked = '{"id":"7"}';
		const send = async (signedBody: string | Buffer) => {
			const signed = signedCall({ contentType: 'application/json', body: signedBody });
			return await receiver.send({
				headers: { ...signed.headers, 'content-encoding': 'gzip' },
				body: packed,
			});
		};
		expect((await send(unpacked)).status).toBe(200);
		expect(receiver.items()[0]?.json).toMatchObject({ profileId: '7' });
		expect(await send(packed)).toMatchObject({ status: 401, json: { code: 'DIGEST_MISMATCH' } });
	});
});
