import fc, { type Arbitrary } from 'fast-check';
import {
	ADDRESSES,
	CONSENTS,
	type Answer,
	type Call,
	type History,
	type Settings,
	type Step,
} from './history';
import { situation } from './situations';

/** Mostly the first, sometimes one of the others. */
function mostly<T>(first: T, ...others: T[]): Arbitrary<T> {
	return fc.oneof(
		{ weight: 3, arbitrary: fc.constant(first) },
		...others.map((value) => ({ weight: 1, arbitrary: fc.constant(value) })),
	);
}

const often = (weight: number) =>
	fc.oneof(
		{ weight: 10 - weight, arbitrary: fc.constant(false) },
		{ weight, arbitrary: fc.constant(true) },
	);

const settings: Arbitrary<Settings> = fc.record({
	shape: fc.constantFrom('C', 'A-old', 'A-new', 'B'),
	signed: mostly(true, false),
	skewMs: mostly(0, -1400, 900),
	groupMs: mostly<number | null>(0, null, 50, 1500),
	readAgain: often(1),
	lookForOthers: mostly(true, false),
	consentsToSend: fc.oneof(
		{ weight: 6, arbitrary: fc.constant('changed' as const) },
		{ weight: 1, arbitrary: fc.constantFrom('all' as const, 'withdrawals' as const) },
	),
	deletedProfiles: mostly('optOut', 'skip'),
	unknownConsent: mostly('leaveOut', 'sendNo'),
	unlistedConsent: mostly('invalid', 'leaveOut'),
	noConsentRule: often(1),
	consentUnknownRule: often(1),
	supersede: often(8),
	sameAsLastSent: often(3),
	event: mostly('automatic', 'CRMUpdate'),
	eventsPerRequest: mostly(50, 1, 2),
	maxTries: mostly(4, 1, 2),
	optOutOldAddress: fc.oneof(
		fc.constant([]),
		fc.constant(['newsletter' as const]),
		fc.constant(CONSENTS),
	),
	onError: fc.constantFrom('stop', 'continue'),
	healing: fc.constantFrom('again', 'list'),
});

const consentText = fc.oneof(
	{ weight: 10, arbitrary: fc.constantFrom('nee', 'ja') },
	{ weight: 2, arbitrary: fc.constant('') },
	{ weight: 1, arbitrary: fc.constant('misschien') },
);

const address = fc.constantFrom(...ADDRESSES);

/** Never the same moment twice. */
const after = fc.oneof(
	{ weight: 3, arbitrary: fc.integer({ min: 1, max: 30 }) },
	{ weight: 3, arbitrary: fc.integer({ min: 31, max: 3000 }) },
	{ weight: 2, arbitrary: fc.integer({ min: 3001, max: 90_000 }) },
);

const call: Arbitrary<Call> = fc.record({
	latency: mostly(5, 8, 40, 400, 1300),
	start: mostly(1, 30, 250, 1500),
	repeat: fc.oneof(
		{ weight: 9, arbitrary: fc.constant(null) },
		{ weight: 1, arbitrary: fc.constantFrom(1, 700, 4000) },
	),
	dryRun: often(2),
});

const slot = fc.integer({ min: 0, max: 4 });

const save: Arbitrary<Step> = fc.record({
	after,
	do: fc.constant('save' as const),
	slot,
	set: fc.oneof(
		{
			weight: 5,
			arbitrary: fc.oneof(
				fc.record({ Nieuwsbrief: consentText }),
				fc.record({ Service: consentText }),
				fc.record({ Marketing: consentText }),
			),
		},
		{
			weight: 3,
			arbitrary: fc.oneof(
				fc.record({ Woonplaats: fc.constantFrom('Delft', 'Leiden', 'Breda', '') }),
				fc.record({ Voornaam: fc.constantFrom('Ann', 'Bo', 'Cas') }),
			),
		},
		{ weight: 2, arbitrary: fc.record({ Email: address }) },
		{
			weight: 1,
			arbitrary: fc.record(
				{
					Email: address,
					Nieuwsbrief: consentText,
					Marketing: consentText,
					Woonplaats: fc.constantFrom('Delft', 'Leiden'),
				},
				{ requiredKeys: [] },
			),
		},
	),
	call,
});

