import { createHash } from 'crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { fetch, request } from 'undici';
import { PUBLIC_URL, startReceiver, type Call, type Receiver } from '../support/index';
import { startKeyServer, type KeyServer } from '../trigger/calls/keyServer';
import { signedCall, type Oddity } from '../trigger/calls/sender';
import { manual } from '../trigger/calls/settings';

/** Calls whose HTTP is odd: headers that come twice, chunks, compression, a proxy in between. */

const BODY = JSON.stringify({ id: '7', action: 'update', fields: { Email: 'anna@example.com' } });
const JSON_BODY = { contentType: 'application/json', body: BODY };

let keys: KeyServer;
let receiver: Receiver;

beforeAll(async () => {
	keys = await startKeyServer();
	receiver = await startReceiver({
		parameters: manual({ entity: 'profile', keys }),
		publicUrl: PUBLIC_URL,
	});
});
beforeEach(() => {
	receiver.executions.length = 0;
});
afterAll(async () => {
	await receiver.stop();
	await keys.stop();
});

const call = (oddity: Oddity = {}): Call => signedCall(JSON_BODY, oddity);
const codeOf = (answer: unknown): string | undefined =>
	/"code":"([A-Z_]+)"/.exec(JSON.stringify(answer))?.[1];

/** Sends header lines as given, the same name as often as given. */
async function sendLines(lines: Array<[string, string]>, body: string | Buffer = BODY) {
	const answer = await request(receiver.url, { method: 'POST', headers: lines.flat(), body });
	const text = await answer.body.text();
	return { status: answer.statusCode, code: codeOf(JSON.parse(text)) };
}
const linesOf = (made: Call): Array<[string, string]> => Object.entries(made.headers ?? {});

async function gzip(text: string): Promise<Buffer> {
	const packed = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
	return Buffer.from(await new Response(packed).arrayBuffer());
}

describe('signed headers that come twice', () => {
	it.each([
		['date', 'DATE_UNREADABLE'],
		['digest', 'SIGNATURE_INVALID'],
		['x-nonce', 'SIGNATURE_INVALID'],
		['x-copernica-id', 'ACCOUNT_UNREADABLE'],
		['signature', 'SIGNATURE_MALFORMED'],
	])('%s with the very same value: %s', async (name, code) => {
		const lines = linesOf(call());
		const line = lines.find(([own]) => own === name);
		expect(line).toBeDefined();
		expect(await sendLines([...lines, line ?? ['', '']])).toEqual({ status: 401, code });
		expect(receiver.executions).toEqual([]);
	});

	const others: Record<string, string> = {
		date: new Date().toUTCString(),
		digest: `SHA-256=${createHash('sha256').update('{}').digest('base64')}`,
		'x-nonce': 'another',
		'x-copernica-id': 'account_1',
	};
	it.each([
		['date', 'DATE_UNREADABLE'],
		['digest', 'DIGEST_MISMATCH'],
		['x-nonce', 'SIGNATURE_INVALID'],
		['x-copernica-id', 'ACCOUNT_UNREADABLE'],
	])('%s with another value in front: %s', async (name, code) => {
		const lines = [[name, others[name] ?? ''] as [string, string], ...linesOf(call())];
		expect(await sendLines(lines)).toEqual({ status: 401, code });
		expect(receiver.executions).toEqual([]);
	});
});

describe('names and values in another case', () => {
	it('header names do not mind', async () => {
		const lines = linesOf(call()).map(([name, value]): [string, string] => [
			name.toUpperCase(),
			value,
		]);
		expect(await sendLines(lines)).toMatchObject({ status: 200 });
		expect(receiver.executions).toHaveLength(1);
	});

	it.each(['x-nonce', 'x-copernica-id', 'date'])('the value of %s does', async (name) => {
		const made = call({ nonce: 'abcdef' });
		const changed = { ...made.headers, [name]: String(made.headers?.[name]).toUpperCase() };
		expect((await receiver.send({ ...made, headers: changed })).status).toBe(401);
		expect(receiver.executions).toEqual([]);
	});
});

describe('bodies on the wire', () => {
	it('in chunks count as a whole', async () => {
		const made = call();
		const body = async function* (): AsyncGenerator<Uint8Array> {
			for (const byte of Buffer.from(BODY)) yield Buffer.from([byte]);
		};
		const answer = await fetch(receiver.url, {
			method: 'POST',
			headers: made.headers,
			body: body(),
			duplex: 'half',
		});
		expect(answer.status).toBe(200);
		expect(receiver.items()[0]?.json).toMatchObject({ profileId: '7' });
	});

	it('compressed on the way: the digest of what was packed counts', async () => {
		const made = call();
		const answer = await sendLines(
			[...linesOf(made), ['content-encoding', 'gzip']],
			await gzip(BODY),
		);
		expect(answer.status).toBe(200);
		expect(receiver.items()[0]?.json).toMatchObject({ profileId: '7' });
	});

	it('compressed before signing: refused, since n8n hands on the unpacked bytes only', async () => {
		const packed = await gzip(BODY);
		const made = signedCall({ contentType: 'application/json', body: packed });
		const answer = await sendLines([...linesOf(made), ['content-encoding', 'gzip']], packed);
		expect(answer).toEqual({ status: 401, code: 'DIGEST_MISMATCH' });
		expect(receiver.executions).toEqual([]);
	});

	it('small on the wire and large when unpacked: over the limit before any proof is worked on', async () => {
		const packed = await gzip('x'.repeat(6 * 1024 * 1024));
		const answer = await sendLines(
			[
				['content-type', 'text/plain'],
				['content-encoding', 'gzip'],
			],
			packed,
		);
		expect(answer).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
	});
});

describe('behind a reverse proxy', () => {
	const proxied = async (publicUrl: string, oddity: Oddity, host: string): Promise<number> => {
		const behind = await startReceiver({
			parameters: manual({ entity: 'profile', keys }),
			publicUrl,
		});
		try {
			const made = call(oddity);
			return (await behind.send({ ...made, headers: { ...made.headers, host } })).status;
		} finally {
			await behind.stop();
		}
	};

	it('that rewrites Host: what Copernica was told counts', async () => {
		expect(
			await proxied('https://flows.example.com', { host: 'flows.example.com' }, '10.0.0.5:5678'),
		).toBe(200);
	});

	it('that takes off a prefix', async () => {
		const signed = { host: 'flows.example.com', path: `/automation${receiver.path}` };
		expect(await proxied('https://flows.example.com/automation', signed, '10.0.0.5')).toBe(200);
	});

	it('a call that was signed for the inner name is refused, also when it arrives under that', async () => {
		expect(
			await proxied('https://flows.example.com', { host: 'n8n.internal' }, 'n8n.internal'),
		).toBe(401);
	});
});
