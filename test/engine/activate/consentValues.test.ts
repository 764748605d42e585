import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { nodeMethods, runNode, sandboxCredentials } from '../support';
import { withSandbox } from '../../support/withSandbox';

const sandbox = withSandbox();

const picked = (id: number) => ({ __rl: true, mode: 'id', value: String(id) });

function customers() {
	const database = sandbox.copernica.store.findDatabase('Customers');
	if (database === null) throw new Error('the sandbox has no Customers');
	return database;
}

/** A database of its own in which each profile has a text of its own in the field Opt. */
function withTexts(texts: string[]) {
	const { store } = sandbox.copernica;
	const database = store.addDatabase('Opt-ins', '', [
		{ name: 'Email', type: 'email' },
		{ name: 'Opt' },
	]);
	for (const Opt of texts) store.createProfile(database, { fields: { Opt } }, 'import');
	return picked(database.id);
}

function collection() {
	const found = [...sandbox.copernica.store.collections.values()].find(
		({ name }) => name === 'SQ_profile',
	);
	if (found === undefined) throw new Error('the sandbox has no SQ_profile');
	return found;
}

/** Opens the list of the second consent in the form. */
async function offeredFor(field: string, parameters: INodeParameters = {}) {
	const { copernicaApi } = sandboxCredentials(sandbox);
	const methods = await nodeMethods({
		nodeType: 'spotlerActivate',
		parameters: {
			resource: 'profile',
			operation: 'normalise',
			fieldList: 'copernica',
			database: picked(customers().id),
			consents: {
				consent: [
					{ consent: 'service', field: 'Service', texts: 'fieldValues' },
					{ consent: 'newsletter', field, texts: 'fieldValues' },
				],
			},
			...parameters,
		},
		credentials: copernicaApi === undefined ? {} : { copernicaApi },
		path: 'parameters.consents.consent[1].subscribedValues',
	});
	return await methods.loadOptions('getConsentValues');
}

const profileLists = () =>
	sandbox.copernica.requests.list().filter(({ path }) => /profiles$/.test(path));

describe('the values of a consent in the form', () => {
	it('are the options of the field, with what they usually mean', async () => {
		expect(await offeredFor('Nieuwsbrief')).toEqual([
			{ name: 'Ja', value: 'Ja', description: 'Usually means subscribed' },
			{ name: 'Nee', value: 'Nee', description: 'Usually means unsubscribed' },
		]);
	});

	it('come from profiles where the field is a plain text', async () => {
		const database = withTexts(['Heel graag', 'Liever niet', 'Heel graag', 'Liever niet']);
		const values = await offeredFor('opt', { database });
		expect(values.map(({ value }) => value)).toEqual(['Heel graag', 'Liever niet']);
	});

	it('cost one request, for the hundred profiles that changed last', async () => {
		const recent = Array.from({ length: 100 }, () => 'Graag');
		const database = withTexts([...recent, 'Vroeger', 'Vroeger']);
		for (const profile of sandbox.copernica.store.profiles.values()) {
			if (profile.fields.Opt === 'Vroeger') profile.modified = '2001-01-01 00:00:00';
		}
		const values = await offeredFor('Opt', { database });
		expect(values.map(({ value }) => value)).toEqual(['Graag']);
		expect(profileLists()).toHaveLength(1);
	});

	it('come from subprofiles where the field is in the collection', async () => {
		const values = await offeredFor('Newsletter', { collection: picked(collection().id) });
		expect(values.map(({ value }) => value)).toEqual(['Ja', 'Nee']);
		expect(profileLists().map(({ path }) => path)).toEqual([
			expect.stringMatching(new RegExp(`collection/${collection().id}/subprofiles$`)),
		]);
	});

	it.each(['Email', 'Telefoon', 'Geboortedatum', 'Notitie'])(
		'are never read from %s, whose values are personal',
		async (field) => {
			await expect(offeredFor(field)).rejects.toThrow("doesn't look like a consent");
			expect(profileLists()).toEqual([]);
		},
	);

	it('do not show the names of people', async () => {
		await expect(offeredFor('Voornaam')).rejects.toThrow(/My Own Texts/);
		const told = await offeredFor('Voornaam').catch((thrown: unknown) => String(thrown));
		expect(told).not.toMatch(/Anne|Bram/);
	});

	it.each([
		['interest:Sport', {}, 'always "yes" or "no"'],
		['Nieuwsbref', {}, 'There is no field "Nieuwsbref"'],
		['Nieuwsbrief', { fieldList: 'typed' }, 'Set Field Names to From Copernica'],
	])('say what to do for the field "%s" %j', async (field, parameters, text) => {
		await expect(offeredFor(field, parameters)).rejects.toThrow(text);
		expect(profileLists()).toEqual([]);
	});
});

describe('a form that is not filled in yet', () => {
	it.each([
		['', {}, 'Choose the Copernica field of this consent first'],
		[
			'Nieuwsbrief',
			{ database: { __rl: true, mode: 'list', value: '' } },
			'Choose a database first',
		],
	])('with the field "%s" and %j says what comes first, in the list', async (field, over, text) => {
		expect(await offeredFor(field, over)).toEqual([{ name: text, value: '' }]);
	});
});

describe('a consent whose values were picked', () => {
	async function newsletterOf(values: INodeParameters, ...texts: string[]) {
		const run = await runNode({
			nodeType: 'spotlerActivate',
			parameters: {
				resource: 'profile',
				operation: 'normalise',
				fieldList: 'copernica',
				consents: {
					consent: [{ consent: 'newsletter', field: 'Opt', texts: 'fieldValues', ...values }],
				},
			},
			items: texts.map((Opt) => ({ change: 'update', fields: { Email: 'a@example.com', Opt } })),
		});
		expect(run.error).toBeUndefined();
		return {
			prepared: run.outputs[0]?.map(({ json }) => json.profile) ?? [],
			codes: run.outputs[1]?.map(({ json }) => json.code) ?? [],
		};
	}

	it('means what was said, also of a value with a comma', async () => {
		const picks = {
			subscribedValues: ['Heel graag, ja'],
			unsubscribedValues: ['Liever niet'],
			unknownValues: ['?'],
		};
		const { prepared } = await newsletterOf(picks, 'Heel graag, ja', 'Liever niet', '?', '');
		expect(prepared).toEqual([
			{ email: 'a@example.com', newsletter: 'yes' },
			{ email: 'a@example.com', newsletter: 'no' },
			{ email: 'a@example.com' },
			{ email: 'a@example.com' },
		]);
	});

	it('is never guessed: a value nobody picked is invalid, however usual', async () => {
		const { codes } = await newsletterOf({ subscribedValues: ['Ja'] }, 'Nee', 'yes', 'Misschien');
		expect(codes).toEqual(Array(3).fill('CONSENT_VALUE_UNKNOWN'));
	});

	it('ignores texts that were typed before', async () => {
		const picks = { subscribedValues: ['Graag'], subscribed: 'nee' };
		expect((await newsletterOf(picks, 'nee')).codes).toEqual(['CONSENT_VALUE_UNKNOWN']);
	});

	it('takes an expression that gives one text', async () => {
		const picks = { subscribedValues: '={{ "Graag" }}' };
		const { prepared } = await newsletterOf(picks, 'graag');
		expect(prepared).toEqual([{ email: 'a@example.com', newsletter: 'yes' }]);
	});
});
