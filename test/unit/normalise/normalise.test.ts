import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readChange } from '../../../core/contracts/change';
import { orderOfTime } from '../../../core/contracts/order';
import { preparedProfileSchema } from '../../../core/contracts/preparedProfile';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, normaliserOf, notesOn, prepare, refusal, RECEIVED_AT } from './support';

const manual = (over: NormaliseSettingsInput = {}): NormaliseSettingsInput => ({
	mapping: 'manual',
	...over,
	fields: { email: 'Email', ...over.fields },
});

describe('automatic mapping', () => {
	it('prepares a Dutch profile as Activate wants it', () => {
		const prepared = prepare(
			changeOf({
				'E-mailadres': ' Jan.Jansen@Example.com ',
				Voornaam: ' Jan ',
				Achternaam: 'Jansen',
				Geslacht: 'Dhr.',
				Geboortedatum: '17-05-1980',
				Telefoon: '06-12345678',
				Postcode: '1234 AB',
				Woonplaats: 'Utrecht',
				Land: 'Nederland',
				Taal: 'nl_NL',
				Nieuwsbrief: 'Ja',
				custom_punten: '12',
				Notitie: 'belt liever niet',
				Klantnummer: '987',
			}),
			{ consentsByName: true },
		);
		expect(prepared.profile).toEqual({
			email: 'jan.jansen@example.com',
			firstname: 'Jan',
			lastname: 'Jansen',
			gender: 'M',
			birthdate: '1980-05-17',
			phone: '+31612345678',
			postcode: '1234 AB',
			city: 'Utrecht',
			country: 'NL',
			language: 'nl-NL',
			newsletter: 'yes',
			custom_punten: '12',
		});
		expect(prepared.notes).toEqual([]);
		expect(preparedProfileSchema.parse(prepared)).toEqual(prepared);
	});

	it('never takes a customer number or the like for the user ID', () => {
		const { profile } = prepare(
			changeOf({ Email: 'a@example.com', userid: '1', Klantnummer: '2', UserId: '3' }),
		);
		expect(profile).toEqual({ email: 'a@example.com' });
	});

	it('prefers the better of two fields and says so', () => {
		const prepared = prepare(
			changeOf({ Email: 'a@example.com', Mobiel: '0612345678', Telefoon: '0201234567' }),
			{ phoneCountry: 'NL' },
		);
		expect(prepared.profile.phone).toBe('+31201234567');
		expect(notesOn(prepared, 'phone')).toEqual(['FIELD_AMBIGUOUS']);
	});

	it('does not choose between two consent fields', () => {
		const prepared = prepare(
			changeOf({ Email: 'a@example.com', Nieuwsbrief: 'ja', Newsletter: 'no' }),
			{ consentsByName: true },
		);
		expect(prepared.profile).not.toHaveProperty('newsletter');
		expect(notesOn(prepared, 'newsletter')).toEqual(['CONSENT_FIELD_AMBIGUOUS']);
	});

	it('takes no consent by its name, mapped or not, since the other two have no known names', () => {
		const change = changeOf({ Email: 'a@example.com', Nieuwsbrief: 'ja', Service: 'nee' });
		expect(prepare(change).profile).toEqual({ email: 'a@example.com' });
		expect(
			prepare(change, {
				consents: [{ consent: 'service', source: 'Service', texts: { preset: 'dutch' } }],
			}).profile,
		).toEqual({ email: 'a@example.com', service: 'no' });
	});

	it('gives way to what the user maps', () => {
		const { profile } = prepare(
			changeOf({ Email: 'a@example.com', Nieuwsbrief: 'ja', Opt: 'nee', Land: 'BE' }),
			{
				consents: [{ consent: 'newsletter', source: 'Opt', texts: { preset: 'dutch' } }],
				fixedValues: [{ key: 'country', value: 'Nederland' }],
			},
		);
		expect(profile).toEqual({ email: 'a@example.com', newsletter: 'no', country: 'NL' });
	});

	it('looks at the fields of each change', () => {
		const normalise = normaliserOf();
		const first = normalise(changeOf({ Email: 'a@example.com', Voornaam: 'A' }));
		const second = normalise(changeOf({ Mail: 'b@example.com', Vorname: 'B' }));
		expect([first, second]).toMatchObject([
			{ prepared: { profile: { email: 'a@example.com', firstname: 'A' } } },
			{ prepared: { profile: { email: 'b@example.com', firstname: 'B' } } },
		]);
	});
});

