import type { Clock } from '../clock';
import { FaultRegistry } from '../faults';
import type { Answer } from '../http/answer';
import { kindOfPath, type Call } from '../http/serve';
import { RequestLog } from '../requestLog';
import { account } from './account';
import { answerAuthenticate } from './authenticate';
import type { Message } from './callbacks/carrier';
import { Deliveries, type Delivery } from './callbacks/deliveries';
import { Dispatcher } from './callbacks/dispatch';
import {
	callbackInputSchema,
	CallbackRegistry,
	type Callback,
	type CallbackInput,
} from './callbacks/registry';
import { answerDns, dnsSchema, type DnsSettings } from './doh';
import { applyEdit, editSchema, UnknownEntity, type EditInput, type UnsubscribeEdit } from './edit';
import { Keys } from './keys';
import { QuirkSwitches } from './quirks';
import { answerRest } from './rest/rest';
import type { Signing } from './signing';
import { answerSoap } from './soap';
import type { Action, Profile, Subprofile } from './store/model';
import { fillStore, type Seed } from './store/seed';
import { CopernicaStore } from './store/store';
import { Tokens } from './tokens';
import {
	mailingEventSchema,
	mailingMessage,
	unsubscribeMessage,
	webhookMessage,
	WebhookRegistry,
	type MailingEventInput,
	type WebhookVariant,
} from './webhook';
import type { World } from './world';

/** Answers a call for one of the pages of an account. */
export type CopernicaPages = (call: Call) => Answer;

/** The sandbox's Copernica: one account with its data, its REST API, and callbacks that really fire. */
export class Copernica {
	readonly accountId = account.id;
	readonly accessToken = account.accessToken;
	readonly quirks = new QuirkSwitches();
	readonly faults = new FaultRegistry();
	readonly requests = new RequestLog();
	readonly callbacks = new CallbackRegistry();
	readonly webhooks = new WebhookRegistry();
	readonly mailings: World['mailings'] = [];
	readonly dataRequests: World['dataRequests'] = [];
	readonly imports: World['imports'] = [];
	readonly keys = new Keys();
	readonly tokens: Tokens;
	readonly store: CopernicaStore;
	readonly deliveries: Deliveries;
	readonly dispatcher: Dispatcher;
	/** How the DNS-over-HTTPS endpoint answers. */
	dns: DnsSettings = dnsSchema.parse({});
	/** `http://127.0.0.1:<port>`, base URL of the REST API; set once it listens. */
	url = '';
	private readonly world: World;
	/** Id of the last message that something happened to. */
	private lastMessage = 500;

	constructor(
		private readonly clock: Clock,
		private readonly seed: Seed,
		private readonly pages: CopernicaPages,
	) {
		this.tokens = new Tokens(clock);
		this.deliveries = new Deliveries(clock, this.keys, this.quirks);
		this.dispatcher = new Dispatcher(this.callbacks, this.deliveries, this.quirks);
		this.store = new CopernicaStore(clock, this.quirks, (change) =>
			this.dispatcher.dispatch(change, this.store),
		);
		const { store, callbacks, webhooks, tokens, quirks } = this;
		const { mailings, dataRequests, imports } = this;
		this.world = {
			clock,
			store,
			callbacks,
			webhooks,
			mailings,
			dataRequests,
			imports,
			tokens,
			quirks,
			baseUrl: () => this.url,
		};
		fillStore(this.store, this.seed);
	}

	/** URL for the credential's authentication service. */
	get authenticateUrl(): string {
		return `${this.url}/authenticate`;
	}

	/** URL of the SOAP API. */
	get soapUrl(): string {
		return `${this.url}/soap`;
	}

	/** URL of the DNS-over-HTTPS resolver that knows the signing keys. */
	get dohUrl(): string {
		return `${this.url}/dns-query`;
	}

	/**
	 * Edits data as a person or a machine in Copernica would; by default in Publisher.
	 *
	 * @returns the entity after the edit
	 * @throws ZodError for a malformed edit, UnknownEntity for an unknown id
	 */
	edit(input: EditInput): Profile | Subprofile {
		const edit = editSchema.parse(input);
		if (edit.edit !== 'unsubscribe-profile') return applyEdit(this.store, edit);
		const profile = this.profileOf(edit.profile);
		this.unsubscribe(profile, edit, {});
		return profile;
	}

	/**
	 * Registers a callback as a person in Publisher would, with trigger boxes.
	 *
	 * @throws ZodError, or UnknownEntity where neither a known database nor a known collection is named
	 */
	registerCallback(input: CallbackInput): Callback {
		const { database, collection, ...settings } = callbackInputSchema.parse(input);
		const onCollection = collection === undefined ? null : this.store.findCollection(collection);
		if (onCollection !== null) {
			const { databaseId, id } = onCollection;
			return this.callbacks.add({ databaseId, collectionId: id }, settings);
		}
		const onDatabase = database === undefined ? null : this.store.findDatabase(database);
		if (onDatabase === null || collection !== undefined)
			throw new UnknownEntity('No such database or collection');
		return this.callbacks.add({ databaseId: onDatabase.id, collectionId: null }, settings);
	}

