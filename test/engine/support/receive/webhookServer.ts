import express, { type Express, type Request, type Response } from 'express';
import { WebhookContext } from 'n8n-core';
import type { INodeExecutionData, IWebhookResponseData, WorkflowExecuteMode } from 'n8n-workflow';
import type { TriggerWorkflow } from '../triggerWorkflow';
import { HostRefusal, prepareBody, rawBodyReader } from './bodyHandling.cjs';

/** An execution that a call started. */
export interface StartedExecution {
	/** The trigger's output: items by output index. */
	items: INodeExecutionData[][];
	mode: WorkflowExecuteMode;
	/** Set when `webhook()` threw: n8n then answers 500 and records a failed execution. */
	fault?: Error;
}

export interface WebhookServer {
	app: Express;
	executions: StartedExecution[];
	/** Calls that are inside the trigger's `webhook()` at this moment. */
	running: () => number;
}

/** N8N_PAYLOAD_SIZE_MAX of a fresh n8n. */
const PAYLOAD_SIZE_MAX = 16 * 1024 * 1024;

/**
 * n8n's way from an HTTP call to the trigger's `webhook()` and back, in the manner of `executeWebhook` (n8n 2.41,
 * webhooks/webhook-helpers.js): body handling, the real `WebhookContext`, the answers that n8n itself gives. Starting
 * an execution means here: its items are kept.
 *
 * @param store what n8n's database does with an execution, before the call is answered
 * @param before what n8n does with a call before the trigger sees it; may let calls overtake each other
 */
export function webhookServer(
	trigger: () => TriggerWorkflow,
	payloadSizeMax = PAYLOAD_SIZE_MAX,
	store: () => Promise<void> = async () => await Promise.resolve(),
	before: (target: string) => Promise<void> = async () => await Promise.resolve(),
): WebhookServer {
	const executions: StartedExecution[] = [];
	let running = 0;
	const app = express();
	app.disable('x-powered-by');
	app.use(rawBodyReader({ payloadSizeMax }));

	const answerFault = (res: Response, fault: unknown): void => {
		const status = fault instanceof HostRefusal ? fault.status : 500;
		const message =
			fault instanceof HostRefusal ? fault.message : 'There was a problem executing the workflow';
		if (!res.headersSent) res.status(status).json({ code: 0, message });
	};

	const handle = async (req: Request, res: Response, test: boolean): Promise<void> => {
		const { workflow, node, nodeType, webhook, additionalData } = trigger();
		const mode: WorkflowExecuteMode = test ? 'manual' : 'webhook';
		req.params = {};
		await prepareBody(req, node.typeVersion);
		await before(req.originalUrl);

		const context = new WebhookContext(
			workflow,
			node,
			{ ...additionalData, httpRequest: req, httpResponse: res },
			mode,
			{ ...webhook, isTest: test },
			[],
			null,
		);
		let result: IWebhookResponseData;
		running += 1;
		try {
			result = (await nodeType.webhook?.call(context)) ?? {};
		} catch (fault) {
			executions.push({
				items: [[{ json: {} }]],
				mode,
				fault: fault instanceof Error ? fault : new Error(String(fault)),
			});
			res.status(500).json({
				code: 0,
				message: 'Workflow Webhook Error: Workflow could not be started!',
			});
			return;
		} finally {
			running -= 1;
		}
		const read = (property: 'responseCode' | 'responseData', fallback: number | string) =>
			workflow.expression.getComplexParameterValue(
				node,
				webhook.webhookDescription[property],
				mode,
				{},
				undefined,
				fallback,
			);
		const responseCode = Number(read('responseCode', 200));
		const send = (data: unknown): void => {
			if (result.noWebhookResponse === true) return;
			res.status(responseCode);
			if (typeof data === 'string') res.send(data);
			else res.json(data);
		};
		if (result.workflowData === undefined) {
			send(result.webhookResponse ?? { message: 'Webhook call received' });
			return;
		}
		await store();
		executions.push({ items: result.workflowData, mode });
		const responseData = read('responseData', '');
		if (responseData === 'noData') send(undefined);
		else if (responseData) send(responseData);
		else send(result.webhookResponse ?? { message: 'Workflow was started' });
	};

	for (const [prefix, test] of [
		['webhook', false],
		['webhook-test', true],
	] as const) {
		// n8n tells who asks across origins which methods a path has, published or not.
		app.options(`/${prefix}/*path`, (req, res) => {
			const isKnown = req.path.slice(prefix.length + 2) === trigger().webhook.path;
			if (req.headers.origin !== undefined) {
				res.set('Access-Control-Allow-Methods', isKnown ? 'OPTIONS, POST' : 'OPTIONS');
			}
			res.status(204).end();
		});
		app.post(`/${prefix}/*path`, (req, res) => {
			const path = req.path.slice(prefix.length + 2);
			if (path !== trigger().webhook.path) {
				res.status(404).json({ code: 404, message: 'The requested webhook is not registered.' });
				return;
			}
			void handle(req, res, test).catch((fault: unknown) => answerFault(res, fault));
		});
	}
	return { app, executions, running: () => running };
}
