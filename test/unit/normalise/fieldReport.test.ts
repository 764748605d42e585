import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../core/contracts/change';
import { FieldWatch } from '../../../core/normalise/fieldReport';
import { nearestName } from '../../../core/normalise/nearestName';
import {
	readNormaliseSettings,
	type NormaliseSettingsInput,
} from '../../../core/normalise/settings';
import { changeOf } from './support';

function reportOf(settings: NormaliseSettingsInput, changes: readonly Change[]) {
	const read = readNormaliseSettings(settings);
	if (!read.ok) throw new Error(read.reason);
	const watch = new FieldWatch(read.settings);
	for (const change of changes) watch.see(change);
	return watch.report();
}

const consent = (source: string) => ({
	consent: 'newsletter' as const,
	source,
	texts: { preset: 'dutch' as const },
});

const rows = [
	changeOf({ Email: 'a@example.com', Nieuwsbrief: 'ja', Voornaam: 'A' }),
	changeOf({ Email: 'b@example.com', Nieuwsbrief: 'nee', Voornaam: 'B' }),
	changeOf({}, { change: 'delete' }),
];

describe('a mapped field that no row has', () => {
	it('is told with the rows that could have it and the nearest real name', () => {
		const { missing, noConsent } = reportOf(
			{
				mapping: 'manual',
				fields: { email: 'Email', firstname: 'voor_naam', city: 'Woonplaats' },
				consents: [consent('Niewsbrief')],
			},
			rows,
		);
		expect(missing).toEqual([
			{ key: 'firstname', isConsent: false, from: 'voor_naam', rows: 2, nearest: 'Voornaam' },
			{ key: 'city', isConsent: false, from: 'Woonplaats', rows: 2, nearest: null },
			{ key: 'newsletter', isConsent: true, from: 'Niewsbrief', rows: 2, nearest: 'Nieuwsbrief' },
		]);
		expect(noConsent).toBeNull();
	});

	it('is not one that some row has, or that holds what cannot be read', () => {
		const some = [
			...rows,
			changeOf({ Email: 'c@example.com', Opt: '' }, { unreadable: ['Saldo'] }),
		];
		const settings = {
			consents: [consent('OPT')],
			customFields: [{ key: 'saldo', source: 'Saldo' }],
		};
		expect(reportOf(settings, some).missing).toEqual([]);
	});

	it('is not one that the rows of this run cannot have', () => {
		const settings = { consents: [consent('subprofile.Newsletter')] };
		expect(reportOf(settings, rows).missing).toEqual([]);
		const alone = changeOf({ Punten: '1' }, { entity: 'subprofile' });
		expect(reportOf({ consents: [consent('profile.Nieuwsbrief')] }, [alone]).missing).toEqual([]);
		expect(reportOf({ consents: [consent('interest:Nieuws')] }, rows).missing).toEqual([]);
		expect(reportOf(settings, [alone]).missing).toMatchObject([{ rows: 1, nearest: null }]);
	});
});

describe('a run without consents', () => {
	const names = {
		Email: '',
		Nieuwsbrief: '',
		Service: '',
		Marketing: '',
		Opt_in_sms: '',
		Servicenummer: '',
	};

	it.each(['automatic', 'manual'] as const)('tells what looks like one: %s', (mapping) => {
		const { noConsent } = reportOf({ mapping, fields: { email: 'Email' } }, [changeOf(names)]);
		expect(noConsent).toEqual({
			byName: null,
			lookAlikes: ['Nieuwsbrief', 'Service', 'Marketing', 'Opt_in_sms'],
		});
	});

	it('tells which one version 1 of the node takes by its name', () => {
		const { noConsent } = reportOf({ consentsByName: true }, [changeOf(names)]);
		expect(noConsent).toMatchObject({ byName: 'Nieuwsbrief' });
		expect(noConsent?.lookAlikes).not.toContain('Nieuwsbrief');
		const two = reportOf({ consentsByName: true }, [changeOf({ ...names, Newsletter: '' })]);
		expect(two.noConsent).toMatchObject({ byName: null });
	});
});

describe('the nearest name', () => {
	it.each([
		['Niewsbrief', 'Nieuwsbrief'],
		['nieuws-brief', 'Nieuwsbrief'],
		['Nieuwsbreif', 'Nieuwsbrief'],
		['Marketting', 'Marketing'],
		['Opt', null],
		['Achternaam', null],
		['', null],
		['x'.repeat(500), null],
	])('of %j is %j', (wanted, expected) => {
		expect(nearestName(wanted, ['Marketing', 'Nieuwsbrief', 'Service', ''])).toBe(expected);
	});
});
