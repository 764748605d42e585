import { describe, expect, it } from '@jest/globals';
import {
	callingOthersHere,
	createdId,
	creationBody,
	eventsKeyOf,
	isExact,
	planRegistration,
	remoteCallbackSchema,
	type DesiredCallback,
} from '../../../core/callback/registration';

const desired: DesiredCallback = {
	source: 'database',
	sourceId: '1',
	url: 'https://n8n.example.com/webhook/abc/webhook',
	action: 'all',
	expression: '',
};
const remote = (parts: Record<string, unknown>) =>
	remoteCallbackSchema.parse({
		ID: '5',
		url: desired.url,
		method: 'json',
		action: 'all',
		expression: '',
		database: '1',
		collection: 0,
		...parts,
	});

describe('matching', () => {
	it('adopts an exact one', () => {
		expect(
			planRegistration([remote({ ID: 4, url: 'https://other.example.com/' }), remote({})], desired),
		).toEqual({ kind: 'adopt', id: '5', remove: [] });
	});
	it.each([
		['an action less', { action: 'update' }],
		['another method', { method: 'xml' }],
		['another expression', { expression: 'profile.a == 1' }],
	])('replaces one with %s', (_why, parts) => {
		expect(planRegistration([remote(parts)], desired)).toEqual({ kind: 'replace', remove: ['5'] });
	});
	it('an action more is no match either', () => {
		expect(
			planRegistration([remote({ action: 'all' })], { ...desired, action: 'update' }).kind,
		).toBe('replace');
	});
	it('keeps one of several and removes the rest', () => {
		expect(
			planRegistration(
				[remote({ ID: '4', action: 'create' }), remote({ ID: '5' }), remote({ ID: '6' })],
				desired,
			),
		).toEqual({ kind: 'adopt', id: '5', remove: ['4', '6'] });
	});
	it('takes what Copernica stored in other letters for the same', () => {
		expect(isExact(remote({ method: 'JSON', action: 'ALL' }), desired)).toBe(true);
		expect(isExact(remote({ action: 'Update' }), { ...desired, action: 'update' })).toBe(true);
	});
	it('finds a URL with an escape in it, stored plain or encoded', () => {
		const url = 'https://n8n.example.com/webhook/a%20b/webhook';
		for (const stored of [url, encodeURIComponent(url)]) {
			expect(planRegistration([remote({ url: stored })], { ...desired, url }).kind).toBe('adopt');
		}
	});
	it('the same settings for another URL are no match', () => {
		expect(isExact(remote({ url: 'https://other.example.com/' }), desired)).toBe(false);
	});
	it('never touches callbacks of others', () => {
		const others = [
			'https://n8n.example.com/webhook/abc/webhook2',
			'https://n8n.example.com/webhook-test/abc/webhook',
			`${desired.url}?x=1`,
			'',
		].map((url) => remote({ url }));
		expect(planRegistration(others, desired)).toEqual({ kind: 'create', remove: [] });
	});
	it('reads the forms the vendor documents', () => {
		expect(
			remoteCallbackSchema.parse({
				ID: 9,
				url: encodeURIComponent(desired.url),
				Method: 'JSON',
				database: 0,
			}),
		).toEqual({
			id: '9',
			url: encodeURIComponent(desired.url),
			method: 'json',
			action: '',
			expression: '',
		});
		expect(
			isExact(
				remote({
					url: encodeURIComponent(desired.url),
					method: undefined,
					Method: 'JSON',
					action: null,
				}),
				desired,
			),
		).toBe(true);
		expect(isExact(remote({ action: null }), { ...desired, action: 'update' })).toBe(false);
		expect(planRegistration([remote({ url: 'https://n8n.example.com/%' })], desired).kind).toBe(
			'create',
		);
	});
});

describe('callbacks of the same source that call other workflows here', () => {
	const idsOf = (...urls: string[]) =>
		callingOthersHere(
			urls.map((url, at) => remote({ ID: at, url })),
			desired.url,
		).map(({ id }) => id);

	it('are those with the address of this n8n', () => {
		expect(
			idsOf(
				'https://n8n.example.com/webhook/other/webhook',
				'https://n8n.example.com/webhook/abc/webhook2',
				encodeURIComponent('https://n8n.example.com/webhook/a third/webhook'),
			),
		).toEqual(['0', '1', '2']);
	});

	it('are not our own, whatever its form, nor those of other addresses', () => {
		expect(
			idsOf(
				desired.url,
				encodeURIComponent(desired.url),
				'https://n8n.example.org/webhook/other/webhook',
				'https://n8n.example.com/webhook-test/other/webhook',
				'https://n8n.example.com/other/webhook',
				'https://n8n.example.com/web/hook/other/webhook',
				'https://n8n.example.com/team/webhook/other/webhook',
				'',
			),
		).toEqual([]);
	});
});

describe('creating', () => {
	it('is flat', () => {
		expect(creationBody({ ...desired, action: 'update', expression: 'x' })).toEqual({
			url: desired.url,
			method: 'json',
			action: 'update',
			expression: 'x',
		});
	});
	it.each([
		[{ 'x-created': '12' }, '12'],
		[{ 'x-location': 'https://api.copernica.com/v1/callback/12' }, '12'],
		[{ location: '/callback/12?access_token=x' }, '12'],
		[{ 'x-created': 'yes', 'x-location': 'https://api.copernica.com/v1/database/12' }, null],
		[{ 'x-created': ' 12 ' }, '12'],
		[{ 'x-created': '12a' }, null],
		[{ 'x-created': 'a12' }, null],
		[{ 'x-location': '/callback/12/', location: '/callback/13' }, '12'],
		[{ location: '/callback/12#x' }, '12'],
		[{ location: '/callback/12a' }, null],
		[{ location: '/callback/a' }, null],
		[{ location: '/callback/12/fields' }, null],
		[{}, null],
	])('%j', (headers, id) => expect(createdId(headers)).toBe(id));
	it('a key for what decides the registration', () => {
		const keys = [
			desired,
			{ ...desired, source: 'collection' as const },
			{ ...desired, sourceId: '2' },
			{ ...desired, action: 'update' as const },
			{ ...desired, expression: 'x' },
		].map(eventsKeyOf);
		expect(new Set(keys).size).toBe(5);
		expect(eventsKeyOf({ ...desired, url: 'https://elsewhere.example.com' })).toBe(
			eventsKeyOf(desired),
		);
	});
});
