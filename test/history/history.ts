/** What a random history is made of: the settings of one workflow, and what people and networks do over time. */

export const FIELDS = [
	'Email',
	'Voornaam',
	'Woonplaats',
	'Nieuwsbrief',
	'Service',
	'Marketing',
] as const;
export type Field = (typeof FIELDS)[number];
/** A profile in Copernica. */
export type Fields = Readonly<Record<Field, string>>;

export const CONSENTS = ['newsletter', 'service', 'marketing'] as const;
export type Consent = (typeof CONSENTS)[number];
/** Keys of a contact in Activate that the workflow fills, with the field that each one comes from. */
export const MAPPED = {
	newsletter: 'Nieuwsbrief',
	service: 'Service',
	marketing: 'Marketing',
	firstname: 'Voornaam',
	city: 'Woonplaats',
} as const satisfies Record<string, Field>;
export type Key = keyof typeof MAPPED;
export const KEYS = [
	'newsletter',
	'service',
	'marketing',
	'firstname',
	'city',
] as const satisfies readonly Key[];

export const isConsent = (key: Key): key is Consent => CONSENTS.some((consent) => consent === key);

/**
 * What a callback looks like. `A` holds `parameters` (new values) and `profile.fields`, which nobody knows to be the old
 * or the new ones. `B` holds `fields` alone, so it does not tell what changed. `C` holds old `fields` and `updated`.
 */
export type Shape = 'A-old' | 'A-new' | 'B' | 'C';

export interface Settings {
	readonly shape: Shape;
	/** Signed calls have a date; without it only the order of arrival is known. */
	readonly signed: boolean;
	/** Copernica's clock minus the clock of n8n, milliseconds. */
	readonly skewMs: number;
	/** *Wait (Milliseconds)* of the trigger; 0 = its *Automatic* groups, null = each call is an execution. */
	readonly groupMs: number | null;
	/** *Profile → Get, Output Change* behind the trigger. */
	readonly readAgain: boolean;
	/** Whether other living profiles with an address that is given up are looked for. */
	readonly lookForOthers: boolean;
	readonly consentsToSend: 'changed' | 'all' | 'withdrawals';
	readonly deletedProfiles: 'skip' | 'optOut';
	readonly unknownConsent: 'leaveOut' | 'sendNo';
	readonly unlistedConsent: 'invalid' | 'leaveOut';
	/** Filter's rules beside the default ones. */
	readonly noConsentRule: boolean;
	readonly consentUnknownRule: boolean;
	readonly supersede: boolean;
	/** The rule *Same as Last Sent*, with a Data Table that remembers what was accepted. */
	readonly sameAsLastSent: boolean;
	readonly event: 'automatic' | 'CRMUpdate';
	readonly eventsPerRequest: number;
	readonly maxTries: number;
	readonly optOutOldAddress: readonly Consent[];
	/** Sync's *On Error*: stop the execution, or go on. */
	readonly onError: 'stop' | 'continue';
	/** How rejected rows are sent again: from a list, after a fresh read, or by running the execution again. */
	readonly healing: 'list' | 'again';
}

/** How one callback travels. Times in milliseconds. */
export interface Call {
	/** From Copernica to the trigger. */
	readonly latency: number;
	/** From the trigger to the first step of the execution. */
	readonly start: number;
	/** The same call comes a second time this much later; null = it does not. */
	readonly repeat: number | null;
	/** Somebody runs the same items with *Dry Run* on as well. */
	readonly dryRun: boolean;
}

export type Step = { readonly after: number } & (
	| {
			readonly do: 'save';
			/** Which of the people; who has no profile (any more) gets one. */
			readonly slot: number;
			readonly set: Readonly<Partial<Record<Field, string>>>;
			readonly call: Call;
	  }
	| { readonly do: 'delete'; readonly slot: number; readonly call: Call }
	/** Somebody opts in or out in Activate itself. */
	| {
			readonly do: 'inActivate';
			readonly address: string;
			readonly consent: Consent;
			readonly value: 'yes' | 'no';
	  }
	/** Every living profile is read and sent in one execution. */
	| { readonly do: 'fullSync' }
	/** The schedule of the list, or n8n's *Retry* of what failed. */
	| { readonly do: 'heal' }
	/** Somebody runs an earlier execution again, with the items it had. */
	| { readonly do: 'again'; readonly pick: number }
);

/** What becomes of one request to Activate. `out` and `back` are milliseconds. */
export type Answer = { readonly out: number; readonly back: number } & (
	| { readonly kind: 'taken' }
	| { readonly kind: 'tooMany'; readonly retryAfter: number | null }
	| { readonly kind: 'unavailable' }
	| { readonly kind: 'notSent' }
	/** The connection breaks before Activate has the request. */
	| { readonly kind: 'cutBefore' }
	/** Activate deals with the request, and the answer is lost. */
	| { readonly kind: 'cutAfter' }
	/** One event is refused. */
	| {
			readonly kind: 'refused';
			readonly pick: number;
			readonly names: 'index' | 'email' | 'nothing';
			/** Whether the other events are taken. */
			readonly others: boolean;
			readonly status: 200 | 400;
	  }
);

export interface History {
	readonly settings: Settings;
	readonly steps: readonly Step[];
	/** For the requests in their order; what comes after the last is taken quickly. */
	readonly answers: readonly Answer[];
	/** Milliseconds that reads and tables take, used in turn. */
	readonly pauses: readonly number[];
}

/** The addresses of the histories; more people than addresses means that some share one. */
export const ADDRESSES = ['ann@example.com', 'bob@example.com', 'cas@example.com'] as const;

/** The same history with addresses of its own, where several share one process and its memory. */
export function withOwnAddresses(history: History, tag: string): History {
	const own = (address: string) => address.replace('@', `.${tag}@`);
	const steps = history.steps.map((step): Step => {
		if (step.do === 'inActivate') return { ...step, address: own(step.address) };
		if (step.do !== 'save' || step.set.Email === undefined) return step;
		return { ...step, set: { ...step.set, Email: own(step.set.Email) } };
	});
	return { ...history, steps };
}
