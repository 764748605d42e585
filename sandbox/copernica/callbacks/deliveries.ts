import { sleep } from 'n8n-workflow';
import { Agent, request } from 'undici';
import { z } from 'zod';
import type { Clock } from '../../clock';
import { account } from '../account';
import type { Keys } from '../keys';
import type { QuirkSwitches } from '../quirks';
import { signRequest, signingSchema, type SignedRequest, type Signing } from '../signing';
import type { StoreChange } from '../store/model';
import { messageOf, type Message } from './carrier';
import { completeFormat, formatSchema } from './format';
import { payloadOf } from './payload';
import type { Callback } from './registry';

/** What is special about the next deliveries. */
export const deliveryPlanSchema = z
	.object({
		/** For how many deliveries it holds. */
		times: z.number().int().positive().default(1),
		signing: signingSchema.partial().default({}),
		format: formatSchema.default({}),
		/** Also send it again: `fresh` signed anew, `identical` byte for byte. */
		duplicate: z.enum(['none', 'fresh', 'identical']).default('none'),
		/** Wait this long before sending; later deliveries overtake it. */
		delayMs: z.number().int().min(0).default(0),
		/** Keep it back until `release`. */
		hold: z.boolean().default(false),
	})
	.strict();
export type DeliveryPlan = z.infer<typeof deliveryPlanSchema>;
export type DeliveryPlanInput = z.input<typeof deliveryPlanSchema>;

/** One callback message on its way to a customer's URL, and what came back. */
export interface Delivery {
	id: number;
	/** Null for a Marketing Suite Webhook. */
	callbackId: number | null;
	url: string;
	/** What it is about, for people. */
	subject: string;
	/** The profile, also where a subprofile changed; null for any other message. */
	profileId: number | null;
	cause: string;
	/** ISO 8601. */
	at: string;
	state: 'held' | 'waiting' | 'answered' | 'failed';
	/** Requests made. */
	attempts: number;
	httpStatus: number | null;
	/** Body of the answer; for `failed` what went wrong. */
	answer: string | null;
	durationMs: number | null;
	signingMode: Signing['mode'];
	/** The message as it was sent last. */
	sent: { headers: Array<[string, string]>; body: string } | null;
}

interface Job {
	delivery: Delivery;
	message: Message;
	signing: Signing;
	plan: DeliveryPlan | null;
	/** Set once signed, for an identical repeat. */
	signed: SignedRequest | null;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const keptDeliveries = 5000;

/** Sends callback messages, in order by default, and keeps a log of them. */
export class Deliveries {
	private log: Delivery[] = [];
	private jobs = new Map<number, Job>();
	private queue: Job[] = [];
	private held: Job[] = [];
	private plans: Array<DeliveryPlan & { left: number }> = [];
	/** Under way from the queue. */
	private active = 0;
	private delayed = 0;
	private lastId = 0;
	private waiters: Array<() => void> = [];
	/** A connection per call: one that was kept could belong to a server that has been restarted since. */
	private readonly agent = new Agent({ pipelining: 0 });
	private readonly oneConnection = new Agent({ connections: 1, pipelining: 100 });
	/** Public origins that stand for a loopback origin, as behind a proxy. */
	private readonly routes = new Map<string, string>();

	constructor(
		private readonly clock: Clock,
		private readonly keys: Keys,
		private readonly quirks: QuirkSwitches,
	) {}

	/** Newest last. */
	list(): readonly Delivery[] {
		return this.log;
	}

	/** Makes the next deliveries special; plans are used in the order in which they were made. */
	plan(input: DeliveryPlanInput): void {
		const plan = deliveryPlanSchema.parse(input);
		this.plans.push({ ...plan, left: plan.times });
	}

	/**
	 * Calls to a public origin go to a loopback origin, with the public host in `Host` and in the signature, as
	 * behind a reverse proxy.
	 */
	route(publicOrigin: string, loopbackOrigin: string): void {
		this.routes.set(new URL(publicOrigin).origin, new URL(loopbackOrigin).origin);
	}

