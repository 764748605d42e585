import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { interpretMailingEvent } from '../../../core/callback/mailingEvent';
import { ReplayGuard } from '../../../core/callback/signature/verify';
import { answerIgnored, answerRefusal, placeOf } from '../trigger/answer';
import { executionStored } from '../trigger/call';
import type { Proof } from '../trigger/prove';
import { receiveCall, releaseOnFailure, start } from '../trigger/receive';
import { noteCall } from '../trigger/state';
import { readMailingSettings } from './settings';
import { noteWebhooksOnce } from './state';

/** How long an event that is told again is taken for the same. Two Webhooks tell it at about the same time. */
const REPEATED_WITHIN_MS = 600_000;
const REMEMBERED_EVENTS = 20_000;

// Memory of this process: with several webhook processes, what is told twice can start the workflow twice.
const started = new ReplayGuard(REMEMBERED_EVENTS);

/** Events of which it is not known yet whether their execution is stored; settles once it is. */
const underWay = new Map<string, Promise<void>>();

const WARN_EVERY_MS = 3_600_000;
const warned = new ReplayGuard(500);

/** A Webhook that nobody knows of, such as one whose creation was not answered, shows only by what it does. */
function warnRepeated(context: IWebhookFunctions): void {
	const url = context.getNodeWebhookUrl('default') ?? '';
	if (!warned.note(url, Date.now(), WARN_EVERY_MS)) return;
	context.logger.warn(
		`${placeOf(context)} was told the same event twice and started once. Two Copernica Webhooks may call it. In Marketing Suite open Configuration, Webhooks: if there are two for one event with the URL ${url}, remove one of them.`,
		{ node: context.getNode().name, workflowId: context.getWorkflow().id ?? null },
	);
}

/**
 * Takes an event that has not started the workflow yet. One that is told again waits until it is known whether the first
 * call could be handled: otherwise it takes its place, because the sender may never repeat the first.
 *
 * @param contentKey null for one that cannot be told from others
 * @returns the proof, which now also lets the event in again when it could not be handled; null for a repeated event
 */
async function takeOnce(
	context: IWebhookFunctions,
	contentKey: string | null,
	proof: Proof,
): Promise<Proof | null> {
	if (contentKey === null) return proof;
	const { id } = context.getNode();
	const key = [context.getWorkflow().id, id, context.getMode(), contentKey].join('\n');
	while (!started.note(key, Date.now(), REPEATED_WITHIN_MS)) {
		const first = underWay.get(key);
		if (first === undefined) return null;
		await first;
	}
	let isReleased = false;
	const release = (): void => {
		// Only once: by then another call may have taken the event.
		if (isReleased) return;
		isReleased = true;
		started.forget(key);
		proof.release();
	};
	const handled = executionStored(context.getResponseObject())
		.catch(release)
		.then(() => {
			if (underWay.get(key) === handled) underWay.delete(key);
		});
	underWay.set(key, handled);
	return { ...proof, release };
}

/** The event in the query of the URL that was called. */
function registeredFor(context: IWebhookFunctions): string | null {
	const [, query = ''] = context.getRequestObject().originalUrl.split('?');
	return new URLSearchParams(query).get('event');
}

/**
 * One call of a Webhook about mailings, proven and answered as a callback is. An unsubscribe also has the keys of a
 * Change, so that *Add Profile* can read its profile.
 */
export async function receiveMailingEvent(
	context: IWebhookFunctions,
): Promise<IWebhookResponseData> {
	return await receiveCall(context, () => {
		const settings = readMailingSettings(context);
		const { options } = settings;
		noteWebhooksOnce(context);
		return {
			settings,
			handle: async (bytes, proof, arrival) => {
				const verdict = interpretMailingEvent(bytes, registeredFor(context), settings, arrival);
				if (verdict.kind === 'refused') return answerRefusal(context, verdict);
				if (verdict.kind === 'ignored') return answerIgnored(context, verdict.code);
				const { event, payload } = verdict;
				const taken = await takeOnce(context, verdict.contentKey, proof);
				if (taken === null) {
					warnRepeated(context);
					return answerIgnored(context, 'EVENT_REPEATED');
				}
				const json = {
					...event,
					...(event.event === 'unsubscribe'
						? { change: 'update', entity: 'profile', fields: {} }
						: {}),
					...(options.includePayload ? { payload } : {}),
				};
				noteCall(context, 'ACCEPTED');
				return await releaseOnFailure(
					taken,
					async () => await start(context, options, { json }, taken, bytes.length),
				);
			},
		};
	});
}