describe('where a value comes from', () => {
	const subprofile = changeOf(
		{ Merk: 'Sub', Naam: 'van sub' },
		{
			entity: 'subprofile',
			subprofileId: '9',
			profileFields: { EMAIL: 'a@example.com', Naam: 'van profiel', Plaats: 'Utrecht' },
			changed: ['Naam'],
			previous: { Naam: 'oud' },
		},
	);

	it('takes the subprofile first, then its profile, without regard to case', () => {
		const { profile, changed, previous } = prepare(
			subprofile,
			manual({ fields: { lastname: 'naam', city: 'PLAATS' } }),
		);
		expect(profile).toEqual({ email: 'a@example.com', lastname: 'van sub', city: 'Utrecht' });
		expect(changed).toEqual(['lastname']);
		expect(previous).toEqual({ lastname: 'oud' });
	});

	it('lets the user pick one', () => {
		const { profile, changed, previous } = prepare(
			subprofile,
			manual({ fields: { firstname: 'subprofile.Naam', lastname: 'Profile.Naam' } }),
		);
		expect(profile).toMatchObject({ firstname: 'van sub', lastname: 'van profiel' });
		// The change is one of the subprofile: it says nothing about a profile field of the same name.
		expect(changed).toEqual(['firstname']);
		expect(previous).toEqual({ firstname: 'oud' });
	});

	it('notes a field that the change does not bring, and does not confuse it with an empty one', () => {
		const prepared = prepare(
			changeOf({ Email: 'a@example.com', Plaats: '' }),
			manual({ fields: { city: 'Plaats', firstname: 'Voornaam', lastname: 'subprofile.Naam' } }),
		);
		expect(prepared.profile).toEqual({ email: 'a@example.com' });
		expect(prepared.notes.map(({ field, from, code }) => [field, from, code])).toEqual([
			['firstname', 'Voornaam', 'FIELD_MISSING'],
			['lastname', 'subprofile.Naam', 'FIELD_MISSING'],
		]);
	});

	it('never takes a field of the profile for one that the subprofile was to bring', () => {
		const prepared = prepare(subprofile, manual({ fields: { city: 'subprofile.Plaats' } }));
		expect(prepared.profile).toEqual({ email: 'a@example.com' });
		expect(notesOn(prepared, 'city')).toEqual(['FIELD_MISSING']);
	});

	it('prefers the exact spelling of case twins, else the last one as Copernica does', () => {
		const fields = { Email: 'a@example.com', NAAM: 'een', naam: 'twee' };
		expect(
			prepare(changeOf(fields), manual({ fields: { lastname: 'NAAM' } })).profile.lastname,
		).toBe('een');
		expect(
			prepare(changeOf(fields), manual({ fields: { lastname: 'Naam' } })).profile.lastname,
		).toBe('twee');
	});

	it('is not fooled by names of object members', () => {
		const prepared = prepare(
			changeOf({ Email: 'a@example.com' }),
			manual({ fields: { firstname: 'constructor', lastname: '__proto__' } }),
		);
		expect(prepared.profile).toEqual({ email: 'a@example.com' });
	});

	it('reads interests only where the change tells them', () => {
		const settings = manual({
			customFields: [
				{ key: 'sport', source: 'interest:Sport' },
				{ key: 'mode', source: 'interest: mode' },
			],
		});
		const fields = { Email: 'a@example.com' };
		const told = changeOf(fields, { interests: ['SPORT'], interestsOff: ['Mode'] });
		expect(prepare(told, settings).profile).toEqual({
			email: 'a@example.com',
			custom_sport: 'yes',
			custom_mode: 'no',
		});
		const unknown = prepare(changeOf(fields), settings);
		expect(unknown.profile).toEqual({ email: 'a@example.com' });
		expect(notesOn(unknown, 'custom_sport')).toEqual(['FIELD_MISSING']);
	});

	it('sends custom fields as what the user says they are', () => {
		const { profile } = prepare(
			changeOf({
				Email: 'a@example.com',
				Punten: '007',
				Lid: 'ja',
				Sinds: '01-02-2020',
				Code: '007',
			}),
			manual({
				customFields: [
					{ key: 'punten', source: 'Punten', kind: 'number' },
					{ key: 'custom_lid', source: 'Lid', kind: 'yesNo' },
					{ key: 'sinds', source: 'Sinds', kind: 'date' },
					{ key: 'code', source: 'Code' },
				],
			}),
		);
		expect(profile).toMatchObject({
			custom_punten: 7,
			custom_lid: 'yes',
			custom_sinds: '2020-02-01',
			custom_code: '007',
		});
	});

	it("reads a phone number by the contact's own country before the default", () => {
		const settings = manual({ fields: { phone: 'Tel', country: 'Land' }, phoneCountry: 'nl' });
		const phoneOf = (Land: string) =>
			prepare(changeOf({ Email: 'a@example.com', Tel: '0475123456', Land }), settings).profile
				.phone;
		expect(phoneOf('België')).toBe('+32475123456');
		expect(phoneOf('')).toBe('+31475123456');
	});
});

