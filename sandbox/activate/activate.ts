import type { Clock } from '../clock';
import type { Copernica } from '../copernica/copernica';
import { FaultRegistry } from '../faults';
import { jsonAnswer, type Answer } from '../http/answer';
import { kindOfPath, type Call } from '../http/serve';
import { RequestLog } from '../requestLog';
import { Contacts } from './contacts';
import { answerContacts } from './contactsRead';
import { echo, echoSchema, type EchoSettings } from './echo';
import { ActivateQuirkSwitches } from './quirks';
import { answerTrack, type Arrival } from './track';

const keptArrivals = 20_000;

/** Answers a call for the page of an account. */
export type ActivatePages = (call: Call) => Answer;

/** The sandbox's Spotler Activate: one account that takes events and keeps contacts. */
export class Activate {
	readonly accountId = 'SQ-12345678';
	/** Worth nothing outside the sandbox. */
	readonly apiKey = 'sandbox-activate-api-key';
	readonly quirks = new ActivateQuirkSwitches();
	readonly faults = new FaultRegistry();
	readonly requests = new RequestLog();
	readonly contacts: Contacts;
	/** What is written back to Copernica; nothing by default. */
	echo: EchoSettings = echoSchema.parse({});
	/** `http://127.0.0.1:<port>`, base URL of the API; set once it listens. */
	url = '';
	private log: Arrival[] = [];
	private lastArrival = 0;
	private calls = 0;

	constructor(
		private readonly clock: Clock,
		private readonly copernica: Copernica,
		private readonly pages: ActivatePages,
	) {
		this.contacts = new Contacts(clock);
	}

	/** Every event that arrived, oldest first, also refused ones. */
	arrivals(): readonly Arrival[] {
		return this.log;
	}

	/** @throws ZodError */
	setEcho(settings: Partial<EchoSettings>): EchoSettings {
		this.echo = echoSchema.parse({ ...this.echo, ...settings });
		return this.echo;
	}

	reset(): void {
		this.quirks.reset();
		this.faults.clear();
		this.requests.clear();
		this.contacts.clear();
		this.echo = echoSchema.parse({});
		this.log = [];
		this.lastArrival = 0;
		this.calls = 0;
	}

	/** Answers a call to the API, or for the page. */
	answer(call: Call): Answer {
		if (kindOfPath(call.path) === 'page') return this.pages(call);
		const { headers } = call;
		if (headers['x-auth-account'] !== this.accountId || headers['x-auth-apikey'] !== this.apiKey)
			return jsonAnswer(401, { errors: ['Unauthorized'] });
		const route = `${call.method} ${call.path.replace(/\/$/, '')}`;
		if (route === 'GET /v1/contacts')
			return answerContacts(this.contacts, this.quirks.current, call);
		if (route !== 'POST /v1/track') return jsonAnswer(404, { errors: ['Not found'] });
		this.calls += 1;
		return answerTrack(
			{
				contacts: this.contacts,
				quirks: this.quirks.current,
				arrive: (arrival) => this.arrive(arrival),
				onStored: (contact) => {
					if (this.echo.writes.length > 0) echo(this.copernica, this.echo, contact);
				},
			},
			call,
		);
	}

	/** Notes a request that was answered, or cut. */
	note(method: string, path: string, status: number): void {
		this.requests.add({ method, path, status, at: new Date(this.clock()).toISOString() });
	}

	private arrive(arrival: Omit<Arrival, 'id' | 'at' | 'call'>): void {
		this.lastArrival += 1;
		this.log.push({
			id: this.lastArrival,
			at: new Date(this.clock()).toISOString(),
			call: this.calls,
			...arrival,
		});
		if (this.log.length > keptArrivals) this.log.shift();
	}
}
