import { describe, expect, it } from '@jest/globals';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { nodeMethods, runNode, sandboxCredentials, type NodeRunOptions } from '../support';
import { withSandbox } from '../../support/withSandbox';

/** A change as the Copernica Trigger puts it out. */
function change(fields: Record<string, string>, over: Record<string, unknown> = {}) {
	return {
		change: 'update',
		entity: 'profile',
		profileId: '1',
		fields,
		receivedAt: '2026-03-01T12:00:00.000Z',
		...over,
	};
}

async function normalise(
	items: NodeRunOptions['items'],
	parameters: INodeParameters = {},
	settings?: NodeRunOptions['settings'],
) {
	return await runNode({
		nodeType: 'spotlerActivate',
		parameters: { resource: 'profile', operation: 'normalise', ...parameters },
		items,
		settings,
	});
}

const json = (items: INodeExecutionData[] | undefined) => (items ?? []).map((item) => item.json);
const indexes = (items: INodeExecutionData[] | undefined) =>
	(items ?? []).map(({ pairedItem }) => pairedItem);

const byHand = (value: Record<string, string>) => ({
	mapBy: 'oneByOne',
	mapping: { mappingMode: 'defineBelow', value, schema: [], matchingColumns: [] },
});

const consentsFrom = (fields: Record<string, string>) => ({
	consent: Object.entries(fields).map(([consent, field]) => ({ consent, field, texts: 'dutch' })),
});
const newsletter = { consents: consentsFrom({ newsletter: 'Nieuwsbrief' }) };

