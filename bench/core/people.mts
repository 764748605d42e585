const firstNames = [
	'Anne',
	'Bram',
	'Chloé',
	'Daan',
	'Eva',
	'Fatima',
	'Guus',
	'Hanna',
	'Ivo',
	'Jet',
];
const lastNames = ['de Vries', 'Bakker', 'Visser', 'Smit', 'Mulder', 'Bos', 'Dekker', 'Peters'];
const cities = ['Amsterdam', 'Rotterdam', 'Utrecht', 'Gent', 'Antwerpen', 'Groningen'];
const pick = (list: readonly string[], index: number) => list[index % list.length] ?? '';
const digits = (value: number, width: number) => String(value).padStart(width, '0');

/** A typical profile of 12 fields as Copernica holds it; another person for each index. */
function fieldsOf(index: number): Record<string, string> {
	return {
		Email: `Person.${index}@Example.com`,
		Voornaam: pick(firstNames, index),
		Achternaam: pick(lastNames, index),
		Geslacht: pick(['Vrouw', 'Man', ''], index),
		Geboortedatum: `19${digits(50 + (index % 50), 2)}-${digits(1 + (index % 12), 2)}-${digits(1 + (index % 28), 2)}`,
		Telefoon: `06-${digits(10_000_000 + (index % 80_000_000), 8)}`,
		Postcode: `${1000 + (index % 8999)} AB`,
		Plaats: pick(cities, index),
		Land: pick(['Nederland', 'België', 'NL'], index),
		Taal: pick(['Nederlands', 'nl', 'Engels'], index),
		Nieuwsbrief: pick(['Ja', 'Nee', 'ja '], index),
		Service: pick(['Ja', '', 'Nee'], index),
	};
}

/**
 * The callback of an edit of one field, in the shape that tells old and new values
 * (docs/vendors/copernica.md#16-payload-shapes, C).
 */
export function callbackOf(index: number, changed: Record<string, string>): string {
	return JSON.stringify({
		id: String(index + 1),
		action: 'update',
		database: '1',
		fields: fieldsOf(index),
		updated: changed,
		interests: [],
	});
}
