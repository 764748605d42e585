import { describe, expect, it } from '@jest/globals';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, prepare } from './support';

const settings: NormaliseSettingsInput = {
	consentsToSend: 'changed',
	consents: [
		{ consent: 'newsletter', source: 'Nieuwsbrief', texts: { preset: 'dutch' } },
		{ consent: 'service', source: 'Service', texts: { preset: 'dutch' } },
	],
	fields: { birthdate: 'Geboren' },
};

const change = (fields: Record<string, string>, previous: Record<string, string>) =>
	changeOf(
		{ Email: 'a@example.com', Nieuwsbrief: 'ja', Service: 'ja', ...fields },
		{ changed: Object.keys(previous), previous },
	);

describe('after a change that could not be prepared', () => {
	it('the next one brings all consents: that of the refused change was never sent', () => {
		const next = change({ Service: '' }, { Service: 'misschien' });
		const { profile, restated } = prepare(next, settings);
		expect(profile).toMatchObject({ newsletter: 'yes' });
		// It may have been sent long ago all the same.
		expect(restated).toEqual({ newsletter: null });
	});

	it('not as restated where the change itself says it', () => {
		const next = change({ Service: 'nee' }, { Service: 'misschien', Nieuwsbrief: 'nee' });
		expect(prepare(next, settings).restated).toBeUndefined();
	});

	it('the same holds for a date that refused it', () => {
		const next = change({ Geboren: '1990-02-01' }, { Geboren: '1990-02-31' });
		const refusing = { ...settings, unusableDates: 'invalid' } as const;
		expect(prepare(next, refusing).profile).toMatchObject({ newsletter: 'yes', service: 'yes' });
		expect(prepare(next, settings).profile).not.toHaveProperty('newsletter');
	});

	it('not where such a text is left out, because then the row was sent', () => {
		const next = change({ Service: '' }, { Service: 'misschien' });
		const { profile } = prepare(next, { ...settings, unlistedConsent: 'leaveOut' });
		expect(profile).not.toHaveProperty('newsletter');
	});

	it('not where it is refused in its turn, and only goes on for what it withdraws', () => {
		const withdrawing = {
			...settings,
			consents: [
				...(settings.consents ?? []),
				{ consent: 'marketing' as const, source: 'Marketing', texts: { preset: 'dutch' as const } },
			],
		};
		const next = change(
			{ Service: 'nee', Marketing: 'misschien' },
			{ Service: 'misschien', Marketing: '' },
		);
		const { profile, consents, notes } = prepare(next, withdrawing);
		expect(profile).toMatchObject({ service: 'no' });
		expect(profile).not.toHaveProperty('newsletter');
		expect(consents).toMatchObject({ newsletter: 'yes' });
		expect(notes.map(({ field, code }) => [field, code])).toContainEqual([
			'newsletter',
			'CONSENT_UNCHANGED',
		]);

		const readable = change({ Service: 'nee', Marketing: 'nee' }, { Marketing: 'misschien' });
		expect(prepare(readable, withdrawing).profile).toMatchObject({ newsletter: 'yes' });
	});
});