	/** Resolves when every callback that was fired has been answered. */
	async settled(): Promise<void> {
		await this.deliveries.settled();
	}

	/** Sets how the DNS-over-HTTPS endpoint answers. @throws ZodError */
	setDns(changes: Partial<DnsSettings>): DnsSettings {
		this.dns = dnsSchema.parse({ ...this.dns, ...changes });
		return this.dns;
	}

	/** Back to the start: data, callbacks, switches, logs, keys. Tokens stay valid. */
	reset(): void {
		this.quirks.reset();
		this.faults.clear();
		this.callbacks.clear();
		this.webhooks.clear();
		for (const list of [this.mailings, this.dataRequests, this.imports]) list.length = 0;
		this.deliveries.clear();
		this.dispatcher.conditionFaults.length = 0;
		this.keys.reset();
		this.dns = dnsSchema.parse({});
		this.store.clear();
		fillStore(this.store, this.seed);
		this.requests.clear();
	}

	/**
	 * Sends a Marketing Suite Webhook (flat form fields) about a profile, or about one of its subprofiles.
	 *
	 * @param variant where the vendor's pages differ
	 * @throws UnknownEntity
	 */
	sendWebhook(
		url: string,
		profileId: number,
		type: Action = 'update',
		signing: Partial<Signing> = {},
		{ subprofileId, ...variant }: WebhookVariant & { subprofileId?: number } = {},
	): Delivery {
		const profile = this.profileOf(profileId);
		const subprofile = this.store.subprofiles.get(subprofileId ?? 0) ?? null;
		if (subprofileId !== undefined && subprofile === null)
			throw new UnknownEntity('No such subprofile');
		const database = this.store.findDatabase(profile.databaseId);
		const interests = (database?.interests ?? []).map(({ name }) => name);
		const about = { profile, subprofile, interests };
		const message = webhookMessage(type, about, variant, this.clock());
		return this.deliveries.sendMessage(url, `webhook ${type} ${profileId}`, message, signing);
	}

	/**
	 * Lets something happen to a mailing of Marketing Suite: every Webhook for this event is called. An unsubscribe is
	 * also listed, and the database does what it is set up to do.
	 *
	 * @returns the calls
	 * @throws ZodError, UnknownEntity
	 */
	mailingEvent(input: MailingEventInput, signing: Partial<Signing> = {}): Delivery[] {
		const happened = mailingEventSchema.parse(input);
		const profile = this.profileOf(happened.profile);
		const { event } = happened;
		if (event === 'unsubscribe') {
			const edit = { system: 'ms', source: 'link', cause: 'unsubscribe' } as const;
			return this.unsubscribe(profile, edit, signing);
		}
		this.lastMessage += 1;
		const message = mailingMessage({ ...happened, event }, profile, this.lastMessage, this.clock());
		return this.callWebhooks({ event, caller: 'ms' }, profile, message, signing);
	}

	/** Somebody unsubscribes through a mailing; Webhooks are called for every unsubscribe. */
	private unsubscribe(
		profile: Profile,
		{ cause, ...mailing }: Pick<UnsubscribeEdit, 'system' | 'source' | 'cause'>,
		signing: Partial<Signing>,
	): Delivery[] {
		const record = this.store.unsubscribeByMailing(profile, mailing, cause);
		const message = unsubscribeMessage(record, profile, this.clock());
		const about = { event: 'unsubscribe', caller: record.system } as const;
		return this.callWebhooks(about, profile, message, signing);
	}

	/** @param caller program that the mailing was sent from */
	private callWebhooks(
		{ event, caller }: { event: MailingEventInput['event']; caller: 'ms' | 'publisher' },
		profile: Profile,
		message: Message,
		signing: Partial<Signing>,
	): Delivery[] {
		const wanted = this.webhooks
			.list()
			.filter(
				({ trigger, callers, databaseId }) =>
					trigger === event &&
					callers.includes(caller) &&
					[null, profile.databaseId].includes(databaseId),
			);
		return wanted.map(({ handler }) =>
			this.deliveries.sendMessage(handler, `webhook ${event} ${profile.id}`, message, signing),
		);
	}

	/** @throws UnknownEntity */
	private profileOf(id: number): Profile {
		const profile = this.store.profiles.get(id);
		if (profile === undefined) throw new UnknownEntity('No such profile');
		return profile;
	}

	/** What the button "Test webhook" of Marketing Suite does: a webhook about some profile. @throws UnknownEntity */
	testWebhook(url: string): Delivery {
		const [first] = this.store.profiles.values();
		return this.sendWebhook(url, first?.id ?? 0);
	}

	/** Answers a call to the API, the other services, or a page. */
	async answer(call: Call): Promise<Answer> {
		switch (call.path) {
			case '/dns-query':
				return await answerDns(call, this.keys, this.dns);
			case '/authenticate':
				return answerAuthenticate(this.world, call);
			case '/soap':
				return answerSoap(this.world, call);
			default:
				return kindOfPath(call.path) === 'page' ? this.pages(call) : answerRest(this.world, call);
		}
	}

	/** Notes a request that was answered, or cut. */
	note(method: string, path: string, status: number): void {
		this.requests.add({ method, path, status, at: new Date(this.clock()).toISOString() });
	}
}
