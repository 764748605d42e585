import { describe, expect, it } from '@jest/globals';
import { XMLParser } from 'fast-xml-parser';
import { messageOf } from '../../../sandbox/copernica/callbacks/carrier';
import { completeFormat, type FormatInput } from '../../../sandbox/copernica/callbacks/format';
import { payloadOf } from '../../../sandbox/copernica/callbacks/payload';
import type { StoreChange } from '../../../sandbox/copernica/store/model';

/** The three payload shapes and the carriers of docs/vendors/copernica.md#16-payload-shapes. */
const update: StoreChange = {
	entity: 'profile',
	action: 'update',
	cause: 'publisher',
	databaseId: 1,
	collectionId: null,
	profileId: 7,
	subprofileId: null,
	before: { company: 'old', city: 'Köln & <co>' },
	after: { company: 'new €', city: 'Köln & <co>' },
	changed: ['company'],
	interests: ['Sport', 'Mode'],
};
const subprofile: StoreChange = {
	...update,
	entity: 'subprofile',
	collectionId: 2,
	subprofileId: 9,
	interests: null,
};

const write = (change: StoreChange, format: FormatInput, method = 'json') => {
	const complete = completeFormat(method, format);
	return messageOf(payloadOf(change, complete), complete);
};
const json = (change: StoreChange, format: FormatInput) =>
	JSON.parse(write(change, format).body.toString());

describe('shapes', () => {
	it('A: new values in parameters and profile.fields, no action', () => {
		expect(json(update, { shape: 'A' })).toEqual({
			id: '7',
			parameters: { company: 'new €' },
			profile: { fields: update.after },
		});
		expect(json(subprofile, { shape: 'A' })).toMatchObject({ id: '9', subprofile: { fields: {} } });
	});

	it('B: id, action, current fields, interests', () => {
		expect(json(update, { shape: 'B' })).toEqual({
			id: '7',
			action: 'update',
			fields: update.after,
			interests: ['Sport', 'Mode'],
		});
		expect(json(subprofile, { shape: 'B' })).toEqual({
			id: '9',
			action: 'update',
			fields: update.after,
		});
	});

	it('C: old fields, new values in updated', () => {
		expect(json(update, { shape: 'C' })).toEqual({
			id: '7',
			fields: update.before,
			updated: { company: 'new €' },
		});
	});

	it('a deletion holds the last values and no changes; after a creation the old values are empty', () => {
		const gone: StoreChange = { ...update, action: 'delete', after: update.before, changed: [] };
		expect(json(gone, { shape: 'C', action: true })).toEqual({
			id: '7',
			action: 'delete',
			fields: update.before,
		});
		const made: StoreChange = { ...update, action: 'create', before: {} };
		expect(json(made, { shape: 'C' })).toMatchObject({ fields: { company: '', city: '' } });
	});

	it.each([
		['id', { id: '7' }],
		['ID', { ID: '7' }],
		['entity', { profile: '7' }],
		['entity.id', { profile: { id: '7' } }],
		['entity.ID', { profile: { ID: '7' } }],
	] as const)('the id may be at %s', (id, expected) => {
		expect(json(update, { shape: 'B', id })).toMatchObject(expected);
	});

	it('shape A keeps its fields beside a nested id', () => {
		expect(json(update, { shape: 'A', id: 'entity.ID' }).profile).toEqual({
			ID: '7',
			fields: update.after,
		});
	});

	it('parts can be added and left out', () => {
		const full = { shape: 'B', changes: true, interests: 'map', values: 'before' } as const;
		expect(json(update, full)).toMatchObject({
			fields: update.before,
			parameters: { company: 'new €' },
			interests: { Sport: 1, Mode: 1 },
		});
		expect(json(update, { shape: 'B', id: 'none', action: false, interests: 'none' })).toEqual({
			fields: update.after,
		});
	});
});

describe('carriers', () => {
	const b = { shape: 'B', changes: true } as const;
	const whole = {
		id: '7',
		action: 'update',
		fields: update.after,
		parameters: { company: 'new €' },
		interests: ['Sport', 'Mode'],
	};

	it('raw JSON', () => {
		const message = write(update, { ...b, carrier: 'json' });
		expect(message.contentType).toBe('application/json');
		expect(JSON.parse(message.body.toString())).toEqual(whole);
	});

	it('a form field with JSON', () => {
		const message = write(update, { ...b, carrier: 'form-json' });
		expect(message.contentType).toBe('application/x-www-form-urlencoded');
		const form = new URLSearchParams(message.body.toString());
		expect(JSON.parse(form.get('json') ?? '')).toEqual(whole);
		const named = write(update, { ...b, carrier: 'form-json', formField: 'data' });
		expect(named.body.toString()).toMatch(/^data=/);
	});

	const xmlOf = (text: string) => new XMLParser({ parseTagValue: false }).parse(text);
	const inXml = { ...whole, interests: { interest: ['Sport', 'Mode'] } };

	it('raw XML, also by the method xml alone', () => {
		const message = write(update, { ...b, carrier: 'xml', xmlRoot: 'root' });
		expect(message.contentType).toBe('text/xml');
		expect(xmlOf(message.body.toString()).root).toEqual(inXml);
		const plain = write(update, {}, 'xml').body.toString();
		expect(xmlOf(plain).callback).toMatchObject({ updated: { company: 'new €' } });
		expect(plain).toContain('Köln &amp; &lt;co&gt;');
	});

	it('a form field with XML', () => {
		const form = new URLSearchParams(write(update, { ...b, carrier: 'form-xml' }).body.toString());
		expect(xmlOf(form.get('xml') ?? '').callback).toEqual(inXml);
	});

	it('flat form fields', () => {
		const form = new URLSearchParams(write(update, { ...b, carrier: 'form' }).body.toString());
		expect([...form]).toEqual([
			['id', '7'],
			['action', 'update'],
			['fields[company]', 'new €'],
			['fields[city]', 'Köln & <co>'],
			['parameters[company]', 'new €'],
			['interests[]', 'Sport'],
			['interests[]', 'Mode'],
		]);
	});

	it('a name that XML does not allow goes into an attribute', () => {
		const odd = { ...update, after: { '1 odd': 'x' }, changed: [] };
		expect(write(odd, b, 'xml').body.toString()).toContain('<field name="1 odd">x</field>');
	});

	it.each(['json', 'xml', 'form-json', 'form-xml', 'form'] as const)(
		'%s in ISO-8859-1 keeps every letter',
		(carrier) => {
			const message = write(update, { ...b, carrier, charset: 'iso-8859-1' });
			expect(message.contentType).toMatch(/; charset=ISO-8859-1$/);
			const latin = message.body.toString('latin1');
			const text = carrier.startsWith('form') ? decodeLatin(latin) : latin;
			expect(text).toContain('Köln');
			expect(text).toMatch(/new (\\u20ac|&#8364;|&amp;#8364;)/);
		},
	);

	it('may carry a wrong content type', () => {
		expect(write(update, { contentType: 'text/plain' }).contentType).toBe('text/plain');
	});
});

function decodeLatin(form: string): string {
	return form
		.replace(/\+/g, ' ')
		.replace(/%([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
