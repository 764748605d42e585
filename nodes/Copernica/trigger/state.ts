import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { CallOutcome } from '../../../core/copernica/check/calls';
import { forgetOldest } from '../../../core/forgetOldest';

/** A callback of ours that could not be removed yet, with the URL that shows it is ours. */
const leftOverSchema = z.object({ id: z.string(), url: z.string() });
export type LeftOver = z.infer<typeof leftOverSchema>;

const stateSchema = z.object({
	/** Id of our callback at Copernica; absent in manual mode. */
	callbackId: z.string().optional().catch(undefined),
	/** The URL that was registered or, in manual mode, must be entered. */
	url: z.string().optional().catch(undefined),
	/** Settings that were registered. */
	eventsKey: z.string().optional().catch(undefined),
	/** The collection that was found by name; absent when the settings name one. */
	collectionId: z.string().optional().catch(undefined),
	/** Lower-case names of the fields and interests of the database, and of the fields of its collections. */
	names: z
		.object({ ofProfiles: z.array(z.string()), ofSubprofiles: z.array(z.string()) })
		.optional()
		.catch(undefined),
	/** The credential's account, as returned by `identity`. */
	accountId: z.string().optional().catch(undefined),
	/** To be removed at the next opportunity; absent when there are none. */
	leftOver: z.array(leftOverSchema).nonempty().optional().catch(undefined),
});

/**
 * What the node keeps in its static data. Only the lifecycle writes it: calls run in parallel, and the last write wins.
 */
export type RegistrationState = z.infer<typeof stateSchema>;

/** Reads the state; missing or unreadable parts are absent. */
export function readState(context: IHookFunctions | IWebhookFunctions): RegistrationState {
	return stateSchema.catch({}).parse(context.getWorkflowStaticData('node'));
}

/** Replaces the state. Writes only what differs, because each write makes n8n save the workflow. */
export function writeState(context: IHookFunctions, state: RegistrationState): void {
	const data = context.getWorkflowStaticData('node');
	for (const key of stateSchema.keyof().options) {
		const value = state[key];
		if (value === undefined) delete data[key];
		else if (JSON.stringify(data[key]) !== JSON.stringify(value)) data[key] = value;
	}
}

const REMEMBERED_TRIGGERS = 500;

/** How calls to each published trigger ended, by code. Kept in this process, for _Callback: Check_ to report. */
const outcomes = new Map<string, Map<CallOutcome['code'], CallOutcome>>();

/**
 * What tells triggers apart in a URL, even behind a proxy that changes its beginning: n8n's webhook id, and the path.
 */
function triggerIn(url: string): string {
	const [path = ''] = url.split('?', 1);
	return path.split('/').slice(-2).join('/');
}

/** Remembers how a call ended. Tests in the editor do not count: their result is on the screen. */
export function noteCall(context: IWebhookFunctions, code: CallOutcome['code']): void {
	if (context.getMode() === 'manual') return;
	const trigger = triggerIn(context.getRequestObject().originalUrl);
	const known = outcomes.get(trigger) ?? new Map<CallOutcome['code'], CallOutcome>();
	known.set(code, { code, count: (known.get(code)?.count ?? 0) + 1, lastAt: Date.now() });
	outcomes.set(trigger, known);
	forgetOldest(outcomes, REMEMBERED_TRIGGERS);
}

/** How calls to a URL ended since this process started. */
export function callsTo(url: string): CallOutcome[] {
	return [...(outcomes.get(triggerIn(url))?.values() ?? [])];
}
