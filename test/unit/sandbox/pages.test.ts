import { describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import { activateApi, send, v4Of, type Reply } from './support/client';
import { customer, firstSubprofile } from './support/ids';
import { withReceiver } from './support/receiver';

/** The pages on which a person edits in Copernica and watches Activate. */
const sandbox = withSandbox();
const receiver = withReceiver();

const get = async (path: string) => await send(sandbox.copernica.url + path, {});
const post = async (path: string, form: Record<string, string>): Promise<Reply> =>
	await send(sandbox.copernica.url + path, { method: 'POST', body: new URLSearchParams(form) });
/** The sentence above the page that a form leads to, once every callback was answered. */
async function noticeOf(reply: Reply): Promise<string> {
	await sandbox.settled();
	const { search } = new URL(reply.headers.get('location') ?? '', 'http://x');
	const { text } = await get(`/publisher/notice${search}`);
	return text
		.replace(/<a .*<\/a>/s, '')
		.replace(/\s+/g, ' ')
		.trim();
}

describe('Copernica', () => {
	it('lists profiles of every database and searches them', async () => {
		const { text } = await get('/');
		expect(text).toContain('<title>Sandbox · Copernica</title>');
		expect(text).toContain('Prospects');
		expect(text).toContain('hanna.meijer@example.com');
		expect((await get('/?search=bram')).text).not.toContain('hanna.meijer@example.com');
	});

	it('escapes what people typed', async () => {
		sandbox.copernica.edit({
			edit: 'create-profile',
			fields: { Email: '"><script>alert(1)</script>' },
		});
		const id = Math.max(...sandbox.copernica.store.profiles.keys());
		for (const path of ['/', `/publisher/profile/${id}`, '/?search="><script>alert(1)'])
			expect((await get(path)).text).not.toContain('<script>alert');
	});

	it('saves a profile as Publisher, which fires the callback, and says so', async () => {
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			triggers: ['publisher'],
		});
		const { id } = customer(sandbox);
		const saved = await post(`/publisher/profile/${id}`, {
			'fields[Plaats]': 'Delft',
			'interests[]': 'Mode',
			cause: 'publisher',
			do: 'save',
		});
		expect(saved.status).toBe(303);
		expect(await noticeOf(saved)).toBe('Profile saved. Callbacks sent: 1 accepted.');
		await sandbox.settled();
		expect(JSON.parse(receiver.received[0]?.body.toString() ?? '')).toMatchObject({
			action: 'update',
			fields: { Plaats: 'Delft', Voornaam: 'Anne' },
			interests: ['Mode'],
		});
		const silent = await post(`/publisher/profile/${id}`, {
			'fields[Plaats]': 'Gouda',
			cause: 'rest',
		});
		expect(await noticeOf(silent)).toBe('Profile saved. No callback was sent.');
	});

	it('counts callbacks that were refused apart from those that were accepted', async () => {
		for (const action of ['all', 'update'])
			sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url, action });
		receiver.answers.push(200, 401);
		const saved = await post(`/publisher/profile/${customer(sandbox).id}`, {
			'fields[Plaats]': 'Delft',
		});
		expect(await noticeOf(saved)).toBe('Profile saved. Callbacks sent: 1 accepted, 1 refused.');
		const page = await get(saved.headers.get('location') ?? '');
		expect(page.text).toContain('1 accepted, 1 refused.');
	});

	it('shows the other form of a callback at the turn of a switch', async () => {
		const profile = customer(sandbox);
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			format: { shape: 'A' },
		});
		expect((await get('/publisher/callbacks')).text).toContain('aria-checked="false"');
		await post('/publisher/callback-form', { tell: 'changes' });
		expect((await get('/publisher/callback-form')).text).toContain('aria-checked="true"');
		await post(`/publisher/profile/${profile.id}`, { 'fields[Plaats]': 'Delft' });
		await post('/publisher/callback-form', { tell: 'values' });
		await post(`/publisher/profile/${profile.id}`, { 'fields[Plaats]': 'Gouda' });
		await sandbox.settled();
		const bodies = receiver.received.map(({ body }): unknown => JSON.parse(body.toString()));
		expect(bodies).toMatchObject([
			{ action: 'update', fields: { Plaats: 'Amsterdam' }, updated: { Plaats: 'Delft' } },
			{ parameters: { Plaats: 'Delft' } },
			{ action: 'update', fields: { Plaats: 'Gouda' } },
			{ parameters: { Plaats: 'Gouda' } },
		]);
		expect(bodies[2]).not.toHaveProperty('updated');
		expect((await post('/publisher/callback-form', { tell: 'nothing' })).status).toBe(400);
	});

	it('links every name to the page where it can be edited', async () => {
		const { id } = customer(sandbox, 'emma.bakker@example.com');
		const link = `href="/publisher/profile/${id}"`;
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		await post(`/publisher/profile/${id}`, { 'fields[Plaats]': 'Delft' });
		await sandbox.settled();
		for (const path of ['/', '/publisher/profiles?search=emma', '/publisher/deliveries/part']) {
			expect((await get(path)).text).toMatch(new RegExp(`${link}>\\s*Emma Bakker`));
		}
	});

	it('tells on an open form that the profile was changed elsewhere', async () => {
		const { id } = customer(sandbox);
		const page = await get(`/publisher/profile/${id}`);
		const part = /data-live="([^"]+modified[^"]+)"/.exec(page.text)?.[1]?.replace(/&amp;/g, '&');
		expect((await get(part ?? '')).text).not.toContain('Changed since');
		sandbox.copernica.edit({ edit: 'delete-profile', profile: id, cause: 'rest' });
		expect((await get(part ?? '')).text).toContain('Changed since you opened it');
	});

	it('an untouched form changes nothing, line ends included', async () => {
		const profile = customer(sandbox, 'hanna.meijer@example.com');
		const before = profile.modified;
		const form = Object.fromEntries(
			Object.entries(profile.fields).map(([name, value]) => [
				`fields[${name}]`,
				value.replace(/\n/g, '\r\n'),
			]),
		);
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		const saved = await post(`/publisher/profile/${profile.id}`, form);
		expect(await noticeOf(saved)).toBe('Profile saved. No callback was sent.');
		expect(profile.modified).toBe(before);
	});

	it('creates and deletes profiles, and adds, saves and deletes subprofiles', async () => {
		const made = await post('/publisher/new?database=1', {
			'fields[Email]': 'new@example.com',
			cause: 'publisher',
		});
		expect(made.status).toBe(303);
		const { id } = customer(sandbox, 'new@example.com');
		const collection = sandbox.copernica.store.findCollection('SQ_profile')?.id;
		await post(`/publisher/profile/${id}/subprofiles/${collection}`, {});
		const subprofile = firstSubprofile(sandbox, customer(sandbox, 'new@example.com'));
		await post(`/publisher/subprofile/${subprofile.id}`, { 'fields[Winkel]': 'Utrecht' });
		expect(subprofile.fields.Winkel).toBe('Utrecht');
		expect((await get(`/publisher/profile/${id}`)).text).toContain('value="Utrecht"');
		await post(`/publisher/subprofile/${subprofile.id}`, { do: 'delete' });
		expect(subprofile.removed).not.toBe(false);
		await post(`/publisher/profile/${id}`, { do: 'delete' });
		expect((await get(`/publisher/profile/${id}`)).text).toContain('was removed');
	});

	it('adds, changes and deletes callbacks with trigger boxes', async () => {
		const form = {
			source: 'database:1',
			url: receiver.url,
			method: 'json',
			action: 'all',
			expression: '',
			shape: 'C',
			carrier: '',
			charset: '',
			mode: 'valid',
			'triggers[0]': 'publisher',
			'triggers[1]': 'import',
		};
		expect((await post('/publisher/callbacks', form)).status).toBe(303);
		expect(sandbox.copernica.callbacks.list()).toMatchObject([
			{ url: receiver.url, triggers: ['publisher', 'import'], format: { shape: 'C' } },
		]);
		sandbox.copernica.edit({ edit: 'create-profile', fields: {} });
		await sandbox.settled();
		expect(receiver.received).toHaveLength(1);
		expect((await get('/publisher/callbacks')).text).toContain('Callback 1 on database Customers');
		await post('/publisher/callback/1', { ...form, action: 'delete' });
		expect(sandbox.copernica.callbacks.find(1)?.action).toBe('delete');
		await post('/publisher/callback/1', { do: 'delete' });
		expect(sandbox.copernica.callbacks.list()).toEqual([]);
	});

	it('shows deliveries with their answers, newest first', async () => {
		receiver.answers.push(401);
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		sandbox.copernica.edit({ edit: 'create-profile', fields: {} });
		sandbox.copernica.edit({ edit: 'delete-profile', profile: customer(sandbox).id });
		await sandbox.settled();
		const { text } = await get('/publisher/deliveries');
		expect(text).toContain('refused · 401');
		expect(text.indexOf('delete profile')).toBeLessThan(text.indexOf('create profile'));
		expect((await get('/publisher/deliveries/part')).text).toContain('noted');
	});

	it.each([
		['publisher', 'publisher/unsubscribes', 'Publisher'],
		['ms', 'ms/unsubscribes', 'Marketing Suite'],
	])('lets a person unsubscribe through a mailing of %s', async (system, list, name) => {
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		const profile = customer(sandbox);
		const address = `/publisher/profile/${profile.id}`;
		const v4 = await v4Of(sandbox);
		expect((await get(address)).text).toContain('Customers leaves the profile as it is');
		const listed = await post(`${address}/unsubscribe`, { system });
		const done = `Unsubscribed through a mailing of ${name}.`;
		expect(await noticeOf(listed)).toBe(`${done} No callback was sent.`);
		expect(profile.fields.Nieuwsbrief).toBe('Ja');

		await post(`${address}/unsubscribe-behaviour`, {
			behavior: 'update',
			values: 'Nieuwsbrief=Nee\r\nMarketing = Nee\r\n',
		});
		const page = (await get(address)).text;
		expect(page).toContain('Customers sets Nieuwsbrief to &quot;Nee&quot;, Marketing to');
		expect(page).toMatch(/<textarea name="values"[^>]*>\s*Nieuwsbrief=Nee\nMarketing=Nee</);
		const changed = await post(`${address}/unsubscribe`, { system });
		expect(await noticeOf(changed)).toBe(`${done} Callbacks sent: 1 accepted.`);
		expect(profile.fields).toMatchObject({ Nieuwsbrief: 'Nee', Marketing: 'Nee' });

		await post(`${address}/unsubscribe-behaviour`, { behavior: 'remove' });
		await post(`${address}/unsubscribe`, { system });
		expect((await get(address)).text).toContain('was removed');
		expect((await v4('GET', list)).json).toMatchObject({ total: 3 });
	});

	it('offers an unsubscribe only as such, and refuses one of an unknown mailing', async () => {
		const address = `/publisher/profile/${customer(sandbox).id}`;
		expect((await get(address)).text).not.toMatch(/<option value="unsubscribe"/);
		expect((await post(`${address}/unsubscribe`, { system: 'fax' })).status).toBe(400);
		expect((await post('/publisher/profile/99999/unsubscribe', { system: 'ms' })).status).toBe(404);
		const settings = { behavior: 'nothing' };
		const nobody = '/publisher/profile/99999/unsubscribe-behaviour';
		expect((await post(nobody, settings)).status).toBe(404);
	});

	it('sends a test webhook', async () => {
		await post('/publisher/test-webhook', { url: receiver.url });
		await sandbox.settled();
		expect(receiver.received[0]?.body.toString()).toContain('type=update');
	});

	it('says what does not exist, and what could not be saved', async () => {
		expect((await get('/publisher/profile/99999')).status).toBe(404);
		expect((await get('/publisher/nothing')).status).toBe(404);
		const { id } = customer(sandbox);
		const refused = await post(`/publisher/profile/${id}`, { cause: 'magic' });
		expect(refused.status).toBe(400);
		expect(refused.text).toContain('could not be saved');
	});
});

