import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Change } from '../../../core/contracts/change';
import { sha256Hex } from '../../../core/canonical';
import { CONSENT_KEYS, type PreparedProfile } from '../../../core/contracts/preparedProfile';
import type { NormaliseSettingsInput } from '../../../core/normalise/settings';
import { changeOf, normaliserOf, notesOn, prepare, refusal } from './support';

const dutch = { preset: 'dutch' } as const;

/** All three consents, each from the field of its name. */
function settingsOf(over: NormaliseSettingsInput = {}): NormaliseSettingsInput {
	return {
		mapping: 'manual',
		consents: CONSENT_KEYS.map((consent) => ({ consent, source: consent, texts: dutch })),
		...over,
		fields: { email: 'Email', city: 'Plaats', ...over.fields },
	};
}

const record = {
	Email: 'a@example.com',
	Plaats: 'Utrecht',
	newsletter: 'ja',
	service: 'nee',
	marketing: '',
};
const cityChanged = changeOf(record, { changed: ['Plaats'], previous: { Plaats: 'Delft' } });

function sent({ profile }: PreparedProfile) {
	return Object.fromEntries(
		CONSENT_KEYS.filter((key) => key in profile).map((key) => [key, profile[key]]),
	);
}

describe('Changed', () => {
	it('leaves out what did not change, yes and no alike, and says so', () => {
		const prepared = prepare(cityChanged, settingsOf());
		expect(prepared.profile).toEqual({ email: 'a@example.com', city: 'Utrecht' });
		expect(prepared.consents).toEqual({ newsletter: 'yes', service: 'no' });
		expect(prepared.notes.map(({ field, code }) => [field, code])).toEqual([
			['newsletter', 'CONSENT_UNCHANGED'],
			['service', 'CONSENT_UNCHANGED'],
		]);
	});

	it('sends the consent that changed and no other', () => {
		const change = changeOf(record, { changed: ['SERVICE'], previous: { service: 'ja' } });
		expect(sent(prepare(change, settingsOf()))).toEqual({ service: 'no' });
	});

	it('does not take another spelling for news', () => {
		const change = changeOf(record, {
			changed: ['newsletter', 'service'],
			previous: { newsletter: 'J', service: 'afgemeld' },
		});
		expect(sent(prepare(change, settingsOf()))).toEqual({});
	});

	it.each([
		['2020-01-31', '2026-02-28', true],
		['2020-01-31 10:00:00', '28.02.2026', true],
		['2026-02-28', '2026-02-28 10:00:00', false],
		['2026-02-28', '2020-01-31', false],
	])(
		'takes a date of opt-in that goes from %s to %s for an opt-in given again: %s',
		(old, now, is) => {
			const change = changeOf(
				{ ...record, newsletter: now },
				{ changed: ['newsletter'], previous: { newsletter: old } },
			);
			const texts = { preset: 'anyDate' } as const;
			const consents = [{ consent: 'newsletter' as const, source: 'newsletter', texts }];
			const prepared = prepare(change, settingsOf({ consents }));
			expect(sent(prepared)).toEqual(is ? { newsletter: 'yes' } : {});
			expect(prepared.changed).toEqual(is ? ['newsletter'] : []);
			expect(prepared.previous).toEqual(is ? { newsletter: 'yes' } : {});
		},
	);

	it('sends a consent that is named as changed, whatever it was before', () => {
		const untold = changeOf(record, { changed: ['newsletter'], previous: null });
		expect(sent(prepare(untold, settingsOf()))).toEqual({ newsletter: 'yes' });
		const unlisted = changeOf(record, {
			changed: ['service'],
			previous: { service: 'misschien' },
		});
		// The row before was refused, so none of its consents was sent.
		expect(sent(prepare(unlisted, settingsOf()))).toEqual({ newsletter: 'yes', service: 'no' });
	});

	it('believes a value before that was another one, though the field is not named', () => {
		const change = changeOf(record, { changed: ['Plaats'], previous: { service: 'ja' } });
		const prepared = prepare(change, settingsOf());
		expect(sent(prepared)).toEqual({ service: 'no' });
		expect(prepared).toMatchObject({ changed: ['city', 'service'], previous: { service: 'yes' } });
	});

	it.each([
		['nobody tells what changed', { changed: null }],
		['the profile is new', { change: 'create', changed: ['Plaats'] }],
		['the address changed', { changed: ['Email'], previous: { Email: 'b@example.com' } }],
		['the address changed and the old one is not told', { changed: ['Email'] }],
		['the user ID changed', { changed: ['Klant'], previous: { Klant: '7' } }],
	] as const)('sends all known ones where %s', (_, over) => {
		const change = changeOf(
			{ ...record, Klant: '8' },
			{ ...over, changed: over.changed && [...over.changed] },
		);
		const prepared = prepare(change, settingsOf({ fields: { userid: 'Klant' } }));
		expect(sent(prepared)).toEqual({ newsletter: 'yes', service: 'no' });
	});

	it('does not take another spelling of the address for another address', () => {
		const change = changeOf(record, {
			changed: ['Email'],
			previous: { Email: ' A@Example.com' },
		});
		expect(sent(prepare(change, settingsOf()))).toEqual({});
	});

	it('sends an interest, whose change is never told', () => {
		const settings = settingsOf({
			consents: [
				{ consent: 'newsletter', source: 'interest:Nieuws', texts: dutch },
				{ consent: 'service', source: 'service', texts: dutch },
			],
		});
		const prepared = prepare({ ...cityChanged, interests: ['Nieuws'] }, settings);
		expect(sent(prepared)).toEqual({ newsletter: 'yes' });
		expect(prepared.changed).toBeNull();
	});

	it("sends a consent of the profile with its subprofile's change, which does not tell of it", () => {
		const subprofile = changeOf(
			{ Punten: '5', service: 'nee' },
			{
				entity: 'subprofile',
				subprofileId: '9',
				profileFields: record,
				changed: ['Punten'],
				previous: { Punten: '4' },
			},
		);
		expect(sent(prepare(subprofile, settingsOf()))).toEqual({ newsletter: 'yes' });
		const own = settingsOf({
			consents: [{ consent: 'service', source: 'subprofile.service', texts: dutch }],
		});
		expect(sent(prepare(subprofile, own))).toEqual({});
	});
});

