import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../core/contracts/change';
import { preparedProfileSchema } from '../../../core/contracts/preparedProfile';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, normaliserOf } from './support';

const settings: NormaliseSettingsInput = {
	mapping: 'manual',
	fields: { email: 'Email', birthdate: 'Geboren' },
	consents: [{ consent: 'newsletter', source: 'Opt', texts: { preset: 'dutch' } }],
};

function outcomeOf(
	fields: Record<string, string>,
	over: Partial<Change> = {},
	more: NormaliseSettingsInput = {},
) {
	const change = changeOf(
		{ Opt: 'ja', ...fields },
		{ changed: ['Email'], previous: { Email: ' Old@Example.com' }, ...over },
	);
	return normaliserOf({ ...settings, ...more })(change);
}

const givenUp = (...given: Parameters<typeof outcomeOf>) => {
	const outcome = outcomeOf(...given);
	return outcome.ok ? 'prepared' : outcome.givenUp;
};

describe('an address that is given up by a change that cannot be prepared', () => {
	it.each<[string, Record<string, string>, string, string]>([
		['no address', { Email: 'nonsense' }, 'EMAIL_INVALID', 'Email'],
		['empty', { Email: '' }, 'EMAIL_MISSING', 'Email'],
		[
			'refused for a consent',
			{ Email: 'new@example.com', Opt: '?!' },
			'CONSENT_VALUE_UNKNOWN',
			'Opt',
		],
	])('is a row of its own: the new one is %s', (_, fields, code, from) => {
		const row = givenUp(fields);
		expect(row).toMatchObject({
			profile: {},
			consents: {},
			changed: ['email'],
			previous: { email: 'old@example.com' },
			onlyGivesUp: true,
			notes: [{ field: 'email', from, code }],
		});
		expect(preparedProfileSchema.parse(row)).toEqual(row);
	});

	it('is one for a date that is refused by choice', () => {
		const fields = { Email: 'new@example.com', Geboren: 'gisteren' };
		expect(givenUp(fields, {}, { unusableDates: 'invalid' })).toHaveProperty('onlyGivesUp', true);
	});

	it('is hashed, and tells who else has it, as in any other row', () => {
		const otherProfiles = [{ profileId: '2', fields: { Opt: 'ja' }, interests: null }];
		expect(givenUp({ Email: 'nonsense' }, { otherProfiles }, { hashEmail: true })).toMatchObject({
			previous: { email: expect.stringMatching(/^[0-9a-f]{64}$/) },
			subscribedElsewhere: ['newsletter'],
		});
	});

	it.each<[string, Record<string, string>, Partial<Change>]>([
		['nothing is told of the one before', { Email: 'nonsense' }, { previous: null, changed: null }],
		['the one before was none', { Email: 'nonsense' }, { previous: { Email: 'other nonsense' } }],
		['there was none before', { Email: 'nonsense' }, { previous: { Email: '' } }],
		['it did not change', { Email: 'old@example.com', Opt: '?!' }, {}],
		['the profile is new', { Email: 'nonsense' }, { change: 'create', previous: null }],
	])('is not there where %s', (_, fields, over) => {
		expect(givenUp(fields, over)).toBeUndefined();
	});

	it('goes with the row where that is prepared', () => {
		expect(givenUp({ Email: 'new@example.com' })).toBe('prepared');
	});
});
