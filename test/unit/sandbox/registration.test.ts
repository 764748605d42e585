import { beforeAll, describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import { queryRest, send, v4Of, type Reply } from './support/client';
import { collectionId } from './support/ids';

/**
 * Registering callbacks through REST v1 and SOAP (docs/vendors/copernica.md#12-registering-through-rest and
 * docs/vendors/copernica.md#13-registering-through-soap).
 */
const sandbox = withSandbox();
let v1: (method: string, path: string, data?: unknown) => Promise<Reply>;
const url = 'https://example.com/webhook/a?b=c d&e=%20';

beforeAll(async () => {
	v1 = queryRest(sandbox, 'v1');
});

const refused = (message: string) =>
	expect.objectContaining({ status: 400, json: { error: { message } } });

describe('REST', () => {
	it.each([
		['flat', { url, method: 'json', action: 'update', expression: ' a == 1; ' }],
		[
			'in the list wrapper',
			{ start: 0, data: [{ url, method: 'json', action: 'update', expression: ' a == 1; ' }] },
		],
	])('creates from a %s body, reads back verbatim, removes', async (_name, body) => {
		const made = await v1('POST', 'database/1/callbacks', body);
		expect(made.status).toBe(201);
		const id = made.headers.get('x-created');
		const shown = {
			ID: id,
			url,
			expression: ' a == 1; ',
			method: 'json',
			action: 'update',
			database: '1',
			collection: 0,
		};
		expect((await v1('GET', `callback/${id}`)).json).toMatchObject({
			start: '0',
			total: 1,
			data: [shown],
		});
		sandbox.copernica.quirks.set({ callbackBare: true });
		expect((await v1('GET', `callback/${id}`)).json).toEqual(shown);
		expect((await v1('GET', 'database/Customers/callbacks')).json).toMatchObject({
			total: 1,
			data: [shown],
		});
		const gone = await v1('DELETE', `callback/${id}`);
		expect(gone.headers.get('x-deleted')).toBe(`callback ${id}`);
		expect(await v1('GET', `callback/${id}`)).toEqual(refused('No entity with supplied ID'));
	});

	it('needs only a url', async () => {
		expect(await v1('POST', 'database/1/callbacks', { method: 'json' })).toEqual(
			refused('Invalid data provided'),
		);
		expect((await v1('POST', 'database/1/callbacks', { url })).status).toBe(201);
	});

	it('works on a collection, and without a version', async () => {
		const bare = queryRest(sandbox, '');
		const id = collectionId(sandbox);
		expect((await bare('POST', `collection/${id}/callbacks`, { url })).status).toBe(201);
		expect((await bare('GET', `collection/${id}/callbacks`)).json).toMatchObject({
			data: [{ database: 0, collection: String(id) }],
		});
		expect((await bare('GET', 'database/1/callbacks')).json).toMatchObject({ total: 0 });
	});

	it('pages', async () => {
		for (let number = 0; number < 5; number += 1)
			await v1('POST', 'database/1/callbacks', { url: `${url}${number}` });
		expect((await v1('GET', 'database/1/callbacks?start=3&limit=10')).json).toMatchObject({
			start: '3',
			count: 2,
			total: 5,
			data: [{ url: `${url}3` }, { url: `${url}4` }],
		});
	});

	it('updates by POST, what is not named stays, triggers cannot be set', async () => {
		const id = (await v1('POST', 'database/1/callbacks', { url })).headers.get('x-created');
		await v1('POST', `callback/${id}`, { action: 'create', triggers: [], api_disabled: true });
		expect((await v1('GET', `callback/${id}`)).json).toMatchObject({
			data: [{ url, action: 'create' }],
		});
		expect(sandbox.copernica.callbacks.find(id ?? '')).toMatchObject({
			apiDisabled: false,
			triggers: expect.arrayContaining(['rest', 'soap']),
		});
	});

	it('tells the new id in other ways, or not at all', async () => {
		sandbox.copernica.quirks.set({ createdHeaders: 'location' });
		const made = await v1('POST', 'database/1/callbacks', { url });
		expect(made.headers.get('location')).toMatch(/\/v1\/callback\/1$/);
		expect(made.headers.has('x-created')).toBe(false);
	});

	it('may be unknown to a version, refuse to delete, or spell Method', async () => {
		const v4 = await v4Of(sandbox);
		expect(await v4('GET', 'database/1/callbacks')).toEqual(refused('Invalid method'));
		sandbox.copernica.quirks.set({ callbacksAnswer: 'all', callbackMethodKey: 'Method' });
		const made = await v4('POST', 'database/1/callbacks', { url, method: 'xml' });
		expect(made.status).toBe(201);
		expect((await v4('GET', 'database/1/callbacks')).json).toMatchObject({
			data: [{ Method: 'xml' }],
		});
		sandbox.copernica.quirks.set({ callbackDelete: false });
		expect(await v1('DELETE', 'callback/1')).toEqual(refused('Invalid method'));
		sandbox.copernica.quirks.set({ callbacksAnswer: 'none' });
		expect(await v1('GET', 'database/1/callbacks')).toEqual(refused('Invalid method'));
	});
});

describe('SOAP', () => {
	const soap = async (operation: string, parameters: Record<string, string>) => {
		const inner = Object.entries({
			access_token: sandbox.copernica.accessToken,
			...parameters,
		}).map(([name, value]) => `<${name}>${value}</${name}>`);
		const body = `<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><c:${operation} xmlns:c="urn:x">${inner.join('')}</c:${operation}></s:Body></s:Envelope>`;
		return await send(sandbox.copernica.soapUrl, { method: 'POST', body });
	};

	it('reads a callback by id or by url, with api_disabled and actionfilter', async () => {
		const target = 'https://example.com/a';
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: target,
			apiDisabled: true,
			action: 'update',
		});
		for (const identifier of ['1', target]) {
			const { status, text } = await soap('Account_callback', { identifier });
			expect(status).toBe(200);
			expect(text).toContain(
				`<callback><id>1</id><url>${target}</url><method>json</method><expression></expression><api_disabled>true</api_disabled><actionfilter>update</actionfilter></callback>`,
			);
		}
		expect((await soap('Database_callbacks', { id: '1' })).text).toContain('<total>1</total>');
	});

	it('creates, and refuses a wrong token, an unknown id, an unknown call and nonsense', async () => {
		const made = await soap('Database_createCallback', { id: '1', url: 'https://example.com/b' });
		expect(made.text).toContain('<id>1</id>');
		const id = String(collectionId(sandbox));
		await soap('Collection_createCallback', { id, url: 'https://example.com/c', method: 'xml' });
		expect(sandbox.copernica.callbacks.find(2)).toMatchObject({
			collectionId: Number(id),
			method: 'xml',
		});
		const faults = [
			[
				await soap('Account_callback', { access_token: 'x', identifier: '1' }),
				'Invalid access token',
			],
			[await soap('Account_callback', { identifier: '99' }), 'No entity with supplied ID'],
			[await soap('Account_nothing', {}), 'Procedure not present'],
			[await send(sandbox.copernica.soapUrl, { method: 'POST', body: 'x' }), 'Invalid request'],
		] as const;
		for (const [reply, message] of faults) {
			expect(reply.status).toBe(500);
			expect(reply.text).toContain(`<faultstring>${message}</faultstring>`);
		}
	});
});
