import http from 'node:http';

/** Hands calls to the given servers in turn, as the load balancer in front of n8n's webhook processors does. */
export type Balancer = {
	url: string;
	/** Addresses of the servers behind it; may be changed at any time. */
	targets: string[];
	stop: () => Promise<void>;
};

/**
 * Starts it on a free port of the loopback interface. Calls keep their Host header. A server that is not there makes a
 * 502, which tells the caller that the call was not taken; nothing is tried twice.
 */
export async function startBalancer(): Promise<Balancer> {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
	const targets: string[] = [];
	let turn = 0;
	const server = http.createServer((request, response) => {
		const target = targets[turn++ % Math.max(1, targets.length)];
		const refuse = () => {
			if (!response.headersSent) response.writeHead(502);
			response.end();
		};
		if (target === undefined) return refuse();
		const onward = http.request(
			target + (request.url ?? ''),
			{ method: request.method, headers: request.headers, agent },
			(answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
				answer.on('error', refuse);
			},
		);
		onward.on('error', refuse);
		request.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The balancer has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		targets,
		stop: async () => {
			agent.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
