import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../core/canonical';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, notesOn, prepare } from './support';

/** *Hash Email*: what the hash hides is in no other value. */

const ADDRESS = 'anne.devries@example.com';
const HASH = sha256Hex(ADDRESS);

function sent(
	fields: Record<string, string>,
	settings: NormaliseSettingsInput = {},
	over: Parameters<typeof changeOf>[1] = {},
) {
	const all = { Email: ADDRESS, ...fields };
	return prepare(changeOf(all, over), { hashEmail: true, ...settings });
}

const mappedLogin: NormaliseSettingsInput = {
	mapping: 'manual',
	fields: { email: 'Email' },
	customFields: [{ key: 'login', source: 'Login' }],
};

describe('the address that is hashed', () => {
	it.each([
		['as it is', ADDRESS],
		['in other capitals and with blanks', ' Anne.deVries@Example.COM '],
		['with invisible characters', 'anne.devries\u200b@example.com'],
		['within a sentence', `Mail naar <${ADDRESS}>, graag.`],
		['in a link', `https://example.com/stop?mail=${ADDRESS}&list=1`],
		['encoded for a link', 'https://example.com/stop?mail=anne.devries%40example.com'],
		['with HTML entities', 'anne.devries&#64;example.com'],
		['with HTML entities of an entity', 'anne.devries&amp;#64;example.com'],
		[
			'in a link within a link',
			'https://x.nl/?to=https%3A%2F%2Fy.nl%3Fm%3Danne.devries%2540example.com',
		],
		['as JSON writes it', '{"mail":"anne.devries\\u0040example.com"}'],
		['with a wide sign', 'anne.devries\uff20example.com'],
		['as a part of a key', `nl_${ADDRESS}_7`],
	])('is in no other field, %s', (_, text) => {
		for (const settings of [{ otherFields: 'custom' } as const, mappedLogin]) {
			const prepared = sent({ Login: text }, settings);
			expect(prepared.profile).toEqual({ email: HASH });
			expect(prepared.notes).toMatchObject([{ code: 'ADDRESS_LEFT_OUT' }]);
			expect(prepared.notes[0]?.from).toMatch(/Login$/);
		}
	});

	it('is in no field that is known by its name, combined or the same for all', () => {
		const settings: NormaliseSettingsInput = {
			combinedFields: [{ key: 'custom_label', sources: 'Titel, Login' }],
			fixedValues: [
				{ key: 'custom_from_expression', value: ADDRESS },
				{ key: 'custom_source', value: 'copernica' },
			],
		};
		const fields = { Voornaam: ADDRESS, Titel: 'Login:', Login: ADDRESS, Plaats: 'Delft' };
		const prepared = sent(fields, settings);
		expect(prepared.profile).toEqual({ email: HASH, city: 'Delft', custom_source: 'copernica' });
		expect(prepared.notes.map(({ field, code }) => [field, code])).toEqual([
			['custom_from_expression', 'ADDRESS_LEFT_OUT'],
			['custom_label', 'ADDRESS_LEFT_OUT'],
			['firstname', 'ADDRESS_LEFT_OUT'],
		]);
	});

	it('is recognised where Copernica holds the hash itself', () => {
		const prepared = sent({ Email: HASH, Login: `Zie ${ADDRESS}` }, mappedLogin);
		expect(prepared.profile).toEqual({ email: HASH });
	});

	it('is not left in what was there before, and neither is the address before', () => {
		const old = 'anne@example.org';
		const before = { Email: old, Login: old };
		const prepared = sent({ Login: old }, mappedLogin, {
			changed: ['Email', 'Login'],
			previous: before,
		});
		expect(JSON.stringify(prepared)).not.toContain('@');
		expect(prepared.previous).toEqual({ email: sha256Hex(old) });
	});

	it('is sent as an ID with a note, because without it the contact might be another one', () => {
		const settings: NormaliseSettingsInput = {
			mapping: 'manual',
			fields: { email: 'Email', userid: 'Login' },
		};
		const prepared = sent({ Login: ADDRESS }, settings);
		expect(prepared.profile).toEqual({ email: HASH, userid: ADDRESS });
		expect(notesOn(prepared, 'userid')).toEqual(['ADDRESS_IN_PLAIN']);
	});
});

describe('another address', () => {
	const other = 'werk@example.org';

	it('is left out unless its field was chosen, and then has a note', () => {
		const settings: NormaliseSettingsInput = {
			otherFields: 'custom',
			customFields: [{ key: 'login', source: 'Login' }],
		};
		const fields = { Login: other, Email2: other, Voornaam: other };
		const prepared = sent(fields, settings);
		expect(prepared.profile).toEqual({ email: HASH, custom_login: other });
		expect(prepared.notes.map(({ field, code }) => [field, code]).sort()).toEqual([
			['custom_Email2', 'ADDRESS_LEFT_OUT'],
			['custom_login', 'ADDRESS_IN_PLAIN'],
			['firstname', 'ADDRESS_LEFT_OUT'],
		]);
	});
});

describe('values without an address', () => {
	it.each(['@anne op Mastodon', '12 @ 3,50', 'Anne & Bob', 'anne@', 'a@b'])('go out: %s', (text) =>
		expect(sent({ Login: text }, mappedLogin)).toMatchObject({
			profile: { email: HASH, custom_login: text },
			notes: [],
		}),
	);

	it('and those with one, where nothing is hashed', () => {
		const { profile, notes } = sent({ Login: ADDRESS }, { ...mappedLogin, hashEmail: false });
		expect(profile).toEqual({ email: ADDRESS, custom_login: ADDRESS });
		expect(notes).toEqual([]);
	});
});
