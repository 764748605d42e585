import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

/** A callback of ours that could not be removed yet, with the URL by which it is known to be ours. */
const leftOverSchema = z.object({ id: z.string(), url: z.string() });
export type LeftOver = z.infer<typeof leftOverSchema>;

const stateSchema = z.object({
	/** Id of our callback at Copernica; absent in manual mode. */
	callbackId: z.string().optional().catch(undefined),
	/** The URL that was registered or, in manual mode, is to be entered. */
	url: z.string().optional().catch(undefined),
	/** Settings that were registered. */
	eventsKey: z.string().optional().catch(undefined),
	/** The collection that was found by its name; absent where the settings name one. */
	collectionId: z.string().optional().catch(undefined),
	/** Lower-case names of the fields and interests of the database, and of the fields of its collections. */
	names: z
		.object({ ofProfiles: z.array(z.string()), ofSubprofiles: z.array(z.string()) })
		.optional()
		.catch(undefined),
	/** Account of the credential, as `identity` gave it. */
	accountId: z.string().optional().catch(undefined),
	/** To be removed at the next opportunity; absent when there are none. */
	leftOver: z.array(leftOverSchema).nonempty().optional().catch(undefined),
});

/** What the node keeps in its static data. Written by the lifecycle only: calls come in parallel, last write wins. */
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
