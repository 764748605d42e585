import { describe, expect, it } from '@jest/globals';
import type { ConsentKey } from '../../../core/contracts/preparedProfile';
import type { FilterRule } from '../../../core/filter/codes';
import { decide, row } from './support';

/** The note of Normalise on a consent that did not change. */
const noNews = (field: ConsentKey) => ({
	field,
	from: field,
	code: 'CONSENT_UNCHANGED',
	reason: 'It did not change.',
});

const onlyAskedFor: FilterRule[] = ['NO_CONSENT', 'CONSENT_UNKNOWN'];

/** The newsletter changes to yes; service was said long ago, and marketing is not to be sent. */
const optIn = (before: string, over: Parameters<typeof row>[1] = {}) =>
	row(
		{ newsletter: 'yes' },
		{
			consents: { newsletter: 'yes', service: 'no', marketing: 'yes' },
			changed: ['newsletter'],
			previous: { newsletter: before },
			notes: [noNews('service'), { ...noNews('marketing'), code: 'CONSENT_YES_NOT_SENT' }],
			...over,
		},
	);

const sent = (prepared: ReturnType<typeof row>, rules = onlyAskedFor) =>
	decide([prepared], { rules }).map((decision) => [decision.prepared.profile, decision.merged]);

describe('a contact that the consent rules skipped so far', () => {
	it.each(['no', ''])(
		'brings its other consents with the change that lets it through (%p)',
		(old) => {
			const [decision] = decide([optIn(old)], { rules: onlyAskedFor });
			expect(decision).toMatchObject({ keep: true, merged: true });
			expect(decision?.prepared.profile).toEqual({
				email: 'a@example.com',
				newsletter: 'yes',
				service: 'no',
			});
			expect(decision?.prepared.notes.map(({ field }) => field)).toEqual(['marketing']);
			expect(decision?.prepared.fingerprint).toBe(optIn(old).fingerprint);
		},
	);

	it.each<[string, ReturnType<typeof row>, FilterRule[]]>([
		['it passed before', optIn('yes'), onlyAskedFor],
		['no rule skips such rows', optIn('no'), ['UNCHANGED']],
		['the rule is another one', optIn('no'), ['CONSENT_UNKNOWN']],
		['the row does not tell what changed', optIn('no', { changed: null }), onlyAskedFor],
		['the row does not tell old values', optIn('no', { previous: null }), onlyAskedFor],
	])('brings nothing else when %s', (_, prepared, rules) => {
		expect(sent(prepared, rules)).toEqual([[prepared.profile, false]]);
	});

	it('counts a consent that was emptied as unknown, although it is sent as no', () => {
		const emptied = (previous: string) =>
			row(
				{ newsletter: 'no' },
				{
					consents: { newsletter: 'no', marketing: 'yes' },
					changed: ['newsletter'],
					previous: { newsletter: previous },
					notes: [{ ...noNews('newsletter'), code: 'CONSENT_BECAME_UNKNOWN' }, noNews('marketing')],
				},
			);
		// Rows of the profile were skipped for its no; they pass from now on.
		expect(sent(emptied('no'), ['NO_CONSENT'])).toEqual([
			[{ email: 'a@example.com', newsletter: 'no', marketing: 'yes' }, true],
		]);
		expect(sent(emptied('no'))).toEqual([[{ email: 'a@example.com', newsletter: 'no' }, false]]);
		expect(sent(emptied('yes'), ['NO_CONSENT'])[0]?.[1]).toBe(false);
	});

	it('brings nothing else with a withdrawal that passes in spite of the rules', () => {
		const withdrawal = row(
			{ service: 'no' },
			{
				consents: { newsletter: 'no', service: 'no', marketing: 'yes' },
				changed: ['service'],
				previous: { service: 'yes' },
				notes: [noNews('newsletter'), noNews('marketing')],
			},
		);
		expect(sent(withdrawal)).toEqual([[withdrawal.profile, false]]);
	});
});
