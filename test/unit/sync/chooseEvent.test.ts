import { describe, expect, it } from '@jest/globals';
import { chooseEvent } from '../../../core/sync/chooseEvent';
import { prepared } from './support';

const yes = { email: 'ann@example.com', newsletter: 'yes' };
const base = prepared().source;

describe('chooseEvent', () => {
	it.each([
		[
			'newsletter became yes',
			{ profile: yes, changed: ['newsletter'], previous: { newsletter: 'no' } },
			'EmailOptIn',
		],
		['became yes, old value not told', { profile: yes, changed: ['newsletter'] }, 'EmailOptIn'],
		[
			'new profile with yes',
			{ profile: yes, source: { ...base, change: 'create' as const } },
			'EmailOptIn',
		],
		[
			'was yes before',
			{ profile: yes, changed: ['newsletter'], previous: { newsletter: 'yes' } },
			'CRMUpdate',
		],
		['something else changed', { profile: yes, changed: ['firstname'] }, 'CRMUpdate'],
		['changed names not told', { profile: yes }, 'CRMUpdate'],
		[
			'new subprofile with yes proves nothing',
			{
				profile: yes,
				source: { ...base, entity: 'subprofile' as const, change: 'create' as const },
			},
			'CRMUpdate',
		],
		['opt-out', { profile: { ...yes, newsletter: 'no' }, changed: ['newsletter'] }, 'CRMUpdate'],
		[
			'new profile, consent not known',
			{ source: { ...base, change: 'create' as const } },
			'CRMUpdate',
		],
		[
			'no address to opt in',
			{ profile: { userid: 5, newsletter: 'yes' }, changed: ['newsletter'] },
			'CRMUpdate',
		],
	])('%s', (_, over, expected) => {
		expect(chooseEvent(prepared(over))).toBe(expected);
	});
});
