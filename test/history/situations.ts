import fc, { type Arbitrary } from 'fast-check';
import { ADDRESSES, CONSENTS, MAPPED, type Call, type Settings, type Step } from './history';

/**
 * Turns of events that random steps hardly ever come to by themselves. Each is what one of the guards is for, and goes
 * into a random history, so that everything else may happen around it.
 */
export interface Situation {
	/** Without these it does not come to it. */
	readonly settings: Partial<Settings>;
	readonly steps: readonly Step[];
}

type Save = Extract<Step, { do: 'save' }>;

const AT_ONCE: Call = { latency: 5, start: 1, repeat: null, dryRun: false };

/** Enough for everything before to have come to rest, as a rule. */
const LATER = 60_000;

const person = fc.record({
	slot: fc.integer({ min: 0, max: 4 }),
	consent: fc.constantFrom(...CONSENTS),
	addresses: fc.shuffledSubarray([...ADDRESSES], { minLength: 2, maxLength: 2 }),
});

function saving(slot: number): (after: number, set: Save['set'], call?: Partial<Call>) => Save {
	return (after, set, call = {}) => ({
		after,
		do: 'save',
		slot,
		set,
		call: { ...AT_ONCE, ...call },
	});
}

const tellsOld = fc.constantFrom('C' as const, 'A-old' as const);

/** Opted out, and at a new address before the opt-out is sent. */
const optOutThenMove: Arbitrary<Situation> = fc
	.tuple(
		person,
		fc.constantFrom('C' as const, 'A-old' as const, 'A-new' as const, 'B' as const),
		fc.constantFrom('nee', 'ja'),
		fc.integer({ min: 1, max: 700 }),
	)
	.map(([{ slot, consent, addresses }, shape, then, soon]) => {
		const save = saving(slot);
		const [from, to] = addresses;
		return {
			settings: { shape, groupMs: 1500, supersede: true, readAgain: false },
			steps: [
				save(LATER, { Email: from, [MAPPED[consent]]: 'ja' }),
				// The first call of a burst starts alone.
				save(LATER, { Woonplaats: 'Delft' }),
				save(LATER, { Woonplaats: 'Leiden' }),
				save(100, { [MAPPED[consent]]: 'nee' }),
				save(soon, { Email: to, [MAPPED[consent]]: then }),
			],
		};
	});

/** The call of a new profile comes once more, and with it that of its next address. */
const createdThenMoved: Arbitrary<Situation> = fc
	.tuple(person, tellsOld, fc.integer({ min: 1, max: 900 }))
	.map(([{ slot, consent, addresses }, shape, soon]) => {
		const save = saving(slot);
		const [from, to] = addresses;
		return {
			settings: {
				shape,
				groupMs: 1500,
				supersede: true,
				readAgain: false,
				signed: true,
				optOutOldAddress: [consent],
			},
			steps: [
				{ after: LATER, do: 'delete', slot, call: AT_ONCE },
				save(LATER, { Email: from, [MAPPED[consent]]: 'ja' }, { repeat: 4000 }),
				save(3600, { Woonplaats: 'Leiden' }),
				save(soon, { Email: to }),
			],
		};
	});

/** A row that could not be prepared, and the next one without what was wrong with it. */
const refusedThenValid: Arbitrary<Situation> = fc
	.tuple(
		person,
		tellsOld,
		fc.constantFrom(...CONSENTS),
		fc.constantFrom('', 'ja', 'nee'),
		fc.integer({ min: 1, max: LATER }),
	)
	.map(([{ slot, consent, addresses }, shape, other, then, soon]) => {
		const save = saving(slot);
		return {
			settings: {
				shape,
				readAgain: false,
				unlistedConsent: 'invalid',
				consentsToSend: 'changed',
				healing: 'again',
			},
			steps: [
				save(LATER, { Email: addresses[0], Nieuwsbrief: '', Service: '', Marketing: '' }),
				save(LATER, { [MAPPED[consent]]: 'ja', [MAPPED[other]]: 'misschien' }),
				save(soon, { [MAPPED[other]]: then }),
			],
		};
	});

/** Back to the opt-out that was sent last, by way of a consent that never came to Filter. */
const backToNo: Arbitrary<Situation> = fc
	.tuple(person, tellsOld, fc.constantFrom(...CONSENTS), fc.integer({ min: 1, max: LATER }))
	.map(([{ slot, consent, addresses }, shape, other, soon]) => {
		const save = saving(slot);
		const field = MAPPED[consent];
		const address = addresses[0] ?? ADDRESSES[0];
		return {
			settings: { shape, readAgain: false, unlistedConsent: 'invalid', sameAsLastSent: true },
			steps: [
				save(LATER, { Email: address, [MAPPED[other]]: '', [field]: 'nee' }),
				{ after: LATER, do: 'inActivate', address, consent, value: 'yes' },
				save(LATER, { [MAPPED[other]]: 'misschien', [field]: 'ja' }),
				save(soon, { [MAPPED[other]]: '', [field]: 'nee' }),
			],
		};
	});

