import { performance } from 'node:perf_hooks';
import { Pool } from 'undici';
import { signRequest, signingSchema } from '../../sandbox/copernica/signing.ts';
import type { Copernica } from '../../sandbox/index.ts';

/** A call that is ready to be sent. */
export type ReadyCall = { headers: Record<string, string>; body: Buffer };

const signing = signingSchema.parse({});

/** Signs bodies for a URL, before the clock starts: the sender must not eat the cores. */
export function signAll(url: string, bodies: readonly string[], copernica: Copernica): ReadyCall[] {
	const at = Date.now();
	return bodies.map((text) => {
		const outgoing = {
			url: new URL(url),
			contentType: 'application/json',
			body: Buffer.from(text),
		};
		const { headers, body } = signRequest(
			outgoing,
			signing,
			copernica.keys,
			String(copernica.accountId),
			at,
		);
		return { headers: Object.fromEntries(headers), body };
	});
}

/**
 * Sends all calls over a number of connections, each the next as soon as its last is answered.
 *
 * @returns seconds until the last answer, and how many calls had each status
 */
export async function sendAll(
	url: string,
	calls: readonly ReadyCall[],
	connections: number,
): Promise<{ seconds: number; statuses: Record<number, number> }> {
	const { origin, pathname } = new URL(url);
	const pool = new Pool(origin, { connections, pipelining: 1, headersTimeout: 600_000 });
	const statuses: Record<number, number> = {};
	const queue = calls.values();
	const started = performance.now();
	const send = async () => {
		for (const { headers, body } of queue) {
			const answer = await pool.request({ method: 'POST', path: pathname, headers, body });
			await answer.body.dump();
			statuses[answer.statusCode] = (statuses[answer.statusCode] ?? 0) + 1;
		}
	};
	await Promise.all(Array.from({ length: connections }, send));
	const seconds = (performance.now() - started) / 1000;
	await pool.close();
	return { seconds, statuses };
}