describe('address', () => {
	it('is refused where it is missing or wrong, with the field to look at', () => {
		expect(refusal(changeOf({ Email: '' }), manual())).toMatchObject({
			code: 'EMAIL_MISSING',
			field: 'Email',
		});
		expect(refusal(changeOf({ Naam: 'x' }), manual())).toMatchObject({ code: 'EMAIL_MISSING' });
		const invalid = refusal(changeOf({ Email: 'geheim@' }), manual());
		expect(invalid).toMatchObject({
			code: 'EMAIL_INVALID',
			field: 'Email',
			source: { profileId: '1' },
		});
		expect(JSON.stringify(invalid)).not.toContain('geheim');
	});

	it('says how to complete a subprofile that came alone', () => {
		const alone = changeOf({ Merk: 'x' }, { entity: 'subprofile', subprofileId: '9' });
		expect(refusal(alone)).toMatchObject({ code: 'EMAIL_MISSING_ADD_PROFILE' });
		expect(refusal(alone).reason).toContain('Add Profile');
		// Once the profile was read, the address itself is what is missing.
		expect(refusal({ ...alone, profileFields: { Email: '' } })).toMatchObject({
			code: 'EMAIL_MISSING',
		});
	});

	it('is hashed on request, once, before and after the change alike', () => {
		const change = changeOf(
			{ Email: 'B@example.com' },
			{ changed: ['Email'], previous: { Email: 'A@example.com' } },
		);
		const { profile, previous, changed } = prepare(change, { hashEmail: true });
		expect(profile.email).toMatch(/^[0-9a-f]{64}$/);
		expect(previous?.email).toMatch(/^[0-9a-f]{64}$/);
		expect(previous?.email).not.toBe(profile.email);
		expect(changed).toEqual(['email']);
		expect(
			prepare(changeOf({ Email: String(profile.email) }), { hashEmail: true }).profile.email,
		).toBe(profile.email);
	});

	it('may be replaced by the user ID where the user says so', () => {
		const settings = manual({ fields: { userid: 'Klant' }, matchOn: 'emailOrUserId' });
		const prepared = prepare(changeOf({ Email: 'fout', Klant: ' 12 ' }), settings);
		expect(prepared.profile).toEqual({ userid: '12' });
		expect(notesOn(prepared, 'email')).toEqual(['EMAIL_INVALID']);
		expect(refusal(changeOf({ Email: 'fout', Klant: '' }), settings)).toMatchObject({
			code: 'EMAIL_INVALID',
		});
		expect(
			refusal(changeOf({ Email: 'fout', Klant: '12' }), { ...settings, matchOn: 'email' }),
		).toMatchObject({ code: 'EMAIL_INVALID' });
	});
});