	/** Queues the message of a change for a callback. */
	send(callback: Callback, change: StoreChange): Delivery {
		const plan = this.takePlan();
		const format = completeFormat(
			callback.method,
			{ ...callback.format, ...plan?.format },
			this.quirks.current.callbacksTell,
		);
		const id = change.subprofileId ?? change.profileId;
		return this.enqueue(
			{
				callbackId: callback.id,
				url: callback.url,
				subject: `${change.action} ${change.entity} ${id}`,
				profileId: change.profileId,
				cause: change.cause,
			},
			messageOf(payloadOf(change, format), format),
			signingSchema.parse({ ...callback.signing, ...plan?.signing }),
			plan,
		);
	}

	/** Queues any message, for instance a Marketing Suite Webhook. */
	sendMessage(
		url: string,
		subject: string,
		message: Message,
		signing: Partial<Signing> = {},
	): Delivery {
		const about = { callbackId: null, url, subject, profileId: null, cause: 'webhook' };
		const plan = this.takePlan();
		const whole = signingSchema.parse({ ...signing, ...plan?.signing });
		return this.enqueue(about, message, whole, plan);
	}

	/** Sends a delivery again, byte for byte: a replay. */
	resend(id: number): Delivery | null {
		const job = this.jobs.get(id);
		if (job === undefined) return null;
		const { callbackId, url, subject, profileId, cause } = job.delivery;
		const about = { callbackId, url, subject, profileId, cause };
		const again = this.newJob(about, job.message, job.signing, null);
		again.signed = job.signed;
		this.start(again);
		return again.delivery;
	}

	/** Sends what was held back, in order or the other way round. */
	release(order: 'in-order' | 'reversed' = 'in-order'): number {
		const jobs = order === 'reversed' ? this.held.reverse() : this.held;
		this.held = [];
		for (const job of jobs) this.start(job);
		return jobs.length;
	}

	/** Resolves when nothing is under way any more; what is held back does not count. */
	async settled(): Promise<void> {
		if (this.isSettled()) return;
		await new Promise<void>((resolve) => this.waiters.push(resolve));
	}

	/** Drops all connections. */
	async stop(): Promise<void> {
		await Promise.all([this.agent.destroy(), this.oneConnection.destroy()]);
	}

	clear(): void {
		this.log = [];
		this.jobs.clear();
		this.queue = [];
		this.held = [];
		this.plans = [];
		this.routes.clear();
	}

	private takePlan(): DeliveryPlan | null {
		const plan = this.plans[0];
		if (plan === undefined) return null;
		plan.left -= 1;
		if (plan.left === 0) this.plans.shift();
		return plan;
	}

	private newJob(
		about: Pick<Delivery, 'callbackId' | 'url' | 'subject' | 'profileId' | 'cause'>,
		message: Message,
		signing: Signing,
		plan: DeliveryPlan | null,
	): Job {
		this.lastId += 1;
		const delivery: Delivery = {
			...about,
			id: this.lastId,
			at: new Date(this.clock()).toISOString(),
			state: 'waiting',
			attempts: 0,
			httpStatus: null,
			answer: null,
			durationMs: null,
			signingMode: signing.mode,
			sent: null,
		};
		const job: Job = { delivery, message, signing, plan, signed: null };
		this.log.push(delivery);
		this.jobs.set(delivery.id, job);
		const oldest = this.log.length > keptDeliveries ? this.log.shift() : undefined;
		if (oldest !== undefined) this.jobs.delete(oldest.id);
		return job;
	}

	private enqueue(
		about: Pick<Delivery, 'callbackId' | 'url' | 'subject' | 'profileId' | 'cause'>,
		message: Message,
		signing: Signing,
		plan: DeliveryPlan | null,
	): Delivery {
		const job = this.newJob(about, message, signing, plan);
		if (plan?.hold === true) {
			job.delivery.state = 'held';
			this.held.push(job);
		} else this.start(job);
		return job.delivery;
	}

