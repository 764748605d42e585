import express from 'express';
import type { ICredentialType, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

/** A vendor on loopback for trying the support code: POST /token gives a token, GET /me asks for it. */
export async function startVendor() {
	let valid = 0;
	const calls: string[] = [];
	const app = express();
	app.post('/token', (_req, res) => {
		valid += 1;
		calls.push('token');
		res.json({ token: `t${valid}` });
	});
	app.get('/me', (req, res) => {
		const given = req.headers.authorization ?? '';
		calls.push(`${given} ${String(req.headers['x-key'] ?? '')}`.trim());
		if (given === `Bearer t${valid}` && valid > 0)
			res.json({ me: 'ann', key: req.headers['x-key'] });
		else res.status(401).json({ message: 'expired' });
	});
	const server = app.listen(0, '127.0.0.1');
	await new Promise<void>((resolve) => server.once('listening', () => resolve()));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		calls,
		/** From now on the token in use is refused. */
		expire: () => {
			valid += 1;
		},
		stop: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

/** Expirable token by function. */
export const tokenApi: ICredentialType = {
	name: 'tokenApi',
	displayName: 'Token API',
	properties: [
		{ displayName: 'URL', name: 'url', type: 'string', default: '' },
		{
			displayName: 'Token',
			name: 'token',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	],
	async preAuthentication(this, credentials) {
		const answer: { token: string } = await this.helpers.httpRequest({
			method: 'POST',
			url: `${String(credentials.url)}/token`,
		});
		return { token: answer.token };
	},
	authenticate: async (credentials, request) => ({
		...request,
		headers: { ...request.headers, authorization: `Bearer ${String(credentials.token)}` },
	}),
	test: { request: { baseURL: '={{$credentials.url}}', url: '/me' } },
};

/** The same by n8n's declarative form, with a token that the user enters. */
export const headerApi: ICredentialType = {
	name: 'headerApi',
	displayName: 'Header API',
	properties: [
		{ displayName: 'URL', name: 'url', type: 'string', default: '' },
		{ displayName: 'Key', name: 'key', type: 'string', default: 'preset' },
		{ displayName: 'Token', name: 'token', type: 'string', default: '' },
	],
	authenticate: {
		type: 'generic',
		properties: {
			headers: {
				'x-key': '={{$credentials.key}}',
				authorization: '=Bearer {{$credentials.token}}',
			},
		},
	},
	test: { request: { baseURL: '={{$credentials.url}}', url: '/me' } },
};

const base = (name: string): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: [1],
	description: name,
	defaults: { name },
	inputs: ['main'],
	outputs: ['main'],
	properties: [],
});

/** Asks the vendor who it is, once per item. */
export const meNode: INodeType = {
	description: { ...base('me'), credentials: [{ name: 'tokenApi', required: true }] },
	async execute() {
		const { url } = await this.getCredentials('tokenApi');
		const out = [];
		for (const [index] of this.getInputData().entries()) {
			const json = await this.helpers.httpRequestWithAuthentication.call(this, 'tokenApi', {
				url: `${String(url)}/me`,
			});
			this.logger.warn(`asked for item ${index}`);
			out.push({ json, pairedItem: { item: index } });
		}
		return [out];
	},
};

/** Splits by a parameter that is read per item; fails for an item with `bad`; forgets `pairedItem`. */
export const splitNode: INodeType = {
	description: {
		...base('split'),
		outputs: ['main', 'main'],
		outputNames: ['Kept', 'Left'],
		properties: [{ displayName: 'Keep', name: 'keep', type: 'boolean', default: true }],
	},
	async execute() {
		const kept = [];
		const left = [];
		for (const [index, { json }] of this.getInputData().entries()) {
			if (json.bad === true) {
				throw new NodeOperationError(this.getNode(), 'bad item', { itemIndex: index });
			}
			if (this.getNodeParameter('keep', index) === true) kept.push({ json });
			else left.push({ json });
		}
		return [kept, left];
	},
};

/** Waits an hour by n8n's own `sleep`, unless the run is cancelled. */
export const waitNode: INodeType = {
	description: base('wait'),
	async execute() {
		await sleep(3_600_000, this.getExecutionCancelSignal());
		return [this.getInputData()];
	},
};

/** A trigger that shows what reaches `webhook()`. */
export const echoTrigger: INodeType = {
	description: {
		...base('echoTrigger'),
		group: ['trigger'],
		version: [2],
		inputs: [],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
	},
	webhookMethods: {
		default: {
			async checkExists() {
				return this.getWorkflowStaticData('node').url === this.getNodeWebhookUrl('default');
			},
			async create() {
				this.getWorkflowStaticData('node').url = this.getNodeWebhookUrl('default');
				return true;
			},
			async delete() {
				delete this.getWorkflowStaticData('node').url;
				return true;
			},
		},
	},
	async webhook() {
		const req = this.getRequestObject();
		const before = req.rawBody !== undefined;
		let late = '';
		try {
			await req.readRawBody();
			late = req.rawBody?.toString('utf8') ?? '';
		} catch (fault) {
			this.logger.warn('unreadable', { fault: String(fault) });
			this.getResponseObject().status(400).json({ code: 'BODY' });
			return { noWebhookResponse: true };
		}
		if (late === 'boom') throw new NodeOperationError(this.getNode(), 'boom');
		if (late === 'quiet') return {};
		return {
			workflowData: [
				[
					{
						json: {
							before,
							late,
							mode: this.getMode(),
							url: this.getNodeWebhookUrl('default') ?? null,
							hosts: req.headers.host ?? null,
						},
					},
				],
			],
		};
	},
};
