import type { Event, Said } from './facts';
import { KEYS, type Answer, type Key } from './history';

/** What a client sees of one request. */
export type HttpReply =
	| { kind: 'answer'; status: number; body: string; retryAfter?: string }
	| { kind: 'notSent' | 'unclear'; networkCode: string };

type Sent = Readonly<Record<string, unknown>>;

/**
 * Spotler Activate: contacts by address, and whatever arrives last stays. A request is dealt with when it arrives or
 * never, however late its answer is.
 */
export class ActivateModel {
	readonly contacts = new Map<string, Map<Key, string>>();

	readonly events: Event[] = [];

	readonly said: Said[] = [];

	/** Somebody opts in or out in Activate itself. */
	say(said: Said): void {
		this.said.push(said);
		this.contactOf(said.address).set(said.consent, said.value);
	}

	private requests = 0;

	/** Deals with a request as its answer foresees. Called when it would arrive. */
	receive(at: number, execution: number, events: readonly Sent[], answer: Answer): HttpReply {
		this.requests += 1;
		const isTaken = this.judge(events, answer);
		events.forEach((raw, index) => this.arrive(at, execution, raw, isTaken(index)));
		switch (answer.kind) {
			case 'taken':
				return { kind: 'answer', status: 200, body: '{"success":true}' };
			case 'tooMany': {
				const { retryAfter } = answer;
				return {
					kind: 'answer',
					status: 429,
					body: '',
					...(retryAfter === null ? {} : { retryAfter: String(retryAfter) }),
				};
			}
			case 'unavailable':
				return { kind: 'answer', status: 503, body: '' };
			case 'notSent':
				return { kind: 'notSent', networkCode: 'ECONNREFUSED' };
			case 'cutBefore':
			case 'cutAfter':
				return { kind: 'unclear', networkCode: 'ECONNRESET' };
			case 'refused': {
				const index = answer.pick % events.length;
				const message = 'The event was refused';
				const error =
					answer.names === 'index'
						? { index, message }
						: answer.names === 'email'
							? { email: events[index]?.email, message }
							: message;
				return { kind: 'answer', status: answer.status, body: JSON.stringify({ errors: [error] }) };
			}
		}
	}

	private judge(events: readonly Sent[], answer: Answer): (index: number) => boolean {
		if (answer.kind === 'taken' || answer.kind === 'cutAfter') return () => true;
		if (answer.kind !== 'refused') return () => false;
		const refused = answer.pick % events.length;
		// A 2xx that complains about one event by name has taken the others; the client relies on that.
		const others = answer.others || (answer.status === 200 && answer.names !== 'nothing');
		return (index) => index !== refused && others;
	}

	private arrive(at: number, execution: number, raw: Sent, taken: boolean): void {
		const address = String(raw.email);
		const values: Partial<Record<Key, string>> = {};
		for (const key of KEYS) if (raw[key] !== undefined) values[key] = String(raw[key]);
		this.events.push({
			at,
			execution,
			request: this.requests,
			name: String(raw.event),
			address,
			values,
			raw,
			taken,
		});
		if (!taken) return;
		const contact = this.contactOf(address);
		for (const key of KEYS) {
			const value = values[key];
			if (value !== undefined) contact.set(key, value);
		}
	}

	private contactOf(address: string): Map<Key, string> {
		const known = this.contacts.get(address);
		if (known !== undefined) return known;
		const contact = new Map<Key, string>();
		this.contacts.set(address, contact);
		return contact;
	}
}
