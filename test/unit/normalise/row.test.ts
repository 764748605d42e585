import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readChange } from '../../../core/contracts/change';
import { areRows, isRow } from '../../../core/contracts/row';
import { compileNormaliser } from '../../../core/normalise/normalise';
import { compileRowReader } from '../../../core/normalise/row';
import {
	normaliseSettingsSchema,
	type NormaliseSettingsInput,
} from '../../../core/normalise/settings';

const NOW = '2026-03-01T12:00:00.000Z';
const newsletter = {
	consents: [
		{
			consent: 'newsletter' as const,
			source: 'newsletter',
			texts: { preset: 'dutchAndEnglish' as const },
		},
	],
};

/** What becomes of a row: what is sent, or the code and the column it is about. */
function prepare(json: unknown, input: NormaliseSettingsInput = newsletter) {
	const settings = normaliseSettingsSchema.parse({ ...input, ofRows: true });
	const read = compileRowReader(settings)(json, NOW);
	if (!read.ok) return [read.code, read.field];
	const outcome = compileNormaliser(settings)(read.change);
	return outcome.ok ? outcome.prepared.profile : [outcome.invalid.code, outcome.invalid.field];
}

describe('rows that people have', () => {
	it.each<[string, unknown, Record<string, unknown>]>([
		[
			'a sheet',
			{ row_number: 2, 'E-mailadres': 'Ann@Example.com', Voornaam: 'Ann', newsletter: 'Ja' },
			{ email: 'ann@example.com', firstname: 'Ann', newsletter: 'yes' },
		],
		[
			'a file with a byte order mark, and blanks in its first line',
			{ '\uFEFFEmail': 'ann@example.com', 'Voornaam ': 'Ann', '\u00a0newsletter\u200b': 'Nee' },
			{ email: 'ann@example.com', firstname: 'Ann', newsletter: 'no' },
		],
		[
			'two columns whose names look the same: the plain one counts',
			{ 'newsletter ': 'Ja', email: 'ann@example.com', newsletter: 'Nee' },
			{ email: 'ann@example.com', newsletter: 'no' },
		],
		[
			"n8n's form, with a box that was ticked",
			{
				Email: 'ann@example.com',
				newsletter: ['Yes'],
				submittedAt: '2026-03-01T12:00:00.000+01:00',
				formMode: 'production',
			},
			{ email: 'ann@example.com', newsletter: 'yes' },
		],
		[
			"n8n's form, with a box that was not",
			{ Email: 'ann@example.com', newsletter: [], formMode: 'test' },
			{ email: 'ann@example.com' },
		],
		[
			'a call to the Webhook node',
			{
				headers: { host: 'n8n' },
				params: {},
				query: {},
				body: { email: 'ann@example.com', newsletter: true },
				webhookUrl: 'https://n8n/webhook/x',
				executionMode: 'production',
			},
			{ email: 'ann@example.com', newsletter: 'yes' },
		],
		[
			'a call with its values in the address',
			{ headers: {}, params: {}, query: { email: 'ann@example.com' }, body: '' },
			{ email: 'ann@example.com' },
		],
		[
			'a table with empty cells and a date',
			{ email: 'ann@example.com', newsletter: null, birthdate: new Date('1984-03-12T00:00:00Z') },
			{ email: 'ann@example.com', birthdate: '1984-03-12' },
		],
	])('%s', (_, json, profile) => {
		expect(isRow(json)).toBe(true);
		expect(prepare(json)).toEqual(profile);
	});

	const order = {
		id: 727,
		email: 'ann@example.com',
		billing: { first_name: 'Ann', email: 'ann@example.com', city: 'Utrecht' },
		meta_data: [{ key: 'x' }],
		newsletter: { value: 'yes' },
	};

	it('a shop: values inside a column are named by their path, and others do not matter', () => {
		const fields = { email: 'billing.email', firstname: 'billing.first_name' };
		expect(prepare(order, { mapping: 'manual', fields })).toEqual({
			email: 'ann@example.com',
			firstname: 'Ann',
		});
	});

	it.each<[string, NormaliseSettingsInput, string]>([
		['a consent', newsletter, 'newsletter'],
		['a mapped field', { mapping: 'manual', fields: { email: 'Billing' } }, 'billing'],
		["a field of one's own", { customFields: [{ key: 'x', source: 'meta_data' }] }, 'meta_data'],
	])('%s that holds a list or an object is refused by name', (_, settings, column) => {
		expect(prepare(order, settings)).toEqual(['VALUE_NOT_TEXT', column]);
	});

	it('a value of a Change that has parts is named alone', () => {
		expect(readChange({ fields: { Email: { value: 'a@example.com' } } }, NOW)).toEqual({
			ok: false,
			code: 'VALUE_NOT_TEXT',
			field: 'Email',
		});
	});

	it.each<[string, unknown, Record<string, unknown>]>([
		['inside a column', { profile: { newsletter: 'No' }, newsletter: 'Yes' }, { newsletter: 'no' }],
		['as a column', { 'profile.newsletter': 'No', newsletter: 'Yes' }, { newsletter: 'no' }],
		['nowhere', { profile: {}, newsletter: 'Yes' }, {}],
	])('a path that begins with "profile" is that path: %s', (_, columns, consents) => {
		const settings = {
			consents: newsletter.consents.map((each) => ({ ...each, source: 'profile.newsletter' })),
		};
		const row = Object.assign({ email: 'ann@example.com' }, columns);
		expect(prepare(row, settings)).toEqual({ email: 'ann@example.com', ...consents });
	});

	it('a number with more digits than JavaScript holds is not sent as another one', () => {
		const settings = { customFields: [{ key: 'card', source: 'card' }] };
		expect(prepare({ email: 'ann@example.com', card: 2 ** 60 }, settings)).toEqual({
			email: 'ann@example.com',
		});
	});
});