describe('a number whose digits are lost', () => {
	const fields = { Email: 'a@example.com', Punten: '1' };
	const settings = manual({
		fields: { userid: 'KlantID' },
		customFields: [{ key: 'saldo', source: 'Saldo' }],
		consents: [{ consent: 'newsletter', source: 'Opt', texts: { preset: 'dutch' } }],
	});

	it('refuses the change where it is an ID, unless a consent is withdrawn', () => {
		const change = changeOf(fields, { unreadable: ['klantid'] });
		expect(refusal(change, settings)).toMatchObject({ code: 'NUMBER_NOT_EXACT', field: 'KlantID' });
		const withdrawal = prepare({ ...change, fields: { ...fields, Opt: 'nee' } }, settings);
		expect(withdrawal.profile).toEqual({ email: 'a@example.com', newsletter: 'no' });
		expect(notesOn(withdrawal, 'userid')).toEqual(['NUMBER_NOT_EXACT']);
	});

	it('is left out with a note elsewhere, also where it is mapped by its name', () => {
		const change = changeOf({ ...fields, KlantID: '7' }, { unreadable: ['Saldo', 'Telefoon'] });
		const prepared = prepare(change, settings);
		expect(prepared.profile).toEqual({ email: 'a@example.com', userid: '7' });
		expect(notesOn(prepared, 'custom_saldo')).toEqual(['NUMBER_NOT_EXACT']);
		expect(notesOn(prepare(change), 'phone')).toEqual(['NUMBER_NOT_EXACT']);
	});

	it('is no consent, and the field of the profile does not stand in for it', () => {
		const change = changeOf(
			{},
			{
				entity: 'subprofile',
				subprofileId: '9',
				unreadable: ['Opt'],
				profileFields: { ...fields, KlantID: '7', Opt: 'ja' },
			},
		);
		expect(refusal(change, settings)).toMatchObject({ code: 'NUMBER_NOT_EXACT', field: 'Opt' });
	});

	it('opts a deleted contact out by its address', () => {
		const change = changeOf(fields, { change: 'delete', unreadable: ['KlantID'] });
		expect(prepare(change, { ...settings, deletedProfiles: 'optOut' }).profile).toEqual({
			email: 'a@example.com',
			newsletter: 'no',
		});
	});
});

describe('values that cannot be used', () => {
	it('are left out and listed', () => {
		const prepared = prepare(
			changeOf({
				Email: 'a@example.com',
				Land: 'Atlantis',
				Geslacht: '?',
				Geboortedatum: '31-02-1980',
			}),
		);
		expect(prepared.profile).toEqual({ email: 'a@example.com' });
		expect(prepared.notes.map(({ code }) => code).sort()).toEqual([
			'COUNTRY_UNKNOWN',
			'DATE_IMPOSSIBLE',
			'GENDER_UNREADABLE',
		]);
		expect(JSON.stringify(prepared.notes)).not.toMatch(/Atlantis|31-02/);
	});

	it.each([
		['31-02-1980', 'DATE_IMPOSSIBLE'],
		['2090-01-01', 'BIRTHDATE_FUTURE'],
		['0001-01-01', 'BIRTHDATE_IMPOSSIBLE'],
		['gisteren', 'DATE_UNREADABLE'],
		['01/02/1980', 'DATE_AMBIGUOUS'],
	])('birth date %s refuses the change by option with %s', (Geboortedatum, code) => {
		const change = changeOf({ Email: 'a@example.com', Geboortedatum });
		expect(refusal(change, { unusableDates: 'invalid' })).toMatchObject({
			code,
			field: 'Geboortedatum',
		});
		expect(notesOn(prepare(change), 'birthdate')).toEqual([code]);
	});

	it('empty ones are left out, or sent as empty by option, but never as consent or identity', () => {
		const change = changeOf({
			Email: 'a@example.com',
			Plaats: ' ',
			Sinds: '0000-00-00',
			Opt: '',
			Klant: '',
		});
		const settings = manual({
			fields: { city: 'Plaats', checkin_date: 'Sinds', userid: 'Klant' },
			consents: [{ consent: 'newsletter', source: 'Opt', texts: { preset: 'dutch' } }],
		});
		expect(prepare(change, settings).profile).toEqual({ email: 'a@example.com' });
		expect(prepare(change, { ...settings, emptyValues: 'send' }).profile).toEqual({
			email: 'a@example.com',
			city: '',
			checkin_date: '',
		});
	});
});