describe('Normalise', () => {
	it('prepares with the automatic mapping, without credentials or settings', async () => {
		const run = await normalise(
			[change({ Email: 'Ann@Example.com', Voornaam: ' Ann ', Nieuwsbrief: 'Ja', Land: 'België' })],
			newsletter,
		);
		expect(run.hints).toEqual([]);
		expect(run.error).toBeUndefined();
		expect(json(run.outputs[0])).toMatchObject([
			{
				profile: { email: 'ann@example.com', firstname: 'Ann', newsletter: 'yes', country: 'BE' },
				changed: null,
				previous: null,
				source: { profileId: '1', change: 'update' },
				notes: [],
			},
		]);
		expect(run.outputs[1]).toEqual([]);
	});

	it('puts each row on one output, in order and linked to its item', async () => {
		const run = await normalise(
			[
				change({ Email: 'a@example.com' }),
				{ hello: 'world' },
				change({ Email: 'fout' }),
				change({ Email: 'b@example.com', Nieuwsbrief: 'misschien' }),
				change({ Email: 'c@example.com' }),
				change({ Email: 'd@example.com' }, { change: 'delete' }),
				change({ Merk: 'x' }, { entity: 'subprofile', subprofileId: '3' }),
			],
			newsletter,
		);
		const [prepared, invalid] = run.returned[0] ?? [];
		expect(indexes(prepared)).toEqual([{ item: 0 }, { item: 4 }]);
		expect(indexes(invalid)).toEqual([1, 2, 3, 5, 6].map((item) => ({ item })));
		expect(json(invalid).map(({ code }) => code)).toEqual([
			'NOT_A_CHANGE',
			'EMAIL_INVALID',
			'CONSENT_VALUE_UNKNOWN',
			'DELETED',
			'EMAIL_MISSING_ADD_PROFILE',
		]);
	});

	it('hands an invalid row on with the whole change, so that it can be tried again', async () => {
		const given = change({ Email: 'fout', Plaats: 'Utrecht' });
		const first = await normalise([given]);
		const [row] = json(first.outputs[1]);
		expect(row).toMatchObject({
			status: 'invalid',
			code: 'EMAIL_INVALID',
			field: 'Email',
			source: { profileId: '1' },
			change: given,
		});
	});

	it('takes no items, and gives none', async () => {
		const run = await normalise([]);
		expect(run.error).toBeUndefined();
		expect(run.outputs.flat()).toEqual([]);
	});

	it('maps by hand, with consents, custom fields, fixed values and options', async () => {
		const run = await normalise(
			[
				change({
					Mailadres: 'A@example.com',
					Opt: 'graag',
					Punten: '12',
					Tel: '06 12345678',
					Naam: 'x',
				}),
			],
			{
				...byHand({ email: 'Mailadres', phone: 'Tel', city: '' }),
				consents: {
					consent: [
						{
							consent: 'marketing',
							field: 'Opt',
							texts: 'own',
							subscribed: 'ja, graag',
							unsubscribed: 'nee',
							unknown: '',
						},
					],
				},
				customFields: { field: [{ name: 'punten', field: 'Punten', kind: 'number' }] },
				fixedValues: {
					value: [
						{ key: 'country', value: 'NL' },
						{ key: 'custom', customName: 'bron', value: 'copernica' },
					],
				},
				options: { hashEmail: true, phoneCountry: 'BE' },
			},
		);
		expect(json(run.outputs[0])).toMatchObject([
			{
				profile: {
					email: expect.stringMatching(/^[0-9a-f]{64}$/),
					phone: '+31612345678',
					marketing: 'yes',
					custom_punten: 12,
					custom_bron: 'copernica',
					country: 'NL',
				},
			},
		]);
	});

	describe('Consents to Send', () => {
		const consents = consentsFrom({ newsletter: 'Nieuwsbrief', service: 'Service' });
		const told = { changed: ['Plaats'], previous: { Plaats: 'Delft' } };
		const record = { Email: 'a@example.com', Plaats: 'Utrecht', Nieuwsbrief: 'ja', Service: 'nee' };
		const both = { newsletter: 'yes', service: 'no' };

		it.each([
			[1, {}, both],
			[1.1, {}, {}],
			[1, { consentsToSend: 'changed' }, {}],
			[1.1, { consentsToSend: 'all' }, both],
			[1.1, { consentsToSend: 'withdrawals' }, { service: 'no' }],
		])(
			'version %d with %j sends %j of what did not change',
			async (typeVersion, parameters, sent) => {
				const run = await normalise(
					[change(record, told)],
					{ consents, ...parameters },
					{ typeVersion },
				);
				expect(run.error).toBeUndefined();
				const [row] = json(run.outputs[0]);
				expect(row?.profile).toEqual({ email: 'a@example.com', city: 'Utrecht', ...sent });
				expect(row?.consents).toEqual(both);
			},
		);

		it('may differ between items', async () => {
			const run = await normalise(
				[change(record, { ...told, again: 'all' }), change(record, { ...told, again: 'changed' })],
				{ consents, consentsToSend: '={{ $json.again }}' },
			);
			expect(json(run.outputs[0])).toMatchObject([{ profile: both }, { notes: [{}, {}] }]);
			expect(json(run.outputs[0])[1]?.profile).not.toHaveProperty('newsletter');
		});

		it('withdraws by option what became unknown', async () => {
			const emptied = change(
				{ ...record, Nieuwsbrief: '' },
				{ changed: ['Nieuwsbrief'], previous: { Nieuwsbrief: 'ja' } },
			);
			const run = await normalise([emptied], { consents, options: { unknownConsent: 'sendNo' } });
			expect(json(run.outputs[0])).toMatchObject([{ profile: { newsletter: 'no' } }]);
		});
	});

	it('reads dates and the true and false of JSON as consents', async () => {
		const run = await normalise(
			['2019-05-04 10:00:00', '0000-00-00 00:00:00', true, false].map((Opt) => ({
				fields: { Email: 'a@example.com', Opt },
			})),
			{
				consents: {
					consent: [
						{ consent: 'newsletter', field: 'Opt', texts: 'anyDate', emptyMeans: 'unknown' },
					],
				},
			},
		);
		const rows = run.outputs[0]?.map(({ json: { consents } }) => consents);
		expect(rows).toEqual([{ newsletter: 'yes' }, {}, { newsletter: 'yes' }, { newsletter: 'no' }]);
	});

	it('never alters the digits of an ID', async () => {
		const fields = { Email: 'a@example.com', KlantID: JSON.parse('12345678901234567890') };
		const run = await normalise([{ fields }], byHand({ email: 'Email', userid: 'KlantID' }));
		expect(json(run.outputs[1])).toMatchObject([{ code: 'NUMBER_NOT_EXACT', field: 'KlantID' }]);
	});

	describe('hints', () => {
		const rows = [1, 2, 3].map((n) =>
			change({ Email: `p${n}@example.com`, Nieuwsbrief: 'ja', Service: 'nee' }),
		);

		it.each([
			['by known names', {}, []],
			[
				'one by one',
				byHand({ email: 'Email', city: 'Stad' }),
				[expect.stringMatching(/not in any of the 3 rows: "Stad"/)],
			],
		])('name a field that no row has: %s', async (_, mapping, others) => {
			const run = await normalise(rows, {
				...mapping,
				consents: consentsFrom({ newsletter: 'Niewsbrief' }),
			});
			expect(run.hints).toEqual([
				expect.stringMatching(/"Niewsbrief".*newsletter.*3 rows.*"Nieuwsbrief"/),
				...others,
			]);
			expect(json(run.outputs[0])).toHaveLength(3);
		});

		it.each([
			['by known names', {}],
			['one by one', byHand({ email: 'Email' })],
		])('say that no consent is mapped, and what looks like one: %s', async (_, mapping) => {
			const run = await normalise(rows, mapping);
			expect(run.hints).toEqual([expect.stringMatching(/No consent.*"Nieuwsbrief", "Service"/)]);
			expect(json(run.outputs[0])[0]?.consents).toEqual({});
		});

		it('tell in version 1 which consent is taken by its name, and which are not', async () => {
			const run = await normalise(rows, {}, { typeVersion: 1 });
			expect(run.hints).toEqual([expect.stringMatching(/Only "Nieuwsbrief".*consents: "Service"/)]);
			expect(json(run.outputs[0])[0]?.consents).toEqual({ newsletter: 'yes' });
		});

		it('are few and show no markup, whatever the fields are called', async () => {
			const run = await normalise(
				Array.from({ length: 50 }, (_, n) =>
					change({ Email: 'a@example.com' }, { name: `<b>${n}` }),
				),
				{
					consents: {
						consent: [{ consent: 'service', field: '={{ $json.name }}', texts: 'dutch' }],
					},
				},
			);
			expect(run.hints.length).toBeLessThan(10);
			expect(run.hints.join('')).not.toMatch(/[<>]/);
		});
	});

	it('reads a field that was dragged into the mapping as its name', async () => {
		const run = await normalise(
			[change({ Email: 'a@example.com', 'Mijn Plaats': 'Utrecht', Voornaam: 'Email' })],
			byHand({
				email: '={{ $json.fields.Email }}',
				city: "={{ $json.fields['Mijn Plaats'] }}",
				firstname: '={{ $json.fields.Voornaam }}',
			}),
		);
		expect(json(run.outputs[0])).toMatchObject([
			{ profile: { email: 'a@example.com', city: 'Utrecht', firstname: 'Email' } },
		]);
	});

	it('reads settings with an expression for each item', async () => {
		const run = await normalise(
			[
				change({ Email: 'a@example.com', Stad: 'A', Plaats: 'B' }, { cityField: 'Stad' }),
				change({ Email: 'b@example.com', Stad: 'A', Plaats: 'B' }, { cityField: 'Plaats' }),
				change({ Email: 'c@example.com', Stad: 'A', Plaats: 'B' }, { cityField: 'Stad' }),
			],
			byHand({ email: '={{ $json.fields.Email }}', city: '={{ $json.cityField }}' }),
		);
		expect(json(run.outputs[0])).toMatchObject([
			{ profile: { email: 'a@example.com', city: 'A' } },
			{ profile: { email: 'b@example.com', city: 'B' } },
			{ profile: { email: 'c@example.com', city: 'A' } },
		]);
	});

	describe('settings that do not fit', () => {
		const contradicting: INodeParameters = {
			consents: {
				consent: [
					{
						consent: 'newsletter',
						field: 'Opt',
						texts: 'own',
						subscribed: 'ja',
						unsubscribed: 'JA',
						unknown: '',
					},
				],
			},
		};

		it('stop the run and say which', async () => {
			const run = await normalise([change({ Email: 'a@example.com' })], contradicting);
			expect(run.error?.message).toMatch(/Consents.*"JA" in both subscribed and unsubscribed/);
			expect(run.error).toMatchObject({ context: { itemIndex: 0 } });
		});

		it.each([
			['hashEmail', 'Hash Email'],
			['deletedProfiles', 'Deleted Profiles'],
			['unknownConsent', 'If Consent Becomes Unknown'],
		])('are those of %s where its expression gives nothing', async (option, label) => {
			const options = { [option]: '={{ $json.missing }}' };
			const run = await normalise([change({ Email: 'a@example.com' })], { ...newsletter, options });
			expect(run.error?.message).toContain(label);
		});

		it('are handed on per row when the node continues', async () => {
			const items = [change({ Email: 'a@example.com' }), change({ Email: 'b@example.com' })];
			const run = await normalise(items, contradicting, { onError: 'continueRegularOutput' });
			expect(run.error).toBeUndefined();
			expect(run.outputs[0]).toEqual([]);
			expect(json(run.outputs[1])).toMatchObject([
				{ status: 'invalid', code: 'SETTINGS_INVALID', change: items[0] },
				{ status: 'invalid', code: 'SETTINGS_INVALID', change: items[1] },
			]);
			expect(indexes(run.returned[0]?.[1])).toEqual([{ item: 0 }, { item: 1 }]);
		});

		it('go to the error output where there is one, and only the rows they concern', async () => {
			const items = [
				change({ Email: 'a@example.com' }, { country: 'NL' }),
				change({ Email: 'b@example.com' }, { country: 'Atlantis' }),
			];
			const run = await normalise(
				items,
				{ options: { phoneCountry: '={{ $json.country }}' } },
				{ onError: 'continueErrorOutput' },
			);
			expect(json(run.outputs[0])).toMatchObject([{ profile: { email: 'a@example.com' } }]);
			expect(run.outputs[1]).toEqual([]);
			expect(json(run.outputs[2])).toMatchObject([
				{
					fields: { Email: 'b@example.com' },
					error: expect.stringContaining('"Phone Country"'),
					details: { status: 'invalid', code: 'SETTINGS_INVALID' },
				},
			]);
		});
	});
});

