import { beforeAll, describe, expect, it } from '@jest/globals';
import { withSandbox } from '../../support/withSandbox';
import { v4Of, type Reply } from './support/client';
import { customer } from './support/ids';

/** Unsubscribes as docs/vendors/copernica.md#34-entities describes them. */
const begin = Date.UTC(2026, 10, 26, 12);
let seconds = 0;
const sandbox = withSandbox({ now: () => begin + seconds * 1_000 });
let get: (path: string) => Promise<Reply>;

beforeAll(async () => {
	const v4 = await v4Of(sandbox);
	get = async (path) => await v4('GET', path);
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
	});
});
