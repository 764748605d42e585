import { describe, expect, it } from '@jest/globals';
import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import { chooseEvent, EVENT_REASONS } from '../../../core/activate/chooseEvent';
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
		[
			'became yes from empty',
			{ profile: yes, changed: ['newsletter'], previous: { newsletter: '' } },
			'EmailOptIn',
		],
		[
			'old value not told, so perhaps only repeated',
			{ profile: yes, changed: ['newsletter'] },
			'CRMUpdate',
		],
		[
			'old value is in no list, so perhaps it meant yes',
			{ profile: yes, changed: ['newsletter'], previous: {} },
			'CRMUpdate',
		],
		[
			'old value was put there by the user and means nothing',
			{ profile: yes, changed: ['newsletter'], previous: { newsletter: 'Ja' } },
			'CRMUpdate',
		],
		[
			'consent is no news and not sent',
			{
				profile: { email: 'ann@example.com' },
				consents: { newsletter: 'yes' as const },
				changed: ['newsletter'],
				previous: { newsletter: 'no' },
			},
			'CRMUpdate',
		],
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
		const { name, reason } = chooseEvent(prepared(over));
		expect(name).toBe(expected);
		expect(reason).toMatch(/^[A-Z].*\.$/);
	});
});

describe('chooseEvent says why', () => {
	const yes = { email: 'ann@example.com', newsletter: 'yes' };
	const { source } = prepared();
	const unchanged = { field: 'newsletter', from: 'N', code: 'CONSENT_UNCHANGED', reason: '' };

	it.each([
		['newProfile', { profile: yes, source: { ...source, change: 'create' as const } }],
		['becameYes', { profile: yes, changed: ['newsletter'], previous: { newsletter: '' } }],
		['no', { profile: { ...yes, newsletter: 'no' } }],
		['none', {}],
		['unchanged', { notes: [unchanged] }],
		['unchanged', { profile: yes, changed: ['city'] }],
		['changeUnknown', { profile: yes }],
		['previousUnknown', { profile: yes, changed: ['newsletter'] }],
		[
			'noAddress',
			{
				profile: { userid: 5, newsletter: 'yes' },
				source: { ...source, change: 'create' as const },
			},
		],
		[
			'newSubprofile',
			{
				profile: yes,
				source: { ...source, entity: 'subprofile' as const, change: 'create' as const },
			},
		],
	] satisfies Array<[keyof typeof EVENT_REASONS, Partial<PreparedProfile>]>)('%s', (key, over) => {
		expect(chooseEvent(prepared(over)).reason).toBe(EVENT_REASONS[key]);
	});
});
