import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { SharedOrder } from '../../../core/activate/orderedPost';
import { OrderMemory } from '../../../core/activate/orderMemory';
import { Turns } from '../../../core/activate/turns';
import { checkBaseUrl, DEFAULT_ACTIVATE_URL } from '../../../core/http/baseUrl';

/** Contacts remembered per process, counted by address and by user ID. */
const REMEMBERED_CONTACTS = 20_000;

// Shared by all executions of this process. Other processes do not know about it.
const memory = new OrderMemory(REMEMBERED_CONTACTS);
const turns = new Turns();

const credentialSchema = z.object({
	accountId: z.string().trim().min(1),
	baseUrl: z.string().default(DEFAULT_ACTIVATE_URL),
});

/** The order in which rows were sent to this node's Activate account. */
export async function sentOrder(context: IExecuteFunctions): Promise<SharedOrder> {
	return { memory, turns, account: await accountOf(context) };
}

/** Two credentials may be for the same account, so the account itself counts if it can be read. */
async function accountOf(context: IExecuteFunctions): Promise<string> {
	try {
		const { accountId, baseUrl } = credentialSchema.parse(
			await context.getCredentials('spotlerActivateApi'),
		);
		const checked = checkBaseUrl(baseUrl, 'base URL');
		return `${checked.ok ? checked.url : baseUrl} ${accountId}`;
	} catch {
		return String(context.getNode().credentials?.spotlerActivateApi?.id);
	}
}
