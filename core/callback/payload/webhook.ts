import type { IgnoredCode } from '../codes';
import type { TreeObject } from '../tree';
import type { Callback } from './callback';

/**
 * True for the body of a Marketing Suite Webhook: it names its event `type` and carries a moment, while a
 * legacy callback says `action`, or neither (copernica.md 1.6, D23). Expects lower-case keys.
 */
export function isMarketingSuiteWebhook(payload: TreeObject): boolean {
	return (
		typeof payload.type === 'string' &&
		payload.action === undefined &&
		(payload.timestamp !== undefined || payload.time !== undefined)
	);
}

/**
 * Decides about a Marketing Suite Webhook.
 *
 * @param accept the user's option to let Webhooks start executions in spite of the loops they can cause
 * @returns null for a legacy callback or an accepted Webhook, else why it is ignored
 */
export function webhookVerdict(
	callback: Pick<Callback, 'kind' | 'action'>,
	accept: boolean,
): IgnoredCode | null {
	if (callback.kind === 'callback') return null;
	if (!accept) return 'MARKETING_SUITE_WEBHOOK';
	return callback.action === null ? 'WEBHOOK_EVENT_NOT_A_CHANGE' : null;
}
