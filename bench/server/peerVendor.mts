import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';

/** The one endpoint of ActiveCampaign that its node in n8n calls for each contact; no contact is kept twice. */
export type PeerVendor = {
	/** Without a slash at the end. */
	url: string;
	contacts: Set<string>;
	requests: number;
	stop: () => Promise<void>;
};

/** Starts it on a free port of the loopback interface. @param latencyMs how long each answer takes */
export async function startPeerVendor(latencyMs: number): Promise<PeerVendor> {
	const app = express().use(express.json());
	const server = app.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const vendor: PeerVendor = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		contacts: new Set(),
		requests: 0,
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
	app.post('/api/3/contact/sync', async (request, response) => {
		vendor.requests += 1;
		const { email } = request.body.contact as { email: string };
		await wait(latencyMs);
		vendor.contacts.add(email);
		response.status(201).json({ contact: { id: String(vendor.contacts.size), email } });
	});
	return vendor;
}