describe('All Known and Withdrawals Only', () => {
	it('All Known repeats what did not change', () => {
		const prepared = prepare(cityChanged, settingsOf({ consentsToSend: 'all' }));
		expect(sent(prepared)).toEqual({ newsletter: 'yes', service: 'no' });
		expect(prepared.notes).toEqual([]);
	});

	it.each([
		['update', ['Plaats']],
		['update', null],
		['create', null],
	] as const)(
		'Withdrawals Only sends each no and never a yes: %s, changed %j',
		(change, changed) => {
			const given = changeOf(record, { change, changed: changed && [...changed] });
			const prepared = prepare(given, settingsOf({ consentsToSend: 'withdrawals' }));
			expect(sent(prepared)).toEqual({ service: 'no' });
			expect(prepared.consents).toEqual({ newsletter: 'yes', service: 'no' });
			expect(notesOn(prepared, 'newsletter')).toEqual(['CONSENT_YES_NOT_SENT']);
		},
	);

	it.each(['changed', 'withdrawals'] as const)(
		'a deleted profile withdraws all mapped consents with %s',
		(consentsToSend) => {
			const gone = { ...cityChanged, change: 'delete' as const };
			const settings = settingsOf({ consentsToSend, deletedProfiles: 'optOut' });
			expect(sent(prepare(gone, settings))).toEqual({
				newsletter: 'no',
				service: 'no',
				marketing: 'no',
			});
		},
	);
});