/** Away from what was sent last and back again, before the way there is in the table of what was sent. */
const thereAndBack: Arbitrary<Situation> = fc
	.tuple(
		person,
		fc.constantFrom('C' as const, 'A-old' as const, 'A-new' as const),
		fc.constantFrom(['ja', 'nee'], ['nee', 'ja'], ['ja', '']),
		fc.integer({ min: 2, max: 60 }),
	)
	.map(([{ slot, consent, addresses }, shape, [said = 'ja', other = 'nee'], soon]) => {
		const save = saving(slot);
		const field = MAPPED[consent];
		return {
			settings: { shape, readAgain: false, groupMs: 0, sameAsLastSent: true },
			steps: [
				save(LATER, { Email: addresses[0], [field]: said }),
				save(LATER, { [field]: other }),
				save(soon, { [field]: said }),
			],
		};
	});

/** To another address and back, in one run that sends both rows. */
const movedAndBack: Arbitrary<Situation> = fc
	.tuple(person, tellsOld, fc.integer({ min: 1001, max: 1300 }))
	.map(([{ slot, consent, addresses }, shape, soon]) => {
		const save = saving(slot);
		const [from, to] = addresses;
		return {
			settings: {
				shape,
				groupMs: 1500,
				supersede: false,
				readAgain: false,
				signed: true,
				optOutOldAddress: [consent],
			},
			steps: [
				save(LATER, { Email: from, [MAPPED[consent]]: 'ja' }),
				save(LATER, { Woonplaats: 'Delft' }),
				save(LATER, { Woonplaats: 'Leiden' }),
				save(50, { Email: to }),
				save(soon, { Email: from }),
			],
		};
	});

/** A yes that was sent before, in the first row that the rule No Consent lets through, and its withdrawal in one second. */
const restatedInOneSecond: Arbitrary<Situation> = fc
	.tuple(person, tellsOld, fc.constantFrom('Service' as const, 'Marketing' as const))
	.map(([{ slot, addresses }, shape, other]) => {
		const save = saving(slot);
		return {
			settings: {
				shape,
				signed: true,
				groupMs: null,
				readAgain: false,
				consentsToSend: 'changed',
				noConsentRule: true,
			},
			steps: [
				save(LATER, { Email: addresses[0], Nieuwsbrief: 'nee', [other]: 'ja' }),
				save(LATER, { Nieuwsbrief: 'ja' }),
				save(LATER, { Nieuwsbrief: 'nee' }),
				save(1, { Nieuwsbrief: 'ja' }, { latency: 400 }),
				save(1, { [other]: 'nee' }),
			],
		};
	});

/** A no that was taken, in a row that only restates it, after the yes of somebody else who has the address now. */
const restatedAfterAnother: Arbitrary<Situation> = fc
	.tuple(person, fc.integer({ min: 1, max: 4 }), tellsOld, fc.shuffledSubarray([...CONSENTS]))
	.map(([{ slot, addresses }, next, shape, consents]) => {
		const [consent, unlisted] = [...consents, ...CONSENTS.filter((one) => !consents.includes(one))];
		const save = saving(slot);
		return {
			settings: {
				shape,
				signed: true,
				groupMs: null,
				readAgain: false,
				consentsToSend: 'changed',
				deletedProfiles: 'skip',
				unlistedConsent: 'invalid',
				unknownConsent: 'leaveOut',
				consentUnknownRule: false,
			},
			steps: [
				{ after: LATER, do: 'delete', slot, call: AT_ONCE },
				save(LATER, {
					Email: addresses[0],
					[MAPPED[consent ?? 'service']]: 'nee',
					[MAPPED[unlisted ?? 'marketing']]: 'misschien',
				}),
				save(LATER, { [MAPPED[unlisted ?? 'marketing']]: '' }, { start: 3000 }),
				{ after: 1, do: 'delete', slot, call: AT_ONCE },
				saving((slot + next) % 5)(1, {
					Email: addresses[0],
					[MAPPED[consent ?? 'service']]: 'ja',
				}),
			],
		};
	});