describe('texts as other systems leave them', () => {
	const of = (fields: Record<string, string>, settings: NormaliseSettingsInput = {}) =>
		normaliserOf(settings)(changeOf({ Email: 'a@example.com', ...fields }));

	it('sends them as they are, unless the settings say otherwise', () => {
		expect(of({ Achternaam: 'Jansen &amp; Zn', Plaats: 'n.v.t.' })).toMatchObject({
			prepared: { profile: { lastname: 'Jansen &amp; Zn', city: 'n.v.t.' }, notes: [] },
		});
	});

	it.each([
		['Jansen &amp; Zn', 'Jansen & Zn'],
		['Jansen &amp;amp; Zn', 'Jansen &amp; Zn'],
		['Andr&eacute; &#39;t Hof', "André 't Hof"],
		['&#x4A;an', 'Jan'],
		['&Eacute;mile', 'Émile'],
	])('decodes the entities of %j once, with a note', (Achternaam, lastname) => {
		expect(of({ Achternaam }, { decodeEntities: true })).toMatchObject({
			prepared: {
				profile: { lastname },
				notes: [{ field: 'lastname', code: 'ENTITIES_DECODED' }],
			},
		});
	});

	it.each(['Jansen & Zn', '&nope;', '&#0;', '&#xD800;', 'AT&T;'])(
		'leaves %j alone',
		(Achternaam) => {
			expect(of({ Achternaam }, { decodeEntities: true })).toMatchObject({
				prepared: { profile: { lastname: Achternaam }, notes: [] },
			});
		},
	);

	it.each(['n.v.t.', ' N.V.T. ', 'NULL', 'null', '-'])('takes %j for empty', (text) => {
		const outcome = of(
			{ Achternaam: text, Telefoon: text, Voornaam: 'Null Jansen' },
			{ emptyTexts: 'n.v.t., NULL, -' },
		);
		expect(outcome).toMatchObject({
			prepared: { profile: { email: 'a@example.com', firstname: 'Null Jansen' }, notes: [] },
		});
		expect(outcome).not.toHaveProperty('prepared.profile.lastname');
		expect(outcome).not.toHaveProperty('prepared.profile.phone');
	});
});

