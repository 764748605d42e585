import type { IgnoredCode } from '../codes';
import type { TreeObject } from '../body/tree';
import type { Callback } from './callback';

/**
 * True for the body of a Marketing Suite Webhook: it carries a moment, which a legacy callback never does, beside the
 * name of its event. Most pages of the vendor call that `type`, some `action`. Expects lower-case keys.
 */
export function isMarketingSuiteWebhook({ type, action, timestamp, time }: TreeObject): boolean {
	const hasMoment = timestamp !== undefined || time !== undefined;
	return hasMoment && (typeof type === 'string' || typeof action === 'string');
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
