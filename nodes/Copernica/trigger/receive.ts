import {
	sleep,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { Arrivals } from '../../../core/callback/arrivals';
import { readBody } from '../../../core/callback/body/readBody';
import { parseCallback } from '../../../core/callback/payload/parse';
import { toChange, touchedBeside } from '../../../core/callback/payload/toChange';
import { reasonToIgnoreWebhook } from '../../../core/callback/relevance';
import { reasonToIgnore } from '../../../core/callback/relevance';
import { withKey } from '../../../core/contracts/change';
import { answerIgnored, answerRefusal } from './answer';
import { executionStored } from './executionStored';
import { BurstGroups } from '../../../core/callback/burstGroups';
import { prove, type Proof } from './prove';
import { readBytes } from './readBytes';
import { readSettings, type TriggerSettings } from './settings';
import { turnOf } from './turn';
import { withProof } from './withProof';

const arrivals = new Arrivals();
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

/** The place of a call in the order of changes. A resolver of a user's own must not decide about others' calls. */
function orderOf(arrival: number, proof: Proof, { options }: TriggerSettings): number {
	const { accountId, sentAt } = proof;
	if (accountId === null || sentAt === null) return arrival;
	return arrivals.place([accountId, ...options.resolvers].join('\n'), sentAt, arrival);
}

/** Everything after the proof: parse, recognise, screen, emit. */
async function handle(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	bytes: Buffer,
	proof: Proof,
	arrivedAt: number,
	arrival: number,
): Promise<IWebhookResponseData> {
	const read = readBody(bytes);
	if (!read.ok) return answerRefusal(context, read);
	const parsed = parseCallback(read.body);
	if (!parsed.ok) return answerRefusal(context, parsed);
	const { callback } = parsed;

	const { source, actions, options } = settings;
	const webhook = reasonToIgnoreWebhook(callback, options.acceptWebhooks);
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
		order: orderOf(arrival, proof, settings),
		sentAt: proof.sentAt,
	});
	const wanted = {
		entity: source === 'any' ? 'any' : isCollection ? 'subprofile' : 'profile',
		databaseId: settings.databaseId,
		collectionId,
		actions,
		watch: settings.watch,
	} as const;
	const irrelevant = reasonToIgnore(change, wanted, touchedBeside(callback, change));
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
	const enteredAt = Date.now();
	const turn = turnOf(context.getRequestObject(), context.getResponseObject());
	if (turn) await turn;
	// Before anything else that waits: a key look-up must not decide which of two calls came first.
	const arrivedAt = Date.now();
	const arrival = arrivals.next(arrivedAt);
	const settings = readSettings(context);
	const read = await readBytes(context.getRequestObject());
	if (!read.ok) return answerRefusal(context, read);
	const proven = await prove(context, settings, read.bytes, enteredAt);
	if (!proven.ok) return answerRefusal(context, proven);
	const { proof } = proven;
	return await withProof(
		proof,
		async () => await handle(context, settings, read.bytes, proof, arrivedAt, arrival),
	);
}