/** The call of a move comes once more, and with it the next move. */
const movedOn: Arbitrary<Situation> = fc
	.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom(...CONSENTS), tellsOld)
	.map(([slot, consent, shape]) => {
		const save = saving(slot);
		const [from, by, to] = ADDRESSES;
		return {
			settings: {
				shape,
				groupMs: 1500,
				supersede: true,
				readAgain: false,
				signed: true,
				optOutOldAddress: [consent],
			},
			steps: [
				save(LATER, { Email: from, [MAPPED[consent]]: 'ja' }),
				save(LATER, { Email: by }, { repeat: 4000 }),
				// The first call of a burst starts alone.
				save(3800, { Woonplaats: 'Delft' }),
				save(20, { Woonplaats: 'Leiden' }),
				save(700, { Email: to }),
			],
		};
	});

/** Two people with one address, and calls of both in one run. */
const together = fc
	.tuple(person, fc.integer({ min: 1, max: 4 }), tellsOld, fc.integer({ min: 1, max: 900 }))
	.map(([{ slot, consent, addresses }, next, shape, soon]) => ({
		save: saving(slot),
		other: saving((slot + next) % 5),
		from: addresses[0],
		to: addresses[1],
		consent,
		soon,
		settings: {
			shape,
			groupMs: 1500,
			signed: true,
			readAgain: false,
			lookForOthers: false,
			consentsToSend: 'changed' as const,
			optOutOldAddress: [consent],
			noConsentRule: false,
			consentUnknownRule: false,
		},
	}));

/** One of the two moves on. */
const oneMovesOn: Arbitrary<Situation> = together.map(
	({ save, other, from, to, consent, soon, settings }) => ({
		settings,
		steps: [
			save(LATER, { Email: from, Nieuwsbrief: '', Service: '', Marketing: '' }),
			save(LATER, { [MAPPED[consent]]: 'ja' }),
			other(LATER, { Email: from, Nieuwsbrief: '', Service: '', Marketing: '' }),
			other(LATER, { [MAPPED[consent]]: 'ja' }),
			// The first call of a burst starts alone.
			other(LATER, { Woonplaats: 'Delft' }),
			other(50, { Woonplaats: 'Leiden' }),
			save(soon, { Email: to }),
		],
	}),
);

/** They contradict each other. */
const contradiction: Arbitrary<Situation> = together.map(
	({ save, other, from, consent, soon, settings }) => ({
		settings,
		steps: [
			save(LATER, { Email: from, Nieuwsbrief: '', Service: '', Marketing: '' }),
			other(LATER, { Email: from, Nieuwsbrief: '', Service: '', Marketing: '' }),
			other(LATER, { Woonplaats: 'Delft' }),
			save(50, { [MAPPED[consent]]: 'nee' }),
			other(soon, { [MAPPED[consent]]: 'ja' }),
		],
	}),
);

/** An opt-in that is on its way when its withdrawal is tried, and not taken. */
const withdrawnOnTheWay: Arbitrary<Situation> = fc
	.tuple(person, tellsOld, fc.integer({ min: 1001, max: 1400 }))
	.map(([{ slot, addresses }, shape, soon]) => {
		const save = saving(slot);
		return {
			settings: {
				shape,
				signed: true,
				readAgain: false,
				consentsToSend: 'changed',
				event: 'automatic',
			},
			steps: [
				save(LATER, { Email: addresses[0], Nieuwsbrief: '', Service: '', Marketing: '' }),
				save(LATER, { Nieuwsbrief: 'ja' }, { start: 1500 }),
				save(soon, { Nieuwsbrief: 'nee' }),
			],
		};
	});

/** What was sent last comes once more, while only a dry run has compared a newer change. */
const comparedInDryRun: Arbitrary<Situation> = fc
	.tuple(person, fc.integer({ min: 1, max: 4 }), fc.constantFrom('B' as const, 'A-new' as const))
	.map(([{ slot, consent, addresses }, next, shape]) => {
		const save = saving(slot);
		const other = saving((slot + next) % 5);
		return {
			settings: {
				shape,
				signed: true,
				groupMs: 1500,
				readAgain: false,
				supersede: false,
				sameAsLastSent: true,
				noConsentRule: false,
				consentUnknownRule: false,
			},
			steps: [
				other(LATER, { Email: addresses[1] }),
				save(LATER, { Email: addresses[0], [MAPPED[consent]]: 'ja' }),
				save(LATER, { Woonplaats: 'Delft' }, { repeat: 4000 }),
				// The first call of a burst starts alone.
				other(3850, { Voornaam: 'Bo', Woonplaats: 'Breda' }),
				save(50, { Woonplaats: 'Leiden' }, { dryRun: true }),
			],
		};
	});

export const situation: Arbitrary<Situation> = fc.oneof(
	comparedInDryRun,
	oneMovesOn,
	contradiction,
	withdrawnOnTheWay,
	optOutThenMove,
	createdThenMoved,
	refusedThenValid,
	backToNo,
	{ weight: 2, arbitrary: thereAndBack },
	movedAndBack,
	movedOn,
	restatedInOneSecond,
	restatedAfterAnother,
);
