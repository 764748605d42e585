import type { IWebhookFunctions } from 'n8n-workflow';

/** A call, as n8n hands it to the trigger. */
export interface GivenCall {
	method: string;
	target: string;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	body: Buffer;
}

/** What the trigger asks n8n for. */
export interface GivenNode {
	url: string;
	parameters: Readonly<Record<string, unknown>>;
	staticData: Readonly<Record<string, unknown>>;
	/** Answers a request of the trigger, here the look-up of a key. */
	httpRequest: () => Promise<unknown>;
}

/** A context for one call, and what n8n does after the trigger is through: it stores the execution and answers. */
export function webhookContext(
	call: GivenCall,
	node: GivenNode,
): { context: IWebhookFunctions; answer: () => void };
