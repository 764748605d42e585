import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { NodeConnectionTypes, type INodeType } from 'n8n-workflow';
import { z } from 'zod';
import { exampleOf } from '../../unit/docs/support/markdown';
import { readText } from '../../unit/docs/support/repository.cjs';
import { runNode } from '../support/index';
import { openAccount, type Account } from './account';

/** The calls of docs/guide/http-request.md, made as n8n's HTTP Request makes them with a predefined credential. */

let account: Account;
beforeAll(async () => {
	account = await openAccount();
});
beforeEach(() => account.reset());
afterAll(async () => await account.stop());

const callSchema = z.object({
	method: z.literal('POST'),
	url: z.string(),
	body: z.record(z.string(), z.unknown()),
});

/** Nodes should use the newer one; n8n's own HTTP Request does not. */
const olderHelper = 'requestWithAuthentication';

/** What of n8n's HTTP Request matters here: it calls the address `uri`, and uses the older of n8n's two helpers. */
const httpRequest: INodeType = {
	description: {
		displayName: 'HTTP Request',
		name: 'httpRequest',
		group: ['output'],
		version: 1,
		description: 'Makes a request',
		defaults: { name: 'HTTP Request' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'copernicaApi', required: true }],
		properties: [],
	},
	async execute() {
		const { method, url, body } = callSchema.parse(this.getInputData()[0]?.json);
		const answer: unknown = await this.helpers[olderHelper].call(this, 'copernicaApi', {
			method,
			uri: url,
			body,
			json: true,
			resolveWithFullResponse: true,
		});
		const { statusCode, headers } = z
			.object({ statusCode: z.number(), headers: z.record(z.string(), z.unknown()) })
			.parse(answer);
		return [[{ json: { statusCode, created: String(headers['x-created']) } }]];
	},
};

const page = readText('docs/guide/http-request.md');

/** Makes a call of the page, at the sandbox and with an ID that is there. */
async function make(example: string, change: (text: string) => string = (text) => text) {
	const call = callSchema.parse(exampleOf(page, example));
	const url = change(call.url.replace('https://api.copernica.com', account.copernica.url));
	return await runNode({
		nodeType: 'httpRequest',
		parameters: {},
		credentials: { copernicaApi: account.credential },
		items: [{ method: call.method, url, body: JSON.parse(JSON.stringify(call.body)) }],
		nodeTypes: { httpRequest },
	});
}

describe('the examples of the page', () => {
	it('ask for the data of a profile', async () => {
		const id = account.profiles[0] ?? '';
		const run = await make('data-request', (url) => url.replace('1234', id));
		expect(run.error).toBeUndefined();
		expect(run.outputs[0]?.[0]?.json).toMatchObject({ statusCode: 201, created: '1' });
		expect(account.copernica.dataRequests).toMatchObject([
			{ profile: Number(id), report: 'privacy@example.com' },
		]);
	});

	it('import profiles', async () => {
		const run = await make('import');
		expect(run.error).toBeUndefined();
		expect(account.copernica.imports).toMatchObject([
			{ action: 'update or add', keyFields: ['Email'], source: [{ Voornaam: 'Anne' }, {}] },
		]);
	});

	it('send the token to no other host', async () => {
		const run = await make('import', (url) => url.replace('127.0.0.1', '127.0.0.2'));
		expect(run.error?.message).toContain('goes to another host');
		expect(account.copernica.imports).toEqual([]);
	});
});
