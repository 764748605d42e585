import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import {
	IGNORED,
	REFUSALS,
	type IgnoredCode,
	type CallbackRefusal,
} from '../../../core/callback/codes';

/**
 * Seconds after which a sender may come again. Whether Copernica does is not documented
 * (docs/vendors/copernica.md#17-retries-and-time-outs); a 503 is the one answer that tells any sender the change has
 * not been taken, and it shows in the log of both sides.
 */
const RETRY_AFTER_SECONDS = 30;

/** Answers a refused call by itself, with its own status; starts nothing and leaves a warning without personal data. */
export function answerRefusal(
	context: IWebhookFunctions,
	{ code, detail }: Pick<CallbackRefusal, 'code' | 'detail'>,
): IWebhookResponseData {
	const { status } = REFUSALS[code];
	const text = detail === undefined ? REFUSALS[code].text : `${REFUSALS[code].text} ${detail}`;
	context.logger.warn(`Copernica Trigger did not accept a call (${code}): ${text}`, {
		code,
		status,
		node: context.getNode().name,
		workflowId: context.getWorkflow().id ?? null,
	});
	const response = context.getResponseObject();
	if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
	response.status(status).json({ code, message: text });
	return { noWebhookResponse: true };
}

/** Answers a call that is fine but irrelevant: 200, no execution; a test in the editor keeps listening. */
export function answerIgnored(context: IWebhookFunctions, code: IgnoredCode): IWebhookResponseData {
	// Without the node's name: n8n would copy the whole node for it, for each callback of an import.
	context.logger.debug(`Copernica Trigger ignored a callback (${code})`, {
		code,
		workflowId: context.getWorkflow().id ?? null,
	});
	return { webhookResponse: { status: 'ignored', code, message: IGNORED[code] } };
}
