import express from 'express';
import { publicKey } from './sender';

export interface KeyServer {
	/** Address of the resolver, for the trigger's option. */
	url: string;
	/** Names that were asked for, in order. */
	asked: string[];
	/** How it answers from now on; `record` replaces the key's record. */
	answer: { kind: 'normal' | 'nxdomain' | 'servfail' | 'broken'; record?: string; ttl?: number };
	stop(): Promise<void>;
}

/**
 * A DNS-over-HTTPS resolver on loopback: every name under _domainkey.copernica.com holds the key that `signedCall`
 * signs with. Tests that change its answers take a name of their own, because the trigger remembers keys.
 */
export async function startKeyServer(): Promise<KeyServer> {
	const app = express();
	const server = app.listen(0, '127.0.0.1');
	await new Promise<void>((resolve) => server.once('listening', () => resolve()));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port');
	const keys: KeyServer = {
		url: `http://127.0.0.1:${address.port}/dns-query`,
		asked: [],
		answer: { kind: 'normal' },
		stop: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
	app.get('/dns-query', (req, res) => {
		const name = String(req.query.name);
		keys.asked.push(name);
		const { kind, record, ttl } = keys.answer;
		if (kind === 'broken') {
			res.status(502).send('<html>Bad Gateway</html>');
			return;
		}
		const status = { normal: 0, nxdomain: 3, servfail: 2 }[kind];
		const known = kind === 'normal' && /\._domainkey\.copernica\.com$/.test(name);
		res.type('application/dns-json').json({
			Status: known ? 0 : status === 0 ? 3 : status,
			Question: [{ name, type: 16 }],
			...(known
				? {
						Answer: [
							{
								name,
								type: 16,
								TTL: ttl ?? 300,
								data: `"${record ?? `v=DKIM1; k=rsa; p=${publicKey}`}"`,
							},
						],
					}
				: {}),
		});
	});
	return keys;
}
