import {
	sleep,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { readBody } from '../../../core/callback/body/readBody';
import { parseCallback } from '../../../core/callback/payload/parse';
import { toChange } from '../../../core/callback/payload/toChange';
import { webhookVerdict } from '../../../core/callback/payload/webhook';
import { irrelevance } from '../../../core/callback/relevance';
import { withKey } from '../../../core/contracts/change';
import { ArrivalClock } from '../../../core/contracts/order';
import { answerIgnored, answerRefusal } from './answer';
import { executionStored } from './executionStored';
import { BurstGroups } from './burstGroups';
import { prove, type Proof } from './prove';
import { readBytes } from './readBytes';
import { readSettings, type TriggerSettings } from './settings';
import { withProof } from './withProof';

const arrivals = new ArrivalClock();
const bursts = new BurstGroups<INodeExecutionData>({ now: Date.now, sleep });

/** Starts an execution with a change, or with the burst it belongs to. A test in the editor is never grouped. */
async function start(
	context: IWebhookFunctions,
	groupMs: number,
	item: INodeExecutionData,
	proof: Proof,
): Promise<IWebhookResponseData> {
	const webhookResponse = { status: 'accepted' };
	const stored = executionStored(context.getResponseObject());
	// n8n answers 500 then, and the very same call may come again.
	stored.catch(() => proof.release());
	if (groupMs === 0 || context.getMode() === 'manual') {
		return { workflowData: [[item]], webhookResponse };
	}
	const key = `${context.getWorkflow().id ?? ''}\n${context.getNode().id}`;
	const items = await bursts.join(key, groupMs, item, stored);
	return items === null ? { webhookResponse } : { workflowData: [items], webhookResponse };
}

/** Everything after the proof: parse, recognise, screen, emit. */
async function handle(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	bytes: Buffer,
	proof: Proof,
	arrivedAt: number,
	order: number,
): Promise<IWebhookResponseData> {
	const read = readBody(bytes);
	if (!read.ok) return answerRefusal(context, read.code);
	const parsed = parseCallback(read.body);
	if (!parsed.ok) return answerRefusal(context, parsed.code);
	const { callback } = parsed;

	const { source, actions, options } = settings;
	const webhook = webhookVerdict(callback, options.acceptWebhooks);
	if (webhook) return answerIgnored(context, webhook);

	const isCollection = source === 'collection';
	const only = actions.length === 1 ? (actions[0] ?? null) : null;
	const collectionId = isCollection ? settings.collectionId : null;
	const change = toChange(callback, {
		entity: isCollection ? 'subprofile' : 'profile',
		databaseId: settings.databaseId,
		collectionId,
		action: settings.registration === 'automatic' ? only : null,
		accountId: proof.accountId,
		receivedAt: new Date(arrivedAt).toISOString(),
		order,
		sentAt: proof.sentAt,
	});
	const irrelevant = irrelevance(change, {
		entity: source === 'any' ? 'any' : isCollection ? 'subprofile' : 'profile',
		databaseId: settings.databaseId,
		collectionId,
		actions,
		watch: settings.watch,
	});
	if (irrelevant) return answerIgnored(context, irrelevant);

	const keyed = withKey(change);
	const json = options.includePayload ? { ...keyed, payload: read.body.payload } : { ...keyed };
	return await start(context, options.groupBursts, { json }, proof);
}

/**
 * One call to the trigger: read the bytes, prove the sender, understand, screen, start. Every call that is not let in
 * is answered with a code of `core/callback/codes.ts`; a fault in our own code throws, which n8n answers with 500.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	// Before anything that waits: a key look-up must not decide which of two calls came first.
	const arrivedAt = Date.now();
	const order = arrivals.next(arrivedAt);
	const settings = readSettings(context);
	const read = await readBytes(context.getRequestObject());
	if (!read.ok) return answerRefusal(context, read.code);
	const proven = await prove(context, settings, read.bytes);
	if (!proven.ok) return answerRefusal(context, proven.code);
	const { proof } = proven;
	return await withProof(
		proof,
		async () => await handle(context, settings, read.bytes, proof, arrivedAt, order),
	);
}
