import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { mailingEventSchema } from '../../../core/callback/mailingEvent';
import type { KnownWebhook } from '../../../core/copernica/check/mailings';
import { forgetOldest } from '../../../core/forgetOldest';

const webhookSchema = z.object({
	id: z.string(),
	event: mailingEventSchema,
	/** As registered: it cannot be read, and not be changed. */
	databaseId: z.string().nullable(),
	handler: z.string(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** `accountId` and `url` are what the proof of a call reads too. */
const stateSchema = z.object({
	webhooks: z.array(webhookSchema).default([]).catch([]),
	url: z.string().optional().catch(undefined),
	accountId: z.string().optional().catch(undefined),
	/** URLs for which a Webhook without a known ID may stand at Copernica. */
	maybeLeft: z.array(z.string()).default([]).catch([]),
});
type State = z.infer<typeof stateSchema>;

export function readMailingState(context: IHookFunctions | IWebhookFunctions): State {
	return stateSchema
		.catch({ webhooks: [], maybeLeft: [] })
		.parse(context.getWorkflowStaticData('node'));
}

export function writeMailingState(
	context: IHookFunctions,
	{ webhooks, url, accountId, maybeLeft }: State,
): void {
	const data = context.getWorkflowStaticData('node');
	data.webhooks = webhooks.map((webhook) => ({ ...webhook }));
	data.url = url;
	data.accountId = accountId;
	if (maybeLeft.length > 0) data.maybeLeft = [...maybeLeft];
	else delete data.maybeLeft;
	noteWebhooks(context);
}

const REMEMBERED_TRIGGERS = 500;

/** What each published trigger has registered. Memory of this process, for _Callback: Check_ to tell of. */
const registered = new Map<string, State>();

function keyOf(context: IHookFunctions | IWebhookFunctions): string {
	return [context.getWorkflow().id, context.getNode().id].join('\n');
}

/** Remembers what the trigger has registered. Tests in the editor do not count: they end at once. */
export function noteWebhooks(context: IHookFunctions | IWebhookFunctions): void {
	if (context.getMode() === 'manual') return;
	registered.set(keyOf(context), readMailingState(context));
	forgetOldest(registered, REMEMBERED_TRIGGERS);
}

/** As {@link noteWebhooks}, for a trigger that was registered by an earlier process. */
export function noteWebhooksOnce(context: IWebhookFunctions): void {
	if (!registered.has(keyOf(context))) noteWebhooks(context);
}

/** The Webhooks that triggers of this process have at a Copernica account. They cannot be listed there. */
export function webhooksAt(accountId: string): KnownWebhook[] {
	return [...registered.values()].flatMap((state) =>
		state.accountId === accountId ? state.webhooks : [],
	);
}