/** A person gets a profile. */
const create: Arbitrary<Step> = fc.record({
	after,
	do: fc.constant('save' as const),
	slot,
	set: fc.record(
		{
			Email: address,
			Nieuwsbrief: consentText,
			Service: consentText,
			Marketing: consentText,
			Voornaam: fc.constantFrom('Ann', 'Bo', 'Cas'),
			Woonplaats: fc.constantFrom('Delft', 'Leiden', 'Breda'),
		},
		{ requiredKeys: ['Email'] },
	),
	call,
});

const step: Arbitrary<Step> = fc.oneof(
	{ weight: 12, arbitrary: save },
	{ weight: 3, arbitrary: create },
	{
		weight: 2,
		arbitrary: fc.record({ after, do: fc.constant('delete' as const), slot, call }),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			after,
			do: fc.constant('inActivate' as const),
			address,
			consent: fc.constantFrom(...CONSENTS),
			value: fc.constantFrom('no' as const, 'yes' as const),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ after, do: fc.constant('fullSync' as const) }) },
	{ weight: 1, arbitrary: fc.record({ after, do: fc.constant('heal' as const) }) },
	{
		weight: 1,
		arbitrary: fc.record({
			after,
			do: fc.constant('again' as const),
			pick: fc.nat({ max: 9 }),
		}),
	},
);

const out = mostly(20, 1, 300, 2500);
const back = mostly(20, 1, 900, 6000, 40_000);

const answer: Arbitrary<Answer> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('taken' as const), out, back }) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('tooMany' as const),
			out,
			back,
			retryAfter: fc.constantFrom(45, null, 1, 300),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constantFrom(
				'unavailable' as const,
				'notSent' as const,
				'cutBefore' as const,
				'cutAfter' as const,
			),
			out,
			back,
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('refused' as const),
			out,
			back,
			pick: fc.nat({ max: 5 }),
			names: fc.constantFrom('index' as const, 'email' as const, 'nothing' as const),
			others: fc.boolean(),
			status: fc.constantFrom(400 as const, 200 as const),
		}),
	},
);

/** Histories of one to five people and up to twenty steps. */
const random: Arbitrary<History> = fc.record({
	settings,
	steps: fc
		.tuple(
			fc.array(create, { minLength: 1, maxLength: 4 }),
			fc.array(step, { minLength: 1, maxLength: 14 }),
		)
		.map(([first, then]) => [...first, ...then]),
	answers: fc.array(answer, { maxLength: 14 }),
	pauses: fc.array(mostly(5, 1, 120, 1500), { maxLength: 8 }),
});

/** A random history that comes to one of the situations, early or late. */
const situated: Arbitrary<History> = fc
	.tuple(random, situation, fc.nat({ max: 8 }))
	.map(([history, { settings: needed, steps }, then]) => {
		const place = Math.max(0, history.steps.length - then);
		return {
			...history,
			settings: { ...history.settings, ...needed },
			steps: [...history.steps.slice(0, place), ...steps, ...history.steps.slice(place)],
		};
	});

const withoutDryRun = (step: Step): Step =>
	'call' in step ? { ...step, call: { ...step.call, dryRun: false } } : step;

/** Whatever may happen; one in three has dry runs. */
export const historyArbitrary: Arbitrary<History> = fc
	.tuple(
		fc.oneof({ weight: 2, arbitrary: random }, { weight: 1, arbitrary: situated }),
		fc.constantFrom(false, false, true),
	)
	.map(([history, hasDryRuns]) =>
		hasDryRuns ? history : { ...history, steps: history.steps.map(withoutDryRun) },
	);
