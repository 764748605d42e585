import type { Arrival } from '../activate/track';
import { codeOf, outcomeOf } from '../copernica/callbacks/outcome';
import type { Delivery } from '../copernica/callbacks/deliveries';

/** What has happened since the tour began; all times are ISO 8601. */
interface TourFacts {
	deliveries: readonly Delivery[];
	arrivals: readonly Arrival[];
	/** When the page of Activate was shown last; empty before. */
	looked: string;
	/** When the executions of n8n were opened from the tour. */
	visits: readonly string[];
}

export const tourStepNames = ['edit', 'see', 'follow', 'break', 'rejected'] as const;
type TourStepName = (typeof tourStepNames)[number];

export interface TourStep {
	name: TourStepName;
	/** `next` is the first one that is not done; those after it are `waiting`. */
	state: 'done' | 'next' | 'waiting';
	/** What happened last, and at what time; null while nothing has. */
	told: { text: string; at: string; isTrouble: boolean } | null;
}

type Told = { text: string; at: string };

function addressOf({ event }: Arrival): string {
	const isEvent = typeof event === 'object' && event !== null;
	const email = isEvent && 'email' in event ? String(event.email) : 'somebody';
	const name = isEvent && 'event' in event ? String(event.event) : 'an event';
	return `${name} for ${email}`;
}

function stored(facts: TourFacts): Told | null {
	const arrival = facts.arrivals.find(({ status }) => status === 'stored');
	return arrival === undefined
		? null
		: { text: `${addressOf(arrival)} was stored.`, at: arrival.at };
}

function refused(facts: TourFacts): Told | null {
	const arrival = facts.arrivals.find(({ status }) => status === 'refused');
	if (arrival === undefined) return null;
	const why = arrival.fault?.message ?? 'no reason given';
	return { text: `Activate refused ${addressOf(arrival)}: ${why}.`, at: arrival.at };
}

function visitAfter(facts: TourFacts, earlier: Told | null): Told | null {
	const at = earlier === null ? undefined : facts.visits.find((visit) => visit >= earlier.at);
	return at === undefined ? null : { text: 'You opened the executions.', at };
}

/** What shows that a step is done. */
const proofs: Record<TourStepName, (facts: TourFacts) => Told | null> = {
	edit: ({ deliveries }) => {
		const accepted = deliveries.find((delivery) => outcomeOf(delivery) === 'accepted');
		return accepted === undefined
			? null
			: { text: `Copernica called n8n, and n8n accepted: ${accepted.subject}.`, at: accepted.at };
	},
	see: (facts) => {
		const event = stored(facts);
		return event !== null && facts.looked >= event.at ? event : null;
	},
	follow: (facts) => visitAfter(facts, stored(facts)),
	break: refused,
	rejected: (facts) => visitAfter(facts, refused(facts)),
};

/** Why an edit has led to nothing yet: the last callback that n8n did not take. */
function trouble({ deliveries }: TourFacts): TourStep['told'] {
	const last = deliveries.at(-1);
	const outcome = last === undefined ? 'accepted' : outcomeOf(last);
	if (last === undefined || outcome === 'accepted' || outcome === 'under way') return null;
	const code = codeOf(last);
	const text = `The callback was ${outcome}${code === null ? '' : ` (${code})`}: ${last.subject}.`;
	return { text, at: last.at, isTrouble: true };
}

/** What a step that is next has to tell already. */
function news(name: TourStepName, facts: TourFacts): TourStep['told'] {
	const event = name === 'see' ? stored(facts) : null;
	if (event !== null) return { ...event, isTrouble: false };
	return name === 'edit' || name === 'break' ? trouble(facts) : null;
}

/** The five steps with their states, worked out from what happened and nothing else. */
function tourSteps(facts: TourFacts): TourStep[] {
	const told = tourStepNames.map((name) => proofs[name](facts));
	const next = told.findIndex((proof) => proof === null);
	return tourStepNames.map((name, index) => {
		const proof = told[index] ?? null;
		if (proof !== null) return { name, state: 'done', told: { ...proof, isTrouble: false } };
		return index === next
			? { name, state: 'next', told: news(name, facts) }
			: { name, state: 'waiting', told: null };
	});
}

/** Where the n8n of the demo is, and what signs a browser in there. */
export interface TourHost {
	/** The page with the executions of the workflow. */
	executions: string;
	/** Cookie of a person who is signed in, as `name=value`. */
	cookie: string;
}

/** The guided tour of the demo. Without a host there is no n8n to look at, and no tour. */
export class Tour {
	host: TourHost | null = null;
	private since = '';
	private looked = '';
	private visits: string[] = [];

	/** Notes that the page of Activate is shown. */
	look(at: number): void {
		this.looked = new Date(at).toISOString();
	}

	/** Notes that the executions were opened. */
	visit(at: number): void {
		this.visits.push(new Date(at).toISOString());
	}

	/** The steps begin anew: what happened before counts no more. */
	restart(at: number): void {
		this.since = new Date(at).toISOString();
		this.visits = [];
	}

	/** Back to the start, without a host. */
	reset(): void {
		this.host = null;
		this.since = '';
		this.looked = '';
		this.visits = [];
	}

	steps(deliveries: readonly Delivery[], arrivals: readonly Arrival[]): TourStep[] {
		const isSince = ({ at }: { at: string }) => at > this.since;
		return tourSteps({
			deliveries: deliveries.filter(isSince),
			arrivals: arrivals.filter(isSince),
			looked: this.looked,
			visits: this.visits,
		});
	}
}
