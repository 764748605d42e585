import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../core/contracts/change';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, notesOn, prepare, refusal } from './support';

const texts = { preset: 'dutch' } as const;
const settings: NormaliseSettingsInput = {
	mapping: 'manual',
	fields: { email: 'Email' },
	deletedProfiles: 'optOut',
	consents: [
		{ consent: 'newsletter', source: 'profile.Nieuwsbrief', texts },
		{ consent: 'marketing', source: 'interest:Acties', texts },
	],
};

type Other = NonNullable<Change['otherProfiles']>[number];

const other = (fields: Record<string, string>, interests: string[] | null = []): Other => ({
	profileId: '2',
	fields,
	interests,
});

const deleted = (otherProfiles: Change['otherProfiles']) =>
	changeOf(
		{ Email: 'a@example.com', Nieuwsbrief: 'ja' },
		{ change: 'delete', interests: ['Acties'], otherProfiles },
	);

const moved = (otherProfiles: Change['otherProfiles']) =>
	changeOf(
		{ Email: 'b@example.com', Nieuwsbrief: 'ja' },
		{ changed: ['Email'], previous: { Email: 'a@example.com' }, interests: [], otherProfiles },
	);

describe('a deleted profile whose address another one has', () => {
	it.each([
		['nobody looked', null],
		['there is none', []],
		['it says no', [other({ Nieuwsbrief: 'nee' })]],
		['it says nothing', [other({ Nieuwsbrief: '' })]],
		['it has no such field', [other({})]],
	])('withdraws all consents where %s', (_, otherProfiles) => {
		const prepared = prepare(deleted(otherProfiles), settings);
		expect(prepared.profile).toMatchObject({ newsletter: 'no', marketing: 'no' });
		expect(prepared.subscribedElsewhere).toEqual([]);
		expect(notesOn(prepared, 'newsletter')).toEqual([]);
	});

	it('leaves alone what the person says yes to there', () => {
		const prepared = prepare(
			deleted([other({ Nieuwsbrief: 'nee' }), other({ NIEUWSBRIEF: ' JA ' })]),
			settings,
		);
		expect(prepared).toMatchObject({
			profile: { email: 'a@example.com', marketing: 'no' },
			consents: { marketing: 'no' },
			changed: ['marketing'],
			subscribedElsewhere: ['newsletter'],
		});
		expect(prepared.profile).not.toHaveProperty('newsletter');
		expect(notesOn(prepared, 'newsletter')).toEqual(['OTHER_PROFILE_SUBSCRIBED']);
	});

	it('is refused with a code of its own where nothing is left to withdraw', () => {
		const others = [other({ Nieuwsbrief: 'ja' }), other({}, ['acties'])];
		expect(refusal(deleted(others), settings)).toMatchObject({
			code: 'DELETED_OTHER_PROFILE',
			source: { change: 'delete' },
		});
	});

	it('withdraws, with a note, where what the other one says cannot be read', () => {
		const prepared = prepare(deleted([other({ Nieuwsbrief: 'misschien' }, null)]), settings);
		expect(prepared.profile).toMatchObject({ newsletter: 'no', marketing: 'no' });
		expect(prepared.subscribedElsewhere).toEqual([]);
		expect(notesOn(prepared, 'newsletter')).toEqual(['OTHER_PROFILE_UNREADABLE']);
		expect(notesOn(prepared, 'marketing')).toEqual(['OTHER_PROFILE_UNREADABLE']);
		expect(JSON.stringify(prepared.notes)).not.toContain('misschien');
	});
});

describe('an address that another profile still has', () => {
	const newsletterOnly = { ...settings, consents: settings.consents?.slice(0, 1) };

	it.each<[string, Change['otherProfiles'], string[]]>([
		['nobody looked', null, []],
		['it says no or nothing', [other({ Nieuwsbrief: 'nee' }), other({ Nieuwsbrief: '' })], []],
		['it says yes', [other({ Nieuwsbrief: 'nee' }), other({ Nieuwsbrief: 'ja' })], ['newsletter']],
		['its text cannot be read', [other({ Nieuwsbrief: 'misschien' })], ['newsletter']],
	])('is not to be opted out of what it says yes to, or may: %s', (_, otherProfiles, expected) => {
		expect(prepare(moved(otherProfiles), newsletterOnly).subscribedElsewhere).toEqual(expected);
	});

	it('is not to be opted out of an interest that it has', () => {
		const others = [other({}, ['Acties'])];
		expect(prepare(moved(others), settings).subscribedElsewhere).toEqual(['marketing']);
	});

	it('may be one of interests that nobody read', () => {
		const { subscribedElsewhere } = prepare(moved([other({ Nieuwsbrief: 'nee' }, null)]), settings);
		expect(subscribedElsewhere).toEqual(['marketing']);
	});

	it('says nothing with interests of the profile that left it', () => {
		const change = { ...moved([other({ Nieuwsbrief: 'nee' }, null)]), interests: ['Acties'] };
		expect(prepare(change, settings).consents).toMatchObject({ marketing: 'yes' });
		expect(prepare({ ...change, change: 'delete' }, settings).profile).toMatchObject({
			marketing: 'no',
		});
	});
});
