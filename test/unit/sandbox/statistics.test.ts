import { beforeAll, describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import { v4Of, type Reply } from './support/client';
import { customer } from './support/ids';
import { withReceiver } from './support/receiver';

/** Unsubscribes as docs/vendors/copernica.md#34-entities describes them. */
const begin = Date.UTC(2026, 10, 26, 12);
let seconds = 0;
const sandbox = withSandbox({ now: () => begin + seconds * 1_000 });
const receiver = withReceiver();
let v4: Awaited<ReturnType<typeof v4Of>>;
const get = async (path: string): Promise<Reply> => await v4('GET', path);

beforeAll(async () => {
	v4 = await v4Of(sandbox);
});

const unsubscribe = (system: 'ms' | 'publisher', after: number) => {
	seconds = after;
	const profile = customer(sandbox).id;
	return sandbox.copernica.edit({ edit: 'unsubscribe-profile', profile, system });
};
const times = ({ json }: Reply) =>
	(json as { data: Array<{ timestamp: string }> }).data.map(({ timestamp }) => timestamp.slice(11));

describe('unsubscribes', () => {
	it('of Marketing Suite name a message, which names the profile, and leave both ends out', async () => {
		const { id } = unsubscribe('ms', 1);
		unsubscribe('ms', 2);
		unsubscribe('ms', 3);
		const day = '2026-11-26%2013:00:0';
		expect(times(await get(`ms/unsubscribes?begintime=${day}1`))).toEqual(['13:00:02', '13:00:03']);
		expect(times(await get(`ms/unsubscribes?endtime=${day}2`))).toEqual(['13:00:01']);
		expect(times(await get('ms/unsubscribes?unique=true'))).toEqual(['13:00:01']);
		const [first] = (
			(await get('ms/unsubscribes')).json as { data: Array<Record<string, unknown>> }
		).data;
		expect(Object.keys(first ?? {}).sort()).toEqual(
			['ID', 'destination', 'mailing', 'source', 'timestamp'].sort(),
		);
		const message = await get(`ms/destination/${String(first?.destination)}`);
		expect(message.json).toMatchObject({ profile: String(id), subprofile: null });
		expect((await get('ms/destination/999')).status).toBe(400);
	});

	it('of Publisher name the profile, and can be asked for by time', async () => {
		const { id } = unsubscribe('publisher', 1);
		unsubscribe('publisher', 2);
		const since = encodeURIComponent('timestamp>=2026-11-26 13:00:02');
		expect(times(await get(`publisher/unsubscribes?fields[]=${since}`))).toEqual(['13:00:02']);
		const { json } = await get('publisher/unsubscribes');
		expect(json).toMatchObject({
			total: 2,
			data: [{ profile: String(id), source: 'link', success: true }, {}],
		});
	});

	it('do what the database is set up for', async () => {
		const database = sandbox.copernica.store.findDatabase('Customers');
		if (database !== null)
			database.unsubscribe = { behavior: 'update', fields: { Nieuwsbrief: 'Nee' } };
		expect(unsubscribe('publisher', 5).fields.Nieuwsbrief).toBe('Nee');
		if (database !== null) database.unsubscribe = { behavior: 'remove', fields: {} };
		const { id } = unsubscribe('publisher', 6);
		expect(sandbox.copernica.store.profiles.get(id)?.removed).toBe('2026-11-26 13:00:06');
		// Another message to the same person: there is nothing left to remove.
		sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
		sandbox.copernica.edit({ edit: 'unsubscribe-profile', profile: id });
		expect(times(await get('publisher/unsubscribes'))).toHaveLength(3);
		await sandbox.settled();
		expect(receiver.received).toEqual([]);
	});

	it('fire the callback of a profile that they change, as no box of Publisher covers them', async () => {
		const database = sandbox.copernica.store.findDatabase('Customers');
		if (database !== null)
			database.unsubscribe = { behavior: 'update', fields: { Nieuwsbrief: 'Nee' } };
		sandbox.copernica.registerCallback({
			database: 'Customers',
			url: receiver.url,
			triggers: ['publisher'],
		});
		unsubscribe('ms', 1);
		await sandbox.settled();
		expect(receiver.received.map(({ body }) => String(body))).toEqual([
			expect.stringContaining('"Nieuwsbrief":"Nee"'),
		]);
	});

	it('call the Webhooks for them, with the ID under which they are listed', async () => {
		const { copernica } = sandbox;
		const [id, databaseId] = [customer(sandbox).id, customer(sandbox).databaseId];
		const wanted = { handler: receiver.url, trigger: 'unsubscribe' };
		await v4('POST', 'webhooks', wanted);
		await v4('POST', 'webhooks', { ...wanted, callers: ['nobody'] });
		unsubscribe('publisher', 1);
		unsubscribe('ms', 2);
		copernica.mailingEvent({ event: 'unsubscribe', profile: id });
		await sandbox.settled();
		const rowsOf = ({ json }: Reply) => (json as { data: Array<Record<string, string>> }).data;
		const listed = [
			...rowsOf(await get('publisher/unsubscribes')).map(({ ID, emailing }) => [ID, emailing]),
			...rowsOf(await get('ms/unsubscribes')).map(({ ID, mailing }) => [ID, mailing]),
		];
		expect(listed).toHaveLength(3);
		const calls = receiver.received.map(({ body }) =>
			Object.fromEntries(new URLSearchParams(body.toString())),
		);
		expect(calls).toEqual(
			listed.map(([ID, mailing]) =>
				expect.objectContaining({
					id: ID,
					type: 'unsubscribe',
					database: String(databaseId),
					profile: String(id),
					mailing,
				}),
			),
		);
	});

	it('are those of mailings: a call that unsubscribes a profile is not listed', async () => {
		const { id, databaseId } = customer(sandbox);
		await v4('PUT', `database/${databaseId}/unsubscribe`, {
			behavior: 'update',
			fields: { Nieuwsbrief: 'Nee' },
		});
		await v4('PUT', `profile/${id}/unsubscribe`, {});
		expect(customer(sandbox).fields.Nieuwsbrief).toBe('Nee');
		expect(times(await get('publisher/unsubscribes'))).toEqual([]);
		expect(times(await get('ms/unsubscribes'))).toEqual([]);
	});
});
