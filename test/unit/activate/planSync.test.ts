import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../core/canonical';
import type { ConsentKey, PreparedProfile } from '../../../core/contracts/preparedProfile';
import { onlyGivenUp } from '../../../core/contracts/givenUp';
import { momentOf } from '../../../core/contracts/order';
import { fingerprintOf } from '../../../core/contracts/fingerprint';
import { planSync } from '../../../core/activate/planSync';
import { queueOf } from '../../../core/activate/results';
import { NOW, prepared, RECEIVED_SECONDS } from './support';

function plan(json: unknown, optOutOldAddress: ConsentKey[] = [], eventName: string | null = null) {
	return planSync([{ itemIndex: 0, json, eventName, optOutOldAddress }], NOW);
}

function run(rows: PreparedProfile[], optOutOldAddress: ConsentKey[] = []) {
	return planSync(
		rows.map((json, itemIndex) => ({
			itemIndex,
			json,
			eventName: null,
			optOutOldAddress,
		})),
		NOW,
	);
}

describe('planSync', () => {
	it('builds a flat event with the time of the change', () => {
		expect(plan(prepared())).toEqual([
			{
				itemIndex: 0,
				source: prepared().source,
				ids: { profileId: '7', subprofileId: null, databaseId: '1', collectionId: null },
				resend: {
					profile: prepared().profile,
					consents: {},
					subscribedElsewhere: [],
					changed: null,
					previous: null,
				},
				fingerprint: fingerprintOf(prepared()),
				eventName: 'CRMUpdate',
				eventReason: 'The row does not contain a newsletter consent.',
				email: 'ann@example.com',
				event: {
					event: 'CRMUpdate',
					email: 'ann@example.com',
					firstname: 'Ann',
					timestamp: RECEIVED_SECONDS,
				},
				finding: null,
				moment: momentOf(prepared().source),
				speaker: '1/7',
				notes: [],
				after: null,
				happened: false,
			},
		]);
	});

	it('sends an address, or its hash, in lower case and without blanks around it', () => {
		const clean = plan(prepared({ profile: { email: 'ann@example.com' } }))[0];
		expect(plan(prepared({ profile: { email: '\tAnn@Example.COM ' } }))[0]).toEqual(clean);
		const hash = sha256Hex('ann@example.com');
		const [row] = plan(prepared({ profile: { email: hash.toUpperCase() } }));
		expect(row).toMatchObject({ finding: null, email: hash, event: { email: hash } });
	});

	it('takes an address and a user ID that one row names together for one contact', () => {
		const rowOf = (profileId: string, profile: PreparedProfile['profile']) =>
			prepared({ profile, source: { ...prepared().source, profileId } });
		const rows = run([
			rowOf('7', { email: 'ann@example.com', userid: 'U5' }),
			rowOf('8', { email: 'ann@example.com', newsletter: 'yes', firstname: 'Ann' }),
			rowOf('9', { userid: 'U5', newsletter: 'no' }),
		]);
		expect(rows.map(({ event }) => event?.newsletter)).toEqual([undefined, undefined, 'no']);
		expect(rows[1]?.notes).toMatchObject([{ code: 'CONSENT_CONTRADICTED' }]);
	});

	it('leaves out what holds the address in plain text beside its hash', () => {
		const email = sha256Hex('ann@example.com');
		const [row] = plan(
			prepared({ profile: { email, custom_mail: 'ann@example.com', firstname: 'Ann' } }),
		);
		expect(row?.event).toEqual({
			event: 'CRMUpdate',
			email,
			firstname: 'Ann',
			timestamp: RECEIVED_SECONDS,
		});
		expect(row).toMatchObject({
			finding: null,
			notes: [{ field: 'custom_mail', code: 'ADDRESS_LEFT_OUT' }],
		});
	});

	it('takes the signed time of the call before the time of its arrival', () => {
		const source = { ...prepared().source, sentAt: '2025-01-31T11:59:58.000Z' };
		const [row] = plan(prepared({ source }));
		expect(row?.event?.timestamp).toBe(RECEIVED_SECONDS - 2);
		expect(row?.moment).toMatchObject({ order: source.order, sentAt: source.sentAt });
	});

	it('takes a time that has not come yet for now, so that nothing real is older than it', () => {
		const { order, ...source } = prepared().source;
		const future = { receivedAt: '2025-01-31T14:00:00.000Z', sentAt: '2025-01-31T14:00:00.000Z' };
		for (const made of [future, { ...future, order: order + 7_200_000_000 }]) {
			const [row] = plan({ ...prepared(), source: { ...source, ...made } });
			expect(row?.moment).toMatchObject({ order: Date.parse(NOW) * 1000, sentAt: null });
			expect(row?.event?.timestamp).toBe(RECEIVED_SECONDS + 5);
		}
	});

	it('remembers what the row says now, not what it said before a step of the user', () => {
		const item = prepared({ consents: { newsletter: 'yes' }, fingerprint: 'c'.repeat(64) });
		const edited = { ...item, profile: { ...item.profile, newsletter: 'no' } };
		expect(plan(edited)[0]?.fingerprint).toBe(fingerprintOf(edited));
		expect(plan(edited)[0]?.fingerprint).not.toBe(plan(item)[0]?.fingerprint);
	});

	it('names the consents that are left out as unchanged, not those that are left out by choice', () => {
		const noted = (field: string, code: string) => ({ field, from: field, code, reason: '' });
		const consents = { newsletter: 'no', service: 'yes', marketing: 'yes' } as const;
		const notes = [
			noted('newsletter', 'CONSENT_UNCHANGED'),
			noted('service', 'CONSENT_YES_NOT_SENT'),
		];
		const [row] = plan(prepared({ profile: { email: 'ann@example.com' }, consents, notes }));
		expect(row?.unchanged).toEqual({ newsletter: 'no' });
		expect(queueOf(row === undefined ? [] : [row])).toMatchObject([
			{ unchanged: { newsletter: 'no' } },
		]);
	});

	it('keeps back an item for which a setting gives nothing usable', () => {
		const [row, ...more] = planSync(
			[
				{
					itemIndex: 0,
					json: prepared(),
					eventName: null,
					optOutOldAddress: [],
					unusableSetting: 'Dry Run',
				},
			],
			NOW,
		);
		expect(more).toEqual([]);
		expect(row?.finding).toEqual({ code: 'SETTINGS_INVALID', details: { field: 'Dry Run' } });
	});

	it('sends an opt-in that the user chose for a row that brings the yes', () => {
		const [row] = plan(
			prepared({ profile: { email: 'a@example.com', newsletter: 'yes' } }),
			[],
			' emailOptIn ',
		);
		expect(row).toMatchObject({ event: { event: 'EmailOptIn' }, finding: null, notes: [] });
	});

	it.each<[string, Partial<PreparedProfile>]>([
		['says no', { profile: { email: 'a@example.com', newsletter: 'no' } }],
		['says nothing', { profile: { email: 'a@example.com' } }],
		['says yes to something else', { profile: { email: 'a@example.com', marketing: 'yes' } }],
		[
			'said yes before, which is no news',
			{ profile: { email: 'a@example.com' }, consents: { newsletter: 'yes' } },
		],
		[
			'said no before, which is no news',
			{ profile: { email: 'a@example.com' }, consents: { newsletter: 'no' } },
		],
		[
			'said yes until a step of the user withdrew it',
			{
				profile: { email: 'a@example.com', newsletter: 'no' },
				consents: { newsletter: 'yes' },
			},
		],
		[
			'is of a deleted profile',
			{
				profile: { email: 'a@example.com', newsletter: 'no' },
				source: { ...prepared().source, change: 'delete' },
			},
		],
		['has a user ID only', { profile: { userid: '5' } }],
	])('sends no opt-in for a row that %s, whoever chose the event', (_, over) => {
		for (const chosen of ['EmailOptIn', 'emailoptin']) {
			const [row] = plan(prepared(over), [], chosen);
			expect(row).toMatchObject({
				eventName: 'CRMUpdate',
				event: { ...over.profile, event: 'CRMUpdate' },
				finding: null,
				notes: [{ field: 'newsletter', code: 'NOT_AN_OPT_IN' }],
			});
		}
	});

	it('knows who says a consent of himself: no deleted profile, and no address that is given up', () => {
		const moved = prepared({ changed: ['email'], previous: { email: 'old@example.com' } });
		expect(plan(moved, ['newsletter']).map(({ speaker }) => speaker)).toEqual(['1/7', null]);
		const source = { ...prepared().source, change: 'delete' as const };
		const gone = prepared({ profile: { email: 'a@example.com', newsletter: 'no' }, source });
		expect(plan(gone)[0]?.speaker).toBeNull();
	});

	it('sends a fixed event by name', () => {
		expect(plan(prepared(), [], ' My_Event ')[0]?.event).toMatchObject({ event: 'My_Event' });
	});

	it.each([
		['no object', 5, 'NOT_PREPARED', 'item'],
		['a change', { change: 'update', fields: {} }, 'NOT_PREPARED', 'profile'],
		['a null value', { ...prepared(), profile: { email: null } }, 'VALUE_NOT_SENDABLE', 'email'],
		[
			'an object value',
			{ ...prepared(), profile: { email: 'a@example.com', city: {} } },
			'VALUE_NOT_SENDABLE',
			'city',
		],
		['no identifier', prepared({ profile: { firstname: 'Ann' } }), 'IDENTIFIER_MISSING', undefined],
		[
			'empty identifiers',
			prepared({ profile: { email: '', userid: '' } }),
			'IDENTIFIER_MISSING',
			undefined,
		],
		[
			'an empty address beside a user id',
			prepared({ profile: { email: '', userid: 1 } }),
			'EMAIL_INVALID',
			'email',
		],
		[
			'an address with a blank in it',
			prepared({ profile: { email: 'ann b@example.com' } }),
			'EMAIL_INVALID',
			'email',
		],
		[
			'a character that nobody sees',
			prepared({ profile: { email: 'ann\u00ad@example.com' } }),
			'EMAIL_INVALID',
			'email',
		],
		['no address', prepared({ profile: { email: 'ann' } }), 'EMAIL_INVALID', 'email'],
		[
			'two addresses',
			prepared({ profile: { email: 'a@example.com,b@example.com' } }),
			'EMAIL_INVALID',
			'email',
		],
		[
			'a guessed consent',
			prepared({ profile: { email: 'a@example.com', newsletter: 'Ja' } }),
			'CONSENT_INVALID',
			'newsletter',
		],
		[
			'an empty consent',
			prepared({ profile: { email: 'a@example.com', service: '' } }),
			'CONSENT_INVALID',
			'service',
		],
		[
			'a boolean consent',
			prepared({ profile: { email: 'a@example.com', marketing: true } }),
			'CONSENT_INVALID',
			'marketing',
		],
		[
			'a reserved key',
			prepared({ profile: { email: 'a@example.com', event: 'X' } }),
			'KEY_RESERVED',
			'event',
		],
		[
			'an own time',
			prepared({ profile: { email: 'a@example.com', timestamp: 5 } }),
			'KEY_RESERVED',
			'timestamp',
		],
	])('keeps back %s', (_, json, code, field) => {
		const [row, ...more] = plan(json);
		expect(more).toEqual([]);
		expect(row?.finding?.code).toBe(code);
		expect(row?.finding?.details.field).toBe(field);
	});

	it.each(['userid', 'postcode', 'custom_id', 'orderid'])(
		'keeps back a %s whose digits may be altered',
		(field) => {
			const profileWith = (value: number | string) =>
				prepared({ profile: { email: 'ann@example.com', [field]: value } });
			expect(plan(profileWith(2 ** 53))[0]?.finding).toEqual({
				code: 'VALUE_NOT_SENDABLE',
				details: { field },
			});
			expect(plan(profileWith(2 ** 53 - 1))[0]?.finding).toBeNull();
			expect(plan(profileWith('9007199254740993'))[0]?.finding).toBeNull();
		},
	);

	it('keeps back a bad event name', () => {
		expect(plan(prepared(), [], 'x')[0]?.finding?.code).toBe('EVENT_NAME_INVALID');
		expect(plan(prepared(), [], '')[0]?.finding?.code).toBe('EVENT_NAME_INVALID');
	});

	it.each([
		[
			'with a consent',
			{ email: 'a@example.com', newsletter: 'yes', service: 'no' },
			'DELETED_PROFILE',
		],
		['without any consent', { email: 'a@example.com', firstname: 'Ann' }, 'DELETED_PROFILE'],
		['as an opt-out', { email: 'a@example.com', newsletter: 'no' }, undefined],
	])('a deleted profile %s', (_, profile, code) => {
		const source = { ...prepared().source, change: 'delete' as const };
		expect(plan(prepared({ profile, source }))[0]?.finding?.code).toBe(code);
	});

	it('reads items whose informing keys a user removed', () => {
		const { profile, source, fingerprint } = prepared();
		expect(plan({ profile, source, fingerprint })[0]?.finding).toBeNull();
	});

	describe('a changed address', () => {
		const moved = prepared({
			profile: { email: 'new@example.com', newsletter: 'yes' },
			changed: ['email'],
			previous: { email: 'old@example.com' },
		});

		it('leaves the old one alone by default', () => {
			expect(plan(moved)).toHaveLength(1);
		});

		it('opts the old one out of the chosen consents only, after the new one', () => {
			const rows = plan(moved, ['newsletter', 'marketing']);
			expect(rows.map(({ event, finding, itemIndex }) => ({ event, finding, itemIndex }))).toEqual([
				{
					itemIndex: 0,
					finding: null,
					event: {
						event: 'CRMUpdate',
						email: 'new@example.com',
						newsletter: 'yes',
						timestamp: RECEIVED_SECONDS,
					},
				},
				{
					itemIndex: 0,
					finding: null,
					event: {
						event: 'CRMUpdate',
						email: 'old@example.com',
						newsletter: 'no',
						marketing: 'no',
						timestamp: RECEIVED_SECONDS,
					},
				},
			]);
		});

		it('does not take the hash of the same address for another one', () => {
			const hashed = { ...moved, previous: { email: sha256Hex('new@example.com') } };
			expect(plan(hashed, ['newsletter'])).toHaveLength(1);
		});

		it('does not opt out when a user id keeps both addresses on one profile', () => {
			const rows = plan({ ...moved, profile: { ...moved.profile, userid: 5 } }, ['newsletter']);
			expect(rows.map(({ finding }) => finding?.code ?? null)).toEqual([
				null,
				'OLD_ADDRESS_SAME_PROFILE',
			]);
		});

		it('does not opt out an address that someone else in the run has now', () => {
			const other = prepared({ profile: { email: 'old@example.com' } });
			const rows = run([moved, other], ['newsletter']);
			expect(rows.map(({ finding }) => finding?.code ?? null)).toEqual([
				null,
				'OLD_ADDRESS_IN_USE',
				null,
			]);
		});

		it('is opted out however a step between has written it', () => {
			const previous = { email: ' OLD@Example.com\n' };
			const rows = plan({ ...moved, profile: { email: 'New@example.com ' }, previous }, [
				'service',
			]);
			expect(rows.map(({ event }) => event?.email)).toEqual(['new@example.com', 'old@example.com']);
			const same = plan({ ...moved, profile: { email: 'OLD@example.com' }, previous }, ['service']);
			expect(same).toHaveLength(1);
		});

		it('is opted out alone when the new one can never be sent', () => {
			const rows = plan({ ...moved, profile: { email: 'nonsense' } }, ['newsletter']);
			expect(rows.map(({ finding }) => finding?.code ?? null)).toEqual(['EMAIL_INVALID', null]);
			expect(rows[1]).toMatchObject({ event: { newsletter: 'no' }, after: null });
		});

		it.each<[string, PreparedProfile['profile'], string | null]>([
			['a reserved key', { email: 'new@example.com', event: 'x' }, null],
			['a consent that is neither yes nor no', { email: 'new@example.com', service: 'x' }, null],
			['an event name that is none', { email: 'new@example.com' }, '1x'],
		])('stays, and says so, while the new one is kept back for %s', (_, profile, name) => {
			const rows = plan({ ...moved, profile }, ['newsletter'], name);
			expect(rows[1]).toMatchObject({ finding: { code: 'OLD_ADDRESS_KEPT' }, after: null });
			expect(plan({ ...moved, profile }, [], name)).toHaveLength(1);
		});

		describe('that is all that may be sent of a row', () => {
			const why = { field: 'email', from: 'Email', code: 'EMAIL_INVALID', reason: 'r' };
			const left = (over: Partial<PreparedProfile> = {}) => {
				const row = onlyGivenUp({ ...moved, ...over }, why);
				if (row === null) throw new Error('gives nothing up');
				return row;
			};

			it('makes one row, which waits for none', () => {
				expect(plan(left(), ['newsletter', 'service'], 'EmailOptIn')).toMatchObject([
					{
						event: { event: 'CRMUpdate', newsletter: 'no', service: 'no' },
						finding: null,
						fingerprint: null,
						after: null,
						speaker: null,
						notes: [why],
					},
				]);
			});

			it.each([
				['nobody wants it', left(), [], 'OLD_ADDRESS_LEFT'],
				[
					'somebody else wants it',
					left({ subscribedElsewhere: ['newsletter'] }),
					['newsletter'],
					'OLD_ADDRESS_IN_USE',
				],
				[
					'Activate has both addresses on one profile',
					left({ profile: { email: 'x', userid: '5' } }),
					['newsletter'],
					'OLD_ADDRESS_SAME_PROFILE',
				],
			] as const)('is skipped where %s', (_, row, optOut, code) => {
				const rows = plan(row, [...optOut]);
				expect(rows).toHaveLength(1);
				expect(rows[0]?.finding?.code).toBe(code);
			});

			it('takes back what an older row of the run says of it', () => {
				const { source } = prepared();
				const older = prepared({
					profile: { email: String(moved.previous?.email), newsletter: 'yes' },
					source: { ...source, order: source.order - 1 },
				});
				const rows = run([left(), older], ['newsletter']);
				expect(rows.map(({ finding }) => finding?.code ?? null)).toEqual([null, 'OVERTAKEN']);
			});
		});
	});
});
