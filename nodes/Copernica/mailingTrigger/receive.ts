import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { interpretMailingEvent } from '../../../core/callback/mailingEvent';
import { answerIgnored, answerRefusal } from '../trigger/answer';
import { receiveCall, start } from '../trigger/receive';
import { readMailingSettings } from './settings';

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
		return {
			settings,
			handle: async (bytes, proof, arrival) => {
				const verdict = interpretMailingEvent(bytes, registeredFor(context), settings, arrival);
				if (verdict.kind === 'refused') return answerRefusal(context, verdict);
				if (verdict.kind === 'ignored') return answerIgnored(context, verdict.code);
				const { event, payload } = verdict;
				const json = {
					...event,
					...(event.event === 'unsubscribe'
						? { change: 'update', entity: 'profile', fields: {} }
						: {}),
					...(options.includePayload ? { payload } : {}),
				};
				return await start(context, options, { json }, proof);
			},
		};
	});
}
