import { describe, expect, it } from '@jest/globals';
import {
	addressConditions,
	givenUpAddress,
	othersAmong,
} from '../../../core/copernica/otherProfiles';
import { changeOf } from '../normalise/support';

describe('addressConditions', () => {
	it('ask for more than is wanted: anything around the address, and any sign in place of a backslash', () => {
		expect(addressConditions('Email', ' a\\b@example.com ')).toEqual([
			{ name: 'Email', operator: '=~', value: '%a_b@example.com%' },
			{ name: 'Email', operator: '=~', value: 'a_b@example.com%' },
		]);
	});
});

describe('givenUpAddress', () => {
	it('knows the field whatever its case; of two spellings the last counts', () => {
		const change = changeOf(
			{ EMAIL: 'a@example.com', eMail: 'b@example.com' },
			{ change: 'delete' },
		);
		expect(givenUpAddress(change, 'email')).toEqual({ kind: 'address', address: 'b@example.com' });
	});
});

describe('othersAmong', () => {
	const profile = (id: string, Email: string, removed = false) => ({
		id,
		fields: { Email },
		interests: null,
		database: '1',
		created: null,
		modified: null,
		removed,
	});

	it('keeps the living ones with the very address, without the one that changed', () => {
		const found = [
			profile('1', 'a@example.com'),
			profile('2', ' A@Example.com'),
			profile('3', 'a@example.com', true),
			profile('4', 'aa@example.com'),
			profile('5', 'á@example.com'),
		];
		const of = { emailField: 'email', address: 'a@example.com', profileId: '1' };
		expect(othersAmong(found, of).map(({ profileId }) => profileId)).toEqual(['2']);
	});
});