describe('what changed', () => {
	const fields = { Email: 'a@example.com', Voornaam: 'Jan', Plaats: 'Utrecht', Notitie: 'n' };

	it('is told in Activate keys, with the values before', () => {
		const prepared = prepare(
			changeOf(fields, {
				changed: ['VOORNAAM', 'Notitie'],
				previous: { Voornaam: ' Johan ', Notitie: 'o' },
			}),
		);
		expect(prepared.changed).toEqual(['firstname']);
		expect(prepared.previous).toEqual({ firstname: 'Johan' });
	});

	it('stays unknown where the callback does not tell', () => {
		expect(prepare(changeOf(fields))).toMatchObject({ changed: null, previous: null });
	});

	it('is empty where only unmapped fields changed', () => {
		expect(
			prepare(changeOf(fields, { changed: ['Notitie'], previous: { Notitie: 'o' } })),
		).toMatchObject({ changed: [], previous: {} });
	});

	it('does not count another spelling of the same value', () => {
		const change = changeOf(
			{ Email: 'a@example.com', Nieuwsbrief: 'JA', Land: 'NL', Geboortedatum: '0000-00-00' },
			{
				changed: ['Email', 'Nieuwsbrief', 'Land', 'Geboortedatum'],
				previous: {
					Email: 'A@Example.com ',
					Nieuwsbrief: 'yes',
					Land: 'Nederland',
					Geboortedatum: '',
				},
			},
		);
		expect(prepare(change)).toMatchObject({ changed: [], previous: {} });
	});

	it('counts a key whose old or new value cannot be used: it did change', () => {
		const change = changeOf(
			{ Email: 'a@example.com', Land: 'Atlantis', Nieuwsbrief: '' },
			{ changed: ['Land', 'Nieuwsbrief'], previous: { Land: 'Utopia', Nieuwsbrief: 'ja' } },
		);
		expect(prepare(change, { consentsByName: true })).toMatchObject({
			changed: ['country', 'newsletter'],
			previous: { newsletter: 'yes' },
		});
	});

	it.each([
		['told and empty', { Nieuwsbrief: '' }, { newsletter: '' }],
		['in no list', { Nieuwsbrief: 'wellicht' }, {}],
		['not told', {}, {}],
	])('tells a consent that was %s apart from the others', (_, before, previous) => {
		const fields = { Email: 'a@example.com', Nieuwsbrief: 'ja' };
		const change = changeOf(fields, { changed: ['Nieuwsbrief'], previous: before });
		const prepared = prepare(change, { consentsByName: true });
		expect(prepared.changed).toEqual(['newsletter']);
		expect(prepared.previous).toEqual(previous);
	});

	it('counts a field that was changed and is no longer there', () => {
		const change = changeOf({ Email: 'a@example.com' }, { changed: ['Plaats'] });
		expect(prepare(change, manual({ fields: { city: 'Plaats' } })).changed).toEqual(['city']);
	});

	it('is unknown once an interest is mapped, since Copernica tells of fields only', () => {
		const settings = manual({
			consents: [{ consent: 'newsletter', source: 'interest:Nieuws', texts: { preset: 'dutch' } }],
		});
		const change = changeOf(fields, {
			changed: [],
			previous: {},
			interests: ['Sport'],
			interestsOff: ['Nieuws'],
		});
		const custom = manual({ customFields: [{ key: 'sport', source: 'interest:Sport' }] });
		expect(prepare(change, custom).changed).toBeNull();
		expect(prepare(change, settings)).toMatchObject({
			profile: { newsletter: 'no' },
			changed: null,
		});
	});
});

describe('deletes', () => {
	const gone = changeOf(
		{ Email: 'a@example.com', Nieuwsbrief: 'ja', Voornaam: 'Jan' },
		{ change: 'delete' },
	);
	const consents: NormaliseSettingsInput['consents'] = [
		{ consent: 'newsletter', source: 'Nieuwsbrief', texts: { preset: 'dutch' } },
		{ consent: 'marketing', source: 'interest:Acties', texts: { preset: 'dutch' } },
	];

	it('are not prepared by default, and say why', () => {
		expect(refusal(gone)).toMatchObject({ code: 'DELETED', source: { change: 'delete' } });
	});

	it('become opt-outs by option: all mapped consents, nothing else about the person', () => {
		const prepared = prepare(gone, { deletedProfiles: 'optOut', consents });
		expect(prepared.profile).toEqual({ email: 'a@example.com', newsletter: 'no', marketing: 'no' });
		expect(prepared.changed).toEqual(['newsletter', 'marketing']);
		expect(prepared.source.change).toBe('delete');
	});

	it('of a subprofile never opt out the contact', () => {
		const change = { ...gone, entity: 'subprofile' as const, subprofileId: '9' };
		expect(refusal(change, { deletedProfiles: 'optOut', consents })).toMatchObject({
			code: 'SUBPROFILE_DELETED',
		});
	});

	it('without address or consents cannot be opted out', () => {
		const idOnly = changeOf({}, { change: 'delete' });
		expect(refusal(idOnly, { deletedProfiles: 'optOut', consents })).toMatchObject({
			code: 'EMAIL_MISSING',
		});
		const noConsent = changeOf({ Email: 'a@example.com' }, { change: 'delete' });
		expect(refusal(noConsent, { deletedProfiles: 'optOut' })).toMatchObject({
			code: 'DELETED_WITHOUT_CONSENT',
		});
	});

	it('go by the user ID where contacts are matched on it', () => {
		const settings = manual({
			fields: { userid: 'Klant' },
			matchOn: 'emailOrUserId',
			deletedProfiles: 'optOut',
			consents,
		});
		expect(prepare(changeOf({ Klant: '12' }, { change: 'delete' }), settings).profile).toEqual({
			userid: '12',
			newsletter: 'no',
			marketing: 'no',
		});
	});
});