describe('what a row says', () => {
	const settings = normaliseSettingsSchema.parse(newsletter);
	const read = compileRowReader(settings)({ email: 'ann@example.com', newsletter: 'no' }, NOW);
	const outcome = read.ok ? compileNormaliser(settings)(read.change) : null;

	it('it is said when it arrives, by nobody whose ID is known, and compares with nothing', () => {
		expect(outcome).toMatchObject({
			ok: true,
			prepared: {
				changed: null,
				previous: null,
				source: {
					change: 'update',
					profileId: null,
					databaseId: null,
					receivedAt: NOW,
					order: Date.parse(NOW) * 1000,
					sentAt: null,
				},
			},
		});
	});

	it('a consent of which the row has no column is not sent', () => {
		expect(prepare({ email: 'ann@example.com' })).toEqual({ email: 'ann@example.com' });
	});

	it('a text that is in no list is refused', () => {
		expect(prepare({ email: 'ann@example.com', newsletter: 'sometimes' })).toEqual([
			'CONSENT_VALUE_UNKNOWN',
			'newsletter',
		]);
	});

	it('two boxes in the column of a consent are no answer', () => {
		expect(prepare({ email: 'ann@example.com', newsletter: ['Yes', 'No'] })).toEqual([
			'CONSENT_VALUE_UNKNOWN',
			'newsletter',
		]);
	});
});

describe('which items are rows', () => {
	const change = { change: 'update', entity: 'profile', fields: { Email: 'a@example.com' } };
	it.each<[string, unknown]>([
		['a Change', change],
		['a Change without its fields', { change: 'update', entity: 'profile', profileId: '1' }],
		['a record of another tool that has its values under "fields"', { id: 'rec1', fields: {} }],
		['a prepared profile', { profile: { email: 'a@example.com' } }],
		['a refused row', { status: 'rejected', code: 'NO_ANSWER', email: 'a@example.com' }],
		['nothing', {}],
		['a text', 'a@example.com'],
	])('not %s', (_, json) => {
		expect(isRow(json)).toBe(false);
	});

	it('one Change among the items of a run is enough to doubt it', () => {
		const row = { email: 'a@example.com' };
		expect(areRows([row, {}, row])).toBe(true);
		expect(areRows([row, change])).toBe(false);
		expect(areRows([{}])).toBe(false);
		expect(areRows([])).toBe(false);
	});
});

it('reads anything without throwing', () => {
	const settings = normaliseSettingsSchema.parse({
		...newsletter,
		fields: { firstname: 'a.b', city: '__proto__', lastname: 'constructor.name' },
	});
	const read = compileRowReader(settings);
	fc.assert(
		fc.property(fc.anything({ withDate: true, withNullPrototype: true }), (json) => {
			isRow(json);
			const result = read(json, NOW);
			if (result.ok) compileNormaliser(settings)(result.change);
		}),
	);
});
