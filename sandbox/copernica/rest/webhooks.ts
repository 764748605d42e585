import { jsonAnswer, type Answer } from '../../http/answer';
import { mailingEvents, type Webhook } from '../webhook';
import { created, deleted, updated } from './answers';
import { mapOf, type DataMap, type RestCall } from './call';
import { messages, Refusal } from './refusal';

/** Webhooks of Marketing Suite (docs/vendors/copernica.md#19-marketing-suite-webhooks). */

const triggers: readonly string[] = ['create', 'update', 'delete', ...mailingEvents];

function settingsIn(body: DataMap): Pick<Webhook, 'handler' | 'trigger' | 'callers'> {
	const { handler, trigger, callers } = body;
	if (typeof handler !== 'string' || handler === '') throw new Refusal(messages.data);
	if (typeof trigger !== 'string' || !triggers.includes(trigger)) throw new Refusal(messages.data);
	const names = Array.isArray(callers) ? callers.map(String) : ['ms', 'publisher'];
	return { handler, trigger, callers: names };
}

const idIn = (value: unknown): number | null =>
	value === undefined || value === null ? null : Number(value);

export function postWebhook(call: RestCall): Answer {
	const body = mapOf(call);
	const databaseId = idIn(body.database);
	const { store, webhooks } = call.world;
	if (databaseId !== null && store.findDatabase(databaseId) === null)
		throw new Refusal(messages.database);
	const webhook = webhooks.add({
		...settingsIn(body),
		databaseId,
		collectionId: idIn(body.collection),
	});
	return created(call, 'webhook', webhook.id);
}

function webhookOf(call: RestCall): Webhook {
	const webhook = call.world.webhooks.find(call.params.webhook ?? '');
	if (webhook === null) throw new Refusal(messages.webhook);
	return webhook;
}

/** Database and collection are not shown. */
export function getWebhook(call: RestCall): Answer {
	const { id, handler, trigger, callers } = webhookOf(call);
	return jsonAnswer(200, { ID: String(id), handler, trigger, callers });
}

/** Database and collection cannot be changed. */
export function putWebhook(call: RestCall): Answer {
	const webhook = webhookOf(call);
	Object.assign(webhook, settingsIn({ ...webhook, ...mapOf(call) }));
	return updated(call, `webhook/${webhook.id}`);
}

export function deleteWebhook(call: RestCall): Answer {
	const { id } = webhookOf(call);
	call.world.webhooks.remove(id);
	return deleted(call, 'webhook', id);
}