describe('fingerprint and source', () => {
	it('is equal for equal content, whatever the change', () => {
		const one = prepare(changeOf({ Email: 'A@example.com', Voornaam: 'Jan' }));
		const two = prepare(
			changeOf({ Voornaam: 'Jan ', Email: 'a@example.com', Notitie: 'x' }, { profileId: '2' }),
		);
		const other = prepare(changeOf({ Email: 'a@example.com', Voornaam: 'Piet' }));
		expect(one.fingerprint).toBe(two.fingerprint);
		expect(one.fingerprint).not.toBe(other.fingerprint);
	});

	it('names the change it came from', () => {
		const change = changeOf({ Email: 'a@example.com' }, { change: 'create', collectionId: '7' });
		expect(prepare(change).source).toEqual({
			entity: 'profile',
			profileId: '1',
			subprofileId: null,
			databaseId: '42',
			collectionId: '7',
			change: 'create',
			changeKey: change.changeKey,
			receivedAt: RECEIVED_AT,
			order: change.order,
			sentAt: null,
		});
	});
});

describe('any item', () => {
	const names = fc.constantFrom(
		'Email',
		'Voornaam',
		'Nieuwsbrief',
		'Land',
		'Telefoon',
		'Geboortedatum',
		'Taal',
		'custom_x',
		'__proto__',
	);
	const values = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.emailAddress(),
		fc.constantFrom('ja', 'nee', ''),
	);
	const record = fc.dictionary(fc.oneof(names, fc.string()), values);
	const changes = fc.record(
		{
			change: fc.constantFrom('create', 'update', 'delete'),
			entity: fc.constantFrom('profile', 'subprofile'),
			profileId: fc.option(fc.string()),
			fields: record,
			profileFields: fc.option(record),
			previous: fc.option(record),
			changed: fc.option(fc.array(fc.oneof(names, fc.string()))),
			interests: fc.option(fc.array(fc.string())),
			interestsOff: fc.option(fc.array(fc.string())),
		},
		{ requiredKeys: ['fields'] },
	);
	const variants: NormaliseSettingsInput[] = [
		{},
		{ emptyValues: 'send', unlistedConsent: 'leaveOut', hashEmail: true, consentsByName: true },
		manual({ fields: { phone: 'Telefoon', city: 'interest:x' }, phoneCountry: 'NL' }),
	];

	it('is prepared in the form of the contract or refused with a code, and never throws', () => {
		const normalisers = variants.map((settings) => normaliserOf(settings));
		fc.assert(
			fc.property(
				fc.oneof(
					changes,
					fc.json().map((text): unknown => JSON.parse(text)),
				),
				(json) => {
					const read = readChange(json, RECEIVED_AT);
					if (!read.ok) {
						expect(read.code).toBe('NOT_A_CHANGE');
						return;
					}
					for (const normalise of normalisers) {
						const outcome = normalise(read.change);
						if (!outcome.ok) {
							expect(outcome.invalid.code).toMatch(/^[A-Z_]+$/);
							continue;
						}
						const { prepared } = outcome;
						expect(preparedProfileSchema.safeParse(prepared).success).toBe(true);
						expect(['yes', 'no', undefined]).toContain(prepared.profile.newsletter);
						expect(prepared.profile.email ?? prepared.profile.userid).toBeTruthy();
					}
				},
			),
			{ numRuns: 200 },
		);
	});

	it('prepared once more from its own values gives the same profile', () => {
		const toActivateNames = manual({
			fields: {
				firstname: 'firstname',
				gender: 'gender',
				birthdate: 'birthdate',
				phone: 'phone',
				country: 'country',
				language: 'language',
			},
			consents: [{ consent: 'newsletter', source: 'newsletter', texts: { preset: 'english' } }],
		});
		const again = normaliserOf({
			...toActivateNames,
			fields: { ...toActivateNames.fields, email: 'email' },
		});
		const first = normaliserOf({ unlistedConsent: 'leaveOut', consentsByName: true });
		const person = fc.record({
			Email: fc.emailAddress(),
			Voornaam: fc.string({ unit: 'binary' }),
			Geslacht: fc.constantFrom('dhr', 'Mevr.', 'x', '', '??'),
			Geboortedatum: fc.constantFrom('1-2-1980', '31-02-1980', '', '0000-00-00', '2020/01/02'),
			Telefoon: fc.stringMatching(/^[+0][0-9 ()-]{0,16}$/),
			Land: fc.constantFrom('Nederland', 'be', 'Suriname', ''),
			Taal: fc.constantFrom('nl', 'Engels', 'fr_BE', ''),
			Nieuwsbrief: fc.constantFrom('Ja', 'nee', '', 'weet niet'),
		});
		fc.assert(
			fc.property(person, (fields) => {
				const once = first(changeOf(fields));
				if (!once.ok) return;
				const texts = Object.entries(once.prepared.profile).map(([key, value]) => [
					key,
					String(value),
				]);
				const twice = again(changeOf(Object.fromEntries(texts)));
				expect(twice).toMatchObject({
					ok: true,
					prepared: { profile: once.prepared.profile, fingerprint: once.prepared.fingerprint },
				});
			}),
		);
	});
});