describe('Spotler Activate', () => {
	it('shows contacts with consents, and events with the last on top', async () => {
		const api = activateApi(sandbox);
		await api('POST', 'v1/track', {
			events: [
				{ event: 'EmailOptIn', email: 'a@example.com', newsletter: 'yes', city: '<b>Delft' },
				{ event: 'CRMUpdate', email: 'a@example.com', marketing: 'maybe' },
			],
		});
		const { text } = await send(`${sandbox.activate.url}/`, {});
		expect(text).toContain('<title>Sandbox · Spotler Activate</title>');
		expect(text).toContain('a@example.com');
		expect(text).toContain('&lt;b&gt;Delft');
		expect(text).toContain('marketing must be yes or no');
		expect(text.indexOf('CRMUpdate')).toBeLessThan(text.indexOf('EmailOptIn'));
		const part = await send(`${sandbox.activate.url}/activate/contacts`, {});
		expect(part.text).toContain('>yes<');
		expect(part.text).toContain('unknown');
		expect((await send(`${sandbox.activate.url}/activate/nothing`, {})).status).toBe(404);
	});

	it('links a contact to its profile in Copernica', async () => {
		await activateApi(sandbox)('POST', 'v1/track', {
			events: [{ event: 'CRMUpdate', email: 'Emma.Bakker@example.com' }],
		});
		const { id } = customer(sandbox, 'emma.bakker@example.com');
		expect((await send(`${sandbox.activate.url}/activate/contacts`, {})).text).toContain(
			`href="${sandbox.copernica.url}/publisher/profile/${id}"`,
		);
	});
});

it('both pages show the time of one clock, in Amsterdam', async () => {
	sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
	sandbox.copernica.edit({ edit: 'create-profile', fields: { Email: 'new@example.com' } });
	await activateApi(sandbox)('POST', 'v1/track', {
		events: [{ event: 'CRMUpdate', email: 'new@example.com' }],
	});
	await sandbox.settled();
	const { created } = customer(sandbox, 'new@example.com');
	const hour = created.slice(11, 14);
	const deliveries = await get('/publisher/deliveries/part');
	const arrivals = await send(`${sandbox.activate.url}/activate/arrivals`, {});
	for (const { text } of [deliveries, arrivals]) {
		expect(text).not.toContain('UTC');
		expect(/<td class="time">(\d\d:)\d\d:\d\d/.exec(text)?.[1]).toBe(hour);
	}
	for (const { text } of [await get('/'), await send(`${sandbox.activate.url}/`, {})])
		expect(text).toMatch(/Amsterdam\s*<time data-clock="\d+"/);
});