describe('lists of the form', () => {
	const sandbox = withSandbox();

	const list = (value: string) => ({ __rl: true, mode: 'list', value });

	async function methodsFor(parameters: INodeParameters) {
		const { copernicaApi } = sandboxCredentials(sandbox);
		return await nodeMethods({
			nodeType: 'spotlerActivate',
			parameters: { resource: 'profile', operation: 'normalise', ...parameters },
			credentials: copernicaApi === undefined ? {} : { copernicaApi },
		});
	}

	it('offer plain text columns while names are typed by hand', async () => {
		const methods = await methodsFor({ fieldList: 'typed' });
		const { fields } = await methods.resourceMapping('getMappingColumns');
		expect(fields.map(({ id }) => id)).toEqual(
			expect.arrayContaining(['email', 'postcode', 'userid']),
		);
		expect(fields.map(({ id }) => id)).not.toContain('newsletter');
		expect(fields.every(({ type, required }) => type === 'string' && !required)).toBe(true);
		expect(await methods.loadOptions('getMappingSources')).toEqual([]);
	});

	it('offer the real fields of the database, with the obvious ones filled in', async () => {
		const methods = await methodsFor({ fieldList: 'copernica', database: list('1') });
		const { fields } = await methods.resourceMapping('getMappingColumns');
		const column = (id: string) => fields.find((field) => field.id === id);
		expect(column('firstname')).toMatchObject({ type: 'options', defaultValue: 'Voornaam' });
		expect(column('city')?.options).toEqual(
			expect.arrayContaining([{ name: 'Plaats', value: 'Plaats' }]),
		);
		expect(column('userid')).not.toHaveProperty('defaultValue');
		expect(await methods.loadOptions('getMappingSources')).toEqual(
			expect.arrayContaining([
				{ name: 'Nieuwsbrief', value: 'Nieuwsbrief', description: 'Values: Ja, Nee' },
			]),
		);
	});

	it('tell profile and subprofile fields apart once a collection is chosen', async () => {
		const methods = await methodsFor({
			fieldList: 'copernica',
			database: list('1'),
			collection: list(String(await collectionId('SQ_profile'))),
		});
		expect(await methods.loadOptions('getMappingSources')).toEqual(
			expect.arrayContaining([
				{ name: 'Email (Profile)', value: 'Email' },
				{ name: 'Favoriet_merk (Subprofile)', value: 'Favoriet_merk' },
			]),
		);
	});

	it('name the entity only for fields that both have', async () => {
		const { store } = sandbox.copernica;
		const prospects = store.findDatabase('Prospects');
		if (prospects === null) throw new Error('the sandbox has no Prospects');
		const orders = store.addCollection(prospects, 'Orders', [{ name: 'naam' }, { name: 'Bedrag' }]);
		const methods = await methodsFor({
			fieldList: 'copernica',
			database: list(String(prospects.id)),
			collection: list(String(orders.id)),
		});
		const offered = await methods.loadOptions('getMappingSources');
		expect(offered.map(({ value }) => value)).toEqual([
			'Email',
			'profile.Naam',
			'Bron',
			'subprofile.naam',
			'Bedrag',
		]);
		sandbox.reset();
	});

	async function collectionId(name: string) {
		const methods = await methodsFor({ fieldList: 'copernica', database: list('1') });
		const { results } = await methods.listSearch('searchCollections', name);
		return results[0]?.value;
	}
});