describe('the fingerprint', () => {
	it('does not depend on what is sent', () => {
		const prints = (['changed', 'all', 'withdrawals'] as const).map(
			(consentsToSend) => prepare(cityChanged, settingsOf({ consentsToSend })).fingerprint,
		);
		expect(new Set(prints).size).toBe(1);
		const withdrawn = { ...cityChanged, fields: { ...record, newsletter: 'nee' } };
		expect(prepare(withdrawn, settingsOf()).fingerprint).not.toBe(prints[0]);
	});

	it('is that of version 1.0.0, which hashed the profile with all known consents in it', () => {
		const { fingerprint } = prepare(cityChanged, settingsOf());
		expect(fingerprint).toBe(
			sha256Hex('{"city":"Utrecht","email":"a@example.com","newsletter":"yes","service":"no"}'),
		);
	});
});

describe('a consent that became unknown', () => {
	const emptied = changeOf(
		{ ...record, newsletter: '' },
		{ changed: ['newsletter'], previous: { newsletter: 'ja' } },
	);
	const sendNo = settingsOf({ unknownConsent: 'sendNo' });

	it('is left out with a note, or withdrawn by option', () => {
		const prepared = prepare(emptied, settingsOf());
		expect(sent(prepared)).toEqual({});
		expect(prepared.consents).toEqual({ service: 'no' });
		expect(notesOn(prepared, 'newsletter')).toEqual(['CONSENT_BECAME_UNKNOWN']);
		const withdrawn = prepare(emptied, sendNo);
		expect(sent(withdrawn)).toEqual({ newsletter: 'no' });
		expect(withdrawn.consents).toEqual({ newsletter: 'no', service: 'no' });
		expect(notesOn(withdrawn, 'newsletter')).toEqual(['CONSENT_BECAME_UNKNOWN']);
	});

	it.each([
		['a text that means unknown', { newsletter: 'onbekend' }, { newsletter: 'ja' }],
		['no value where the one before is not told', { newsletter: '' }, {}],
	])('by %s counts as well', (_, fields, previous) => {
		const change = changeOf({ ...record, ...fields }, { changed: ['newsletter'], previous });
		expect(sent(prepare(change, sendNo))).toEqual({ newsletter: 'no' });
	});

	it.each([
		['it was empty before', { changed: ['newsletter'], previous: { newsletter: 'onbekend' } }],
		['it is not named', { changed: ['Plaats'], previous: { Plaats: 'Delft' } }],
		['nobody tells what changed', { changed: null }],
		['the profile is new', { change: 'create' as const, changed: ['newsletter'] }],
	])('is no such thing where %s', (_, over) => {
		const prepared = prepare(changeOf({ ...record, newsletter: '' }, over), sendNo);
		expect(prepared.profile).not.toHaveProperty('newsletter');
		expect(notesOn(prepared, 'newsletter')).toEqual([]);
	});
});

describe('a certain no', () => {
	const unlisted = { ...record, marketing: 'misschien' };

	it('goes out although a neighbour cannot be read, which stays out with a note', () => {
		const change = changeOf(unlisted, { changed: ['service'], previous: { service: 'ja' } });
		const prepared = prepare(change, settingsOf());
		expect(sent(prepared)).toEqual({ service: 'no' });
		expect(notesOn(prepared, 'marketing')).toEqual(['CONSENT_VALUE_UNKNOWN']);
	});

	it('that stands behind the unreadable one goes out too', () => {
		const fields = { ...record, newsletter: 'misschien', marketing: 'nee' };
		expect(sent(prepare(changeOf(fields), settingsOf()))).toEqual({
			service: 'no',
			marketing: 'no',
		});
	});

	it('goes out although a date cannot be used', () => {
		const settings = settingsOf({ fields: { birthdate: 'Geboren' }, unusableDates: 'invalid' });
		const change = changeOf({ ...record, Geboren: '31-02-1980' });
		const prepared = prepare(change, settings);
		expect(sent(prepared)).toMatchObject({ service: 'no' });
		expect(notesOn(prepared, 'birthdate')).toEqual(['DATE_IMPOSSIBLE']);
		expect(
			refusal({ ...change, fields: { ...change.fields, service: 'ja' } }, settings),
		).toMatchObject({
			code: 'DATE_IMPOSSIBLE',
			field: 'Geboren',
		});
	});

	it('is one that is to be sent: an unchanged no does not save the row', () => {
		const change = changeOf(unlisted, { changed: ['marketing'], previous: { marketing: 'ja' } });
		expect(refusal(change, settingsOf())).toMatchObject({
			code: 'CONSENT_VALUE_UNKNOWN',
			field: 'marketing',
		});
		const all = prepare(change, settingsOf({ consentsToSend: 'all' }));
		expect(sent(all)).toEqual({ newsletter: 'yes', service: 'no' });
	});

	it('that an emptied consent turns into by option is one, too', () => {
		const change = changeOf(
			{ ...unlisted, service: '' },
			{ changed: ['service'], previous: { service: 'ja' } },
		);
		expect(refusal(change, settingsOf())).toMatchObject({ code: 'CONSENT_VALUE_UNKNOWN' });
		expect(sent(prepare(change, settingsOf({ unknownConsent: 'sendNo' })))).toEqual({
			service: 'no',
		});
	});
});

