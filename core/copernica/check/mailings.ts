import { REFUSALS } from '../../callback/codes';
import { saidOf, type Read } from './account';
import type { Probe } from './callbacks';
import { judgeCalls, type CallOutcome } from './calls';
import { checkResult, type CheckResult } from './codes';

/** A Webhook of a trigger of mailings, as n8n added it. */
export interface KnownWebhook {
	readonly id: string;
	readonly event: string;
	/** URL that it calls. */
	readonly handler: string;
	/** Null = mailings to any database. */
	readonly databaseId: string | null;
}

function verdictOn(
	{ handler, event }: KnownWebhook,
	remote: Read<{ handler: string; trigger: string }>,
	probe: Probe | null,
): CheckResult {
	const check = 'Webhook';
	if (!remote.ok) return checkResult(check, 'RECORD_UNREADABLE', { said: saidOf(remote.fault) });
	if (remote.entity?.handler !== handler || remote.entity.trigger !== event) {
		return checkResult(check, 'WEBHOOK_GONE', { event });
	}
	if (probe === null || probe.answers === null) {
		return checkResult(check, 'WEBHOOK_UNTRIED', { event, said: probe?.said ?? '' });
	}
	return checkResult(check, probe.answers ? 'WEBHOOK_PUBLISHED' : 'WEBHOOK_UNPUBLISHED', { event });
}

/**
 * Judges one Webhook that n8n knows.
 *
 * @param remote as Copernica has it now
 * @param probe whether a published workflow answers at its URL; null where that was not tried
 */
export function judgeWebhook(
	webhook: KnownWebhook,
	remote: Read<{ handler: string; trigger: string }>,
	probe: Probe | null,
): CheckResult {
	const { id, handler } = webhook;
	return { ...verdictOn(webhook, remote, probe), webhookId: id, url: handler };
}

/** Where n8n knows of none: they cannot be listed (docs/vendors/copernica.md#19-marketing-suite-webhooks). */
export function noWebhookKnown(): CheckResult {
	return checkResult('Webhook', 'WEBHOOKS_UNKNOWN', {});
}

/**
 * Judges whether the domain of n8n is validated, without which Copernica does not call. Only a call that has come proves
 * it: nothing in REST tells (docs/vendors/copernica.md#110-webhooks-about-mailings).
 *
 * @param address of this n8n; null where it is not known
 */
export function judgeDomain(outcomes: readonly CallOutcome[], address: string | null): CheckResult {
	const check = 'Validated domain';
	// Who was refused may be anybody.
	const isCalled = outcomes.some(({ code }) => !(code in REFUSALS));
	if (isCalled) return checkResult(check, 'DOMAIN_CALLED', {});
	const host = address === null ? 'this n8n' : new URL(address).hostname;
	return checkResult(check, 'DOMAIN_UNKNOWN', { host });
}

/** Judges what has become of the calls about mailings. */
export function judgeMailingCalls(outcomes: readonly CallOutcome[]): CheckResult {
	return outcomes.length === 0
		? checkResult('Calls', 'CALLS_OF_MAILINGS_NONE', {})
		: judgeCalls(outcomes, null);
}