describe('a change of a subprofile, with the values of its profile', () => {
	const settings: NormaliseSettingsInput = {
		mapping: 'manual',
		fields: { email: 'Email', city: 'Plaats', firstname: 'profile.Naam' },
		consents: [
			{ consent: 'newsletter', source: 'Nieuwsbrief', texts: { preset: 'dutch' } },
			{ consent: 'service', source: 'Service', texts: { preset: 'dutch' } },
		],
	};
	const change = changeOf(
		{ Plaats: 'Delft', Service: 'nee' },
		{
			entity: 'subprofile',
			subprofileId: '3',
			profileFields: { Email: 'a@example.com', Naam: 'Ann', Plaats: 'Leiden', Nieuwsbrief: 'ja' },
		},
	);

	it('says which of them were read later, and when', () => {
		const readAt = '2026-03-01T12:00:09.000Z';
		const { source } = prepare({ ...change, profileReadAt: readAt }, settings);
		expect(source.order).toBe(change.order);
		expect(source.readLater?.keys.sort()).toEqual(['email', 'firstname', 'newsletter']);
		expect(source.readLater?.order).toBe(orderOfTime(readAt));
	});

	it('takes a value of both for as old as the change', () => {
		const keysOf = (sources: string) =>
			prepare(
				{ ...change, profileReadAt: RECEIVED_AT },
				{ ...settings, combinedFields: [{ key: 'custom_place', sources }] },
			).source.readLater?.keys ?? [];
		expect(keysOf('Plaats, profile.Naam')).not.toContain('custom_place');
		expect(keysOf('profile.Plaats, profile.Naam')).toContain('custom_place');
	});

	it('takes them all for one moment where nobody knows', () => {
		expect(prepare(change, settings).source).not.toHaveProperty('readLater');
	});
});