describe('any change', () => {
	const text = fc.constantFrom('ja', 'nee', '', 'onbekend', 'misschien', 'NEE ', '0000-00-00');
	const fields = fc.record({
		Email: fc.constantFrom('a@example.com', 'b@example.com'),
		Plaats: fc.constantFrom('Utrecht', 'Delft'),
		Geboren: fc.constantFrom('1980-01-02', '31-02-1980'),
		newsletter: text,
		service: text,
		marketing: text,
	});
	const name = fc.constantFrom('Email', 'Plaats', 'Geboren', ...CONSENT_KEYS);
	const changes: fc.Arbitrary<Change> = fc
		.record({
			fields,
			change: fc.constantFrom('create' as const, 'update' as const),
			changed: fc.option(fc.uniqueArray(name)),
			previous: fc.option(fc.dictionary(name, text)),
		})
		.map(({ fields: values, ...over }) => changeOf(values, over));
	const settings = settingsOf({ fields: { birthdate: 'Geboren' } });
	const modes = ['all', 'changed', 'withdrawals'] as const;
	const strict: NormaliseSettingsInput = { ...settings, unusableDates: 'invalid' };
	const lenient: NormaliseSettingsInput = { ...settings, unlistedConsent: 'leaveOut' };

	it('is sent with a part of the consents of the record, and has one fingerprint', () => {
		const normalisers = modes.map((consentsToSend) => normaliserOf({ ...lenient, consentsToSend }));
		fc.assert(
			fc.property(changes, (change) => {
				const rows = normalisers.map((normalise) => normalise(change));
				const prints = new Set<string>();
				for (const row of rows) {
					if (!row.ok) throw new Error(row.invalid.code);
					const { consents, fingerprint } = row.prepared;
					expect(consents).toMatchObject(sent(row.prepared));
					prints.add(fingerprint);
				}
				expect(prints.size).toBe(1);
				expect(rows[0]?.ok && sent(rows[0].prepared)).toEqual(
					rows[0]?.ok && rows[0].prepared.consents,
				);
			}),
			{ numRuns: 1000 },
		);
	});

	it('never loses a no to its neighbours', () => {
		for (const consentsToSend of modes) {
			const refusing = normaliserOf({ ...strict, consentsToSend });
			const alone = CONSENT_KEYS.map(
				(consent) =>
					[
						consent,
						normaliserOf({
							...lenient,
							consentsToSend,
							consents: [{ consent, source: consent, texts: dutch }],
						}),
					] as const,
			);
			fc.assert(
				fc.property(changes, (change) => {
					const row = refusing(change);
					for (const [consent, normalise] of alone) {
						const one = normalise(change);
						if (!one.ok || one.prepared.profile[consent] !== 'no') continue;
						expect(row).toMatchObject({ ok: true, prepared: { profile: { [consent]: 'no' } } });
					}
				}),
				{ numRuns: 500 },
			);
		}
	});
});
