import { describe, expect, it } from '@jest/globals';
import type { INodeParameters } from 'n8n-workflow';
import { runNode } from '../support';

/** What Normalise prepares of one change, or the code of why it does not. */
async function prepare(
	fields: Record<string, string>,
	parameters: INodeParameters,
	typeVersion?: number,
) {
	const run = await runNode({
		nodeType: 'spotlerActivate',
		parameters: { resource: 'profile', operation: 'normalise', ...parameters },
		items: [{ fields: { Email: 'ann@example.com', ...fields } }],
		...(typeVersion === undefined ? {} : { settings: { typeVersion } }),
	});
	const [prepared] = run.outputs[0] ?? [];
	const [invalid] = run.outputs[1] ?? [];
	return run.error?.message ?? prepared?.json.profile ?? invalid?.json.code;
}

const consent = (subscribed: string, unsubscribed: string) => ({
	consents: {
		consent: [
			{ consent: 'newsletter', field: 'Nieuwsbrief', texts: 'own', subscribed, unsubscribed },
		],
	},
});

describe('the lists of My Own Texts', () => {
	it.each([
		['in quotes', '"Ja, graag", ja', '"Nee, bedankt"'],
		['one text per line', 'Ja, graag\nja', '"Nee, bedankt"'],
	])('take a text with a comma: %s', async (_, yes, no) => {
		const said = async (Nieuwsbrief: string) => await prepare({ Nieuwsbrief }, consent(yes, no));
		expect(await said('ja, graag')).toMatchObject({ newsletter: 'yes' });
		expect(await said('Nee, bedankt')).toMatchObject({ newsletter: 'no' });
		expect(await said('graag')).toBe('CONSENT_VALUE_UNKNOWN');
	});

	it('are read as before by a node from 1.0.0', async () => {
		const lists = consent('ja, j\naangemeld', 'nee');
		expect(await prepare({ Nieuwsbrief: 'j' }, lists, 1)).toMatchObject({ newsletter: 'yes' });
		expect(await prepare({ Nieuwsbrief: 'j' }, lists)).toBe('CONSENT_VALUE_UNKNOWN');
	});
});

describe('Combined Fields', () => {
	const street = (sources: string | string[]) => ({
		combinedFields: {
			field: [{ key: 'custom', customName: 'street', sources, between: ' ' }],
		},
	});
	it.each([['Straat, Nummer'], [['Straat', 'Nummer']]])('%j', async (sources) => {
		const profile = await prepare({ Straat: 'Dam', Nummer: '1' }, street(sources));
		expect(profile).toMatchObject({ custom_street: 'Dam 1' });
	});

	it('needs two fields, and says so', async () => {
		expect(await prepare({}, street('Straat'))).toMatch(
			/"Combined Fields, entry 1": it .*at least two fields/,
		);
	});
});

it('Own Texts for Values are an option', async () => {
	const options = {
		ownTexts: { text: [{ key: 'gender', value: 'F', texts: 'Meisje, "Dame, ongehuwd"' }] },
	};
	expect(await prepare({ Geslacht: 'dame, ongehuwd' }, { options })).toMatchObject({ gender: 'F' });
});

it('an infix stands before the last name, except in a node from 1.0.0', async () => {
	const fields = { Achternaam: 'Vries', Tussenvoegsel: 'de' };
	expect(await prepare(fields, {})).toMatchObject({ lastname: 'de Vries' });
	expect(await prepare(fields, {}, 1)).toMatchObject({ lastname: 'Vries' });
});