	private start(job: Job): void {
		job.delivery.state = 'waiting';
		const delayMs = job.plan?.delayMs ?? 0;
		if (delayMs > 0) {
			// Not through the queue, so that later ones overtake it.
			void this.later(job, delayMs);
			return;
		}
		this.queue.push(job);
		this.pump();
	}

	private async later(job: Job, delayMs: number): Promise<void> {
		this.delayed += 1;
		await sleep(delayMs);
		await this.carryOut(job);
		this.delayed -= 1;
		this.tellSettled();
	}

	private pump(): void {
		while (this.active < this.quirks.current.deliveryConcurrency) {
			const job = this.queue.shift();
			if (job === undefined) return;
			void this.run(job);
		}
	}

	private async run(job: Job): Promise<void> {
		this.active += 1;
		await this.carryOut(job);
		this.active -= 1;
		this.pump();
		this.tellSettled();
	}

	private isSettled(): boolean {
		return this.active === 0 && this.delayed === 0 && this.queue.length === 0;
	}

	private tellSettled(): void {
		if (!this.isSettled()) return;
		const waiters = this.waiters;
		this.waiters = [];
		for (const waiter of waiters) waiter();
	}

	private async carryOut(job: Job): Promise<void> {
		const tries = 1 + this.quirks.current.deliveryRetries;
		while (job.delivery.attempts < tries && !(await this.attempt(job))) {
			if (job.delivery.attempts < tries) job.signed = null;
		}
		const duplicate = job.plan?.duplicate ?? 'none';
		if (duplicate === 'none') return;
		const { callbackId, url, subject, profileId, cause } = job.delivery;
		const about = { callbackId, url, subject: `${subject} (again)`, profileId, cause };
		const again = this.newJob(about, job.message, job.signing, null);
		again.signed = duplicate === 'identical' ? job.signed : null;
		await this.attempt(again);
	}

	/**
	 * One request; true when it was answered 2xx. Redirects are not followed (unknown,
	 * docs/vendors/copernica.md#5-unknown, point 10).
	 */
	private async attempt(job: Job): Promise<boolean> {
		const { delivery } = job;
		delivery.attempts += 1;
		const url = URL.canParse(delivery.url) ? new URL(delivery.url) : null;
		const target = url === null ? null : this.targetOf(url);
		if (url === null || target === null) {
			delivery.state = 'failed';
			delivery.answer = 'The sandbox calls loopback addresses only';
			return true;
		}
		job.signed ??= signRequest(
			{ url, contentType: job.message.contentType, body: job.message.body },
			job.signing,
			this.keys,
			account.id,
			this.clock(),
		);
		const { headers, body } = job.signed;
		delivery.sent = { headers, body: body.toString('utf8') };
		const startedAt = performance.now();
		const timeout = this.quirks.current.deliveryTimeoutMs;
		try {
			const answer = await request(target, {
				method: 'POST',
				...(this.quirks.current.deliveryConnection === 'own'
					? { dispatcher: this.agent }
					: { dispatcher: this.oneConnection, idempotent: true, blocking: false }),
				headers: headers.flat(),
				body,
				headersTimeout: timeout,
				bodyTimeout: timeout,
			});
			delivery.answer = await answer.body.text();
			delivery.httpStatus = answer.statusCode;
			delivery.state = 'answered';
		} catch (reason) {
			delivery.answer = reason instanceof Error ? reason.message : String(reason);
			delivery.httpStatus = null;
			delivery.state = 'failed';
		}
		delivery.durationMs = Math.round(performance.now() - startedAt);
		return delivery.httpStatus !== null && delivery.httpStatus >= 200 && delivery.httpStatus < 300;
	}

	private targetOf(url: URL): string | null {
		const route = this.routes.get(url.origin);
		if (route !== undefined) return route + url.pathname + url.search;
		return loopback.test(url.hostname) ? url.href : null;
	}
}
