import {
	NodeOperationError,
	type IHookFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import {
	IGNORED,
	REFUSALS,
	type IgnoredCode,
	type CallbackRefusal,
} from '../../../core/callback/codes';
import { noteCall } from './state';

/**
 * Seconds after which a sender may try again. Whether Copernica does is not documented
 * (docs/vendors/copernica.md#17-retries-and-time-outs); a 503 is the one answer that tells any sender that the change
 * was not taken, and both sides see it in their logs.
 */
const RETRY_AFTER_SECONDS = 30;

/**
 * The trigger and its workflow, for a line of the log. Part of the sentence, because n8n's log shows nothing else at
 * its usual level (docs/vendors/n8n.md#17-log).
 */
export function placeOf(
	context: IHookFunctions | IWebhookFunctions,
	node = context.getNode(),
): string {
	const { id, name } = context.getWorkflow();
	return `"${node.name}" in the workflow "${name ?? ''}" (ID ${id ?? 'unknown'})`;
}

/**
 * Whether a refusal can be thrown in a test. When set to continue after an error, n8n would pass on an empty item in
 * place of the call, and a refused call must not look like an accepted one.
 */
function endsTest(context: IWebhookFunctions): boolean {
	if (context.getMode() !== 'manual') return false;
	const { onError = 'stopWorkflow', continueOnFail = false } = context.getNode();
	return onError === 'stopWorkflow' && !continueOnFail;
}

/**
 * Answers a refused call with its own status, starts nothing, and logs a warning without personal data.
 *
 * @throws NodeOperationError in a test of the editor, where nobody reads the log: the test then ends with the code
 * (docs/vendors/n8n.md#15-test-and-production)
 */
export function answerRefusal(
	context: IWebhookFunctions,
	{ code, detail }: Pick<CallbackRefusal, 'code' | 'detail'>,
): IWebhookResponseData {
	noteCall(context, code);
	const { status } = REFUSALS[code];
	const text = detail === undefined ? REFUSALS[code].text : `${REFUSALS[code].text} ${detail}`;
	// n8n copies the node each time it is asked for.
	const node = context.getNode();
	context.logger.warn(`${placeOf(context, node)} did not accept a call (${code}): ${text}`, {
		code,
		status,
		node: node.name,
		workflowId: context.getWorkflow().id ?? null,
	});
	if (endsTest(context)) {
		throw new NodeOperationError(node, `A call was refused: ${code}`, {
			description: text,
			level: 'warning',
		});
	}
	const response = context.getResponseObject();
	if (status === 503) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
	response.status(status).json({ code, message: text });
	return { noWebhookResponse: true };
}

/** Answers a call that is fine but irrelevant: 200, no execution; a test in the editor keeps listening. */
export function answerIgnored(context: IWebhookFunctions, code: IgnoredCode): IWebhookResponseData {
	// Without the node's name: n8n would copy the whole node for it, for each callback of an import.
	noteCall(context, code);
	const { id, name } = context.getWorkflow();
	context.logger.debug(
		`Copernica Trigger in the workflow "${name ?? ''}" ignored a callback (${code})`,
		{ code, workflowId: id ?? null },
	);
	return { webhookResponse: { status: 'ignored', code, message: IGNORED[code] } };
}
