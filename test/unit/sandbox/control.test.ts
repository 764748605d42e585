import { describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import { activateApi, controlApi, queryRest } from './support/client';
import { customer, firstSubprofile } from './support/ids';
import { withReceiver } from './support/receiver';

/** The control API, by which another process drives the sandbox. */
const sandbox = withSandbox();
const receiver = withReceiver();
const control = controlApi(sandbox);

it('goes back to the start', async () => {
	const profile = customer(sandbox).id;
	await control('POST', 'copernica/callbacks', { database: 'Customers', url: receiver.url });
	await control('POST', 'copernica/edit', { edit: 'delete-profile', profile });
	await control('GET', 'settled');
	expect(() => customer(sandbox)).toThrow('No customer');
	expect((await control('POST', 'reset')).json).toEqual({ done: true });
	expect((await control('GET', 'copernica/callbacks')).json).toEqual([]);
	expect((await control('GET', 'copernica/deliveries')).json).toEqual([]);
	expect(customer(sandbox).removed).toBe(false);
});

it('registers a callback, edits as a person in Publisher would, waits, and lists deliveries', async () => {
	const made = await control('POST', 'copernica/callbacks', {
		database: 'Customers',
		url: receiver.url,
		triggers: ['publisher'],
		format: { shape: 'C' },
	});
	expect(made).toMatchObject({ status: 200, json: { id: 1, triggers: ['publisher'] } });
	const profile = customer(sandbox).id;
	const edit = { edit: 'update-profile', profile, fields: { Nieuwsbrief: 'Nee' } };
	expect((await control('POST', 'copernica/edit', edit)).json).toMatchObject({
		fields: { Nieuwsbrief: 'Nee' },
	});
	await control('POST', 'copernica/edit', { ...edit, fields: { Plaats: 'X' }, cause: 'rest' });
	expect((await control('GET', 'settled')).json).toEqual({ deliveries: 1 });
	const deliveries = (await control('GET', 'copernica/deliveries')).json as Array<{ id: number }>;
	expect(deliveries).toMatchObject([{ httpStatus: 200, answer: 'noted' }]);
	const since = await control('GET', `copernica/deliveries?since=${deliveries[0]?.id}`);
	expect(since.json).toEqual([]);
});

it('makes every kind of edit', async () => {
	const made = (
		await control('POST', 'copernica/edit', {
			edit: 'create-profile',
			database: 'Prospects',
			fields: { Naam: 'N' },
		})
	).json as { id: number };
	const sub = firstSubprofile(sandbox, customer(sandbox)).id;
	const edits = [
		{ edit: 'update-subprofile', subprofile: sub, fields: { Winkel: 'W' } },
		{ edit: 'delete-subprofile', subprofile: sub },
		{
			edit: 'create-subprofile',
			profile: customer(sandbox).id,
			collection: 'SQ_profile',
			fields: {},
		},
		{ edit: 'delete-profile', profile: made.id, completely: true },
	];
	for (const edit of edits)
		expect((await control('POST', 'copernica/edit', edit)).status).toBe(200);
	expect(sandbox.copernica.store.profiles.has(made.id)).toBe(false);
	expect(sandbox.copernica.store.subprofiles.get(sub)?.removed).not.toBe(false);
});

it('changes and removes callbacks', async () => {
	await control('POST', 'copernica/callbacks', { collection: 'SQ_profile', url: receiver.url });
	const changes = { triggers: [], apiDisabled: true };
	expect((await control('PUT', 'copernica/callbacks', { id: 1, changes })).json).toMatchObject({
		url: receiver.url,
		triggers: [],
		apiDisabled: true,
	});
	expect((await control('DELETE', 'copernica/callbacks', { id: 1 })).json).toEqual({
		removed: true,
	});
	expect((await control('GET', 'copernica/callbacks')).json).toEqual([]);
});

it('plans, releases, resends and routes deliveries, and sends webhooks', async () => {
	await control('POST', 'copernica/callbacks', { database: 1, url: 'https://n8n.example.com/w' });
	await control('POST', 'copernica/route', {
		publicOrigin: 'https://n8n.example.com',
		loopbackOrigin: new URL(receiver.url).origin,
	});
	await control('POST', 'copernica/deliveries/plan', { hold: true });
	await control('POST', 'copernica/edit', { edit: 'create-profile', fields: {} });
	await control('GET', 'settled');
	expect(receiver.received).toHaveLength(0);
	const released = await control('POST', 'copernica/deliveries/release', {});
	expect(released.json).toEqual({ released: 1 });
	await control('GET', 'settled');
	const [first] = (await control('GET', 'copernica/deliveries')).json as Array<{ id: number }>;
	await control('POST', 'copernica/deliveries/resend', { id: first?.id });
	await control('POST', 'copernica/webhook', { url: receiver.url });
	await control('GET', 'settled');
	expect(receiver.received).toHaveLength(3);
});

it('turns switches, faults, keys and tokens', async () => {
	await control('PUT', 'copernica/quirks', { putAnswer: '303' });
	await control('PUT', 'copernica/dns', { answer: 'servfail' });
	await control('POST', 'copernica/faults', { fault: { kind: 'cut-before' }, times: 3 });
	await control('PUT', 'activate/quirks', { successBody: 'empty' });
	await control('PUT', 'activate/echo', { writes: ['audiences'] });
	await control('POST', 'activate/faults', { fault: { kind: 'status', status: 500 } });
	expect((await control('POST', 'copernica/keys/rotate')).json).toEqual({
		name: 'sandbox2._domainkey.copernica.com',
	});
	expect((await control('POST', 'copernica/tokens/expire')).status).toBe(200);
	expect((await control('POST', 'copernica/keys/revoke')).json).toEqual({ done: true });
	expect(sandbox.copernica.keys.record('sandbox2._domainkey.copernica.com')).toMatch(/p=$/);
	expect((await control('GET', 'state')).json).toMatchObject({
		copernica: { quirks: { putAnswer: '303' }, dns: { answer: 'servfail' }, profiles: 8 },
		activate: { quirks: { successBody: 'empty' }, echo: { writes: ['audiences'] } },
	});
	expect((await control('GET', 'copernica/faults')).json).toMatchObject([{ times: 3 }]);
	expect((await control('GET', 'activate/faults')).json).toMatchObject([
		{ fault: { status: 500 } },
	]);
	await control('DELETE', 'activate/faults');
	expect((await control('GET', 'activate/faults')).json).toEqual([]);
});

it('shows what arrived at Activate and what was asked of the APIs', async () => {
	const event = { event: 'CRMUpdate', email: 'a@example.com' };
	await activateApi(sandbox)('POST', 'v1/track', { events: [event] });
	await queryRest(sandbox, 'v3')('GET', 'identity');
	expect((await control('GET', 'activate/arrivals')).json).toMatchObject([{ id: 1, event }]);
	expect((await control('GET', 'activate/arrivals?since=1')).json).toEqual([]);
	expect((await control('GET', 'activate/contacts')).json).toMatchObject([{ email: event.email }]);
	expect((await control('GET', 'copernica/requests')).json).toHaveLength(1);
	expect((await control('GET', 'activate/requests')).json).toHaveLength(1);
	expect((await control('GET', 'copernica/profiles')).json).toHaveLength(8);
	expect((await control('GET', 'copernica/subprofiles')).json).toHaveLength(2);
});

describe('refuses', () => {
	it.each([
		['GET', 'nothing', undefined, 404, 'UNKNOWN_CONTROL'],
		['POST', 'copernica/edit', { edit: 'explode' }, 400, 'INVALID_BODY'],
		[
			'POST',
			'copernica/edit',
			{ edit: 'delete-profile', profile: 1, extra: 1 },
			400,
			'INVALID_BODY',
		],
		['POST', 'copernica/edit', { edit: 'delete-profile', profile: 99999 }, 400, 'UNKNOWN_ENTITY'],
		['PUT', 'copernica/quirks', { nope: 1 }, 400, 'INVALID_BODY'],
		['PUT', 'copernica/callbacks', { id: 99, changes: {} }, 400, 'UNKNOWN_ENTITY'],
		['POST', 'copernica/callbacks', { url: 'x', database: 'Nope' }, 400, 'UNKNOWN_ENTITY'],
		['POST', 'copernica/deliveries/resend', { id: 99 }, 400, 'UNKNOWN_ENTITY'],
		['POST', 'copernica/faults', { fault: { kind: 'flood' } }, 400, 'INVALID_BODY'],
		['POST', 'reset', { everything: true }, 400, 'INVALID_BODY'],
	])('%s %s %j', async (method, path, body, status, code) => {
		expect(await control(method, path, body)).toMatchObject({ status, json: { code } });
	});

	it('a body that is not JSON', async () => {
		const url = `${sandbox.copernica.url}/_sandbox/copernica/edit`;
		const reply = await fetch(url, { method: 'POST', body: '{' });
		expect(await reply.json()).toMatchObject({ code: 'NOT_JSON' });
	});
});

it('a partial change of switches keeps the others', async () => {
	await control('PUT', 'copernica/quirks', { putAnswer: '303' });
	await control('PUT', 'copernica/quirks', { deleteStatus: 200 });
	await control('PUT', 'activate/quirks', { successBody: 'empty' });
	await control('PUT', 'activate/quirks', { successStatus: 201 });
	await control('PUT', 'copernica/dns', { ttl: 1 });
	await control('PUT', 'copernica/dns', { form: 'plain' });
	expect(sandbox.copernica.quirks.current).toMatchObject({ putAnswer: '303', deleteStatus: 200 });
	expect(sandbox.activate.quirks.current).toMatchObject({
		successBody: 'empty',
		successStatus: 201,
	});
	expect(sandbox.copernica.dns).toMatchObject({ ttl: 1, form: 'plain' });
});
