import { z } from 'zod';
import type { CopernicaStore, FieldSpec } from './store';

/** What the account holds at the start. */
export const seedSchema = z
	.object({
		/** Number of people in the database Customers; the first eight are hand-made, the others generated. */
		people: z.number().int().min(0).max(200_000).default(8),
	})
	.strict();
export type Seed = z.infer<typeof seedSchema>;

const customerFields: FieldSpec[] = [
	{ name: 'Email', type: 'email' },
	{ name: 'Voornaam' },
	{ name: 'Achternaam' },
	{ name: 'Geslacht', type: 'select', value: 'Man\nVrouw\n*Onbekend' },
	{ name: 'Geboortedatum', type: 'empty_date' },
	{ name: 'Telefoon', type: 'phone_gsm' },
	{ name: 'Postcode' },
	{ name: 'Plaats' },
	{ name: 'Land', value: 'Nederland' },
	{ name: 'Taal', value: 'Nederlands' },
	{ name: 'Nieuwsbrief', type: 'select', value: '*\nJa\nNee' },
	{ name: 'Service', type: 'select', value: '*\nJa\nNee' },
	{ name: 'Marketing', type: 'select', value: '*\nJa\nNee' },
	{ name: 'Klantnummer', type: 'integer' },
	{ name: 'Punten', type: 'float' },
	{ name: 'Klant_sinds', type: 'date' },
	{ name: 'Laatste_bestelling', type: 'empty_datetime' },
	{ name: 'SqueezelyCustomerId' },
	{ name: 'Notitie', type: 'big' },
];

const standardFields: FieldSpec[] = [
	{ name: 'Favoriet_merk' },
	{ name: 'Loyaliteitspunten', type: 'integer' },
	{ name: 'Newsletter', type: 'select', value: '*\nJa\nNee' },
	{ name: 'Winkel' },
	{ name: 'Laatste_bezoek', type: 'empty_date' },
];

const audienceFields: FieldSpec[] = [
	{ name: 'audience_ids' },
	{ name: 'newsletter' },
	{ name: 'email_hash' },
];

/** As far as the columns of a row are documented (docs/vendors/spotler-activate.md#9-the-native-copernica-connector). */
const triggerFields: FieldSpec[] = [
	{ name: 'Trigger' },
	{ name: 'AudienceId' },
	{ name: 'AudienceName' },
];

type Person = Record<string, string> & { Email: string };

const people: Person[] = [
	{
		Email: 'anne.devries@example.com',
		Voornaam: 'Anne',
		Achternaam: 'de Vries',
		Geslacht: 'Vrouw',
		Geboortedatum: '1984-03-12',
		Telefoon: '06-12345678',
		Postcode: '1012 AB',
		Plaats: 'Amsterdam',
		Nieuwsbrief: 'Ja',
		Service: 'Ja',
		Klantnummer: '1001',
		Klant_sinds: '2019-05-01',
	},
	{
		Email: 'bram.jansen@example.com',
		Voornaam: 'Bram',
		Achternaam: 'Jansen',
		Geslacht: 'Man',
		Geboortedatum: '1990-11-30',
		Telefoon: '+31 6 22334455',
		Postcode: '3511 LX',
		Plaats: 'Utrecht',
		Nieuwsbrief: 'Nee',
		Klantnummer: '1002',
	},
	{
		Email: 'chloe.peeters@example.com',
		Voornaam: 'Chloë',
		Achternaam: 'Peeters',
		Geslacht: 'Vrouw',
		Postcode: '2000',
		Plaats: 'Antwerpen',
		Land: 'België',
		Marketing: 'Ja',
		Klantnummer: '1003',
	},
	{
		Email: 'daan.vandenberg@example.com',
		Voornaam: 'Daan',
		Achternaam: 'van den Berg',
		Geslacht: 'Man',
		Plaats: "'s-Hertogenbosch",
		Postcode: '5211 AB',
		Nieuwsbrief: 'Ja',
		Marketing: 'Nee',
		Klantnummer: '1004',
	},
	{
		Email: 'emma.bakker@example.com',
		Voornaam: 'Emma',
		Achternaam: 'Bakker',
		Plaats: 'Groningen',
		Klantnummer: '1005',
	},
	{
		Email: 'Finn.Visser@Example.com',
		Voornaam: ' Finn ',
		Achternaam: 'Visser',
		Geslacht: 'Man',
		Telefoon: '0201234567',
		Plaats: 'Haarlem',
		Service: 'Nee',
		Klantnummer: '1006',
	},
	{
		Email: 'gijs.smit@example.com',
		Voornaam: 'Gijs',
		Achternaam: 'Smit',
		Land: 'Duitsland',
		Taal: 'Duits',
		Plaats: 'Köln',
		Nieuwsbrief: 'Ja',
		Klantnummer: '1007',
	},
	{
		Email: 'hanna.meijer@example.com',
		Voornaam: 'Hanna',
		Achternaam: 'Meijer',
		Geslacht: 'Vrouw',
		Geboortedatum: '2001-07-04',
		Plaats: 'Maastricht',
		Notitie: 'Belt liever niet.\nMailt graag: "snel & kort".',
		Klantnummer: '1008',
	},
];

function generated(number: number): Person {
	return {
		Email: `klant${number}@example.com`,
		Voornaam: `Klant${number}`,
		Achternaam: 'de Tester',
		Klantnummer: String(1000 + number),
		Nieuwsbrief: number % 3 === 0 ? 'Nee' : 'Ja',
	};
}

/** Fills an empty store: databases Customers and Prospects, the collections of Activate's connector, and selections. */
export function fillStore(store: CopernicaStore, seed: Seed): void {
	const customers = store.addDatabase('Customers', 'Klanten van de webshop', customerFields, [
		'Sport',
		'Mode',
	]);
	const standard = store.addCollection(customers, 'SQ_profile', standardFields);
	store.addCollection(customers, 'squeezely_audiences', audienceFields);
	store.addCollection(customers, 'squeezely_triggers', triggerFields);
	store.addDatabase('Prospects', 'Nog geen klant', [
		{ name: 'Email', type: 'email' },
		{ name: 'Naam' },
		{ name: 'Bron' },
	]);
	for (let number = 1; number <= seed.people; number += 1) {
		const fields = people[number - 1] ?? generated(number);
		const interests = number % 2 === 1 ? ['Sport'] : [];
		const profile = store.createProfile(customers, { fields, interests }, 'import');
		if (number > 2) continue;
		const values = { Favoriet_merk: 'Voorbeeldmerk', Loyaliteitspunten: number * 100 };
		store.createSubprofile(profile, standard, values, 'import');
	}
	const subscribed = store.selections.add({ kind: 'view', ownerId: customers.id }, 'Nieuwsbrief', [
		'Nieuwsbrief==Ja',
	]);
	store.selections.add(
		{ kind: 'view', ownerId: customers.id, parentId: subscribed.id },
		'Nieuwsbrief, vrouwen',
		['Geslacht==Vrouw'],
	);
	store.selections.add({ kind: 'miniview', ownerId: standard.id }, 'Veel punten', [
		'Loyaliteitspunten>=200',
	]);
}
