import {
	sleep,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { Arrivals } from '../../../core/callback/arrivals';
import { BurstGroups } from '../../../core/callback/burstGroups';
import { refuse } from '../../../core/callback/codes';
import { interpret } from '../../../core/callback/interpret';
import { kindByNames, type RecordNames, type Subscription } from '../../../core/callback/relevance';
import type { Arrival } from '../../../core/callback/payload/toChange';
import { answerIgnored, answerRefusal } from './answer';
import { executionStored, readBytes, turnOf } from './call';
import { prove, type Proof, type ProofSettings } from './prove';
import { groupingUnlessSet } from './grouping';
import { readRecordNames } from './remote';
import { noteCall, readState } from './state';
import { readTriggerSettings, type TriggerSettings } from './settings';

const arrivals = new Arrivals();
const bursts = new BurstGroups<INodeExecutionData>({
	sleep,
	compare: (a, b) => Number(a.json.order) - Number(b.json.order),
});

/**
 * Starts an execution with a change, or with the group it belongs to. A test in the editor is never grouped.
 *
 * @param size bytes of the call's body
 */
export async function start(
	context: IWebhookFunctions,
	options: Pick<TriggerSettings['options'], 'groupBursts'>,
	item: INodeExecutionData,
	proof: Proof,
	size: number,
): Promise<IWebhookResponseData> {
	const webhookResponse = { status: 'accepted' };
	const stored = executionStored(context.getResponseObject());
	// n8n then answers 500, and the same call may be sent again.
	stored.catch(() => proof.release());
	const { id, typeVersion } = context.getNode();
	const windowMs = options.groupBursts ?? groupingUnlessSet(typeVersion);
	if (windowMs === 'off' || context.getMode() === 'manual') {
		return { workflowData: [[item]], webhookResponse };
	}
	// A workflow that is meanwhile published with another grouping does not join the waiting group.
	const key = [context.getWorkflow().id, id, windowMs].join('\n');
	const joined = await bursts.join(key, windowMs, item, stored, size);
	if (joined.starts) return { workflowData: [joined.starts], webhookResponse };
	if (joined.isStored) return { webhookResponse };
	// Not thrown: n8n would record a separate execution for each of them.
	return answerRefusal(context, refuse('NOT_STORED'));
}

/** The place of a call in the order of changes. A user's own resolver must not decide about other people's calls. */
function orderOf(arrival: number, proof: Proof, { options }: ProofSettings): number {
	const { accountId, sentAt } = proof;
	if (accountId === null || sentAt === null) return arrival;
	return arrivals.place([accountId, ...options.resolvers].join('\n'), sentAt, arrival);
}

/** What the trigger wants, with the collection that was found when it was registered. */
function subscriptionOf(
	context: IWebhookFunctions,
	{ source, subscription }: TriggerSettings,
): Subscription {
	if (source !== 'audience' || subscription.collectionId !== null) return subscription;
	return { ...subscription, collectionId: readState(context).collectionId ?? null };
}

/** How long looked-up names are used, and how long the next look-up waits. */
const NAMES_COUNT_MS = 60_000;

/** Names by workflow and node, in this process: fields can be added after the workflow was published. */
const lookedUp = new Map<string, { at: number; names: Promise<RecordNames | null> }>();

/** Looks up the names, at most once a minute. @returns null when they cannot be read */
async function lookUpNames(
	context: IWebhookFunctions,
	databaseId: string,
): Promise<RecordNames | null> {
	const key = [context.getWorkflow().id, context.getNode().id, databaseId].join('\n');
	const known = lookedUp.get(key);
	if (known !== undefined && Date.now() - known.at < NAMES_COUNT_MS) return await known.names;
	const names = readRecordNames(context, databaseId).catch(() => {
		lookedUp.delete(key);
		return null;
	});
	lookedUp.set(key, { at: Date.now(), names });
	return await names;
}

/** What a record is, by its names; `unknown` = it could not be found out this time. */
async function kindOf(
	context: IWebhookFunctions,
	{ registration, databaseId, options }: TriggerSettings,
	names: readonly string[],
): Promise<ReturnType<typeof kindByNames>> {
	if (registration === 'manual') {
		const { databaseFields } = options;
		const isProfile = names.every((name) => databaseFields.has(name.toLowerCase()));
		return isProfile || databaseFields.size === 0 ? 'profile' : 'subprofile';
	}
	const stored = readState(context).names;
	const kind =
		stored === undefined
			? 'unknown'
			: kindByNames(names, {
					ofProfiles: new Set(stored.ofProfiles),
					ofSubprofiles: new Set(stored.ofSubprofiles),
				});
	if (kind !== 'unknown') return kind;
	if (databaseId === null) return 'profile';
	const now = await lookUpNames(context, databaseId);
	// A workflow published before names were kept runs as it did.
	if (now === null) return stored === undefined ? 'profile' : 'unknown';
	const found = kindByNames(names, now);
	return found === 'unknown' ? 'profile' : found;
}

/** What a proven call means: refused, ignored, or an execution. */
async function handle(
	context: IWebhookFunctions,
	settings: TriggerSettings,
	bytes: Buffer,
	proof: Proof,
	arrival: Arrival,
): Promise<IWebhookResponseData> {
	const { options } = settings;
	const verdict = interpret(bytes, subscriptionOf(context, settings), arrival);
	if (verdict.kind === 'refused') return answerRefusal(context, verdict);
	if (verdict.kind === 'ignored') return answerIgnored(context, verdict.code);
	const { change, payload, unmarked } = verdict;
	const kind = unmarked === null ? 'profile' : await kindOf(context, settings, unmarked);
	if (kind === 'unknown') {
		// The call may be sent again.
		proof.release();
		return answerRefusal(context, refuse('FIELDS_LOOKUP_FAILED'));
	}
	if (unmarked !== null && kind === 'subprofile') return answerIgnored(context, 'NOT_A_PROFILE');
	const json = options.includePayload ? { ...change, payload } : { ...change };
	noteCall(context, 'ACCEPTED');
	return await start(context, options, { json }, proof, bytes.length);
}

/**
 * Handles a proven call. When that throws, n8n answers 500 and the sender may send the same call again, so it is
 * released from the replay guard: a fault of ours must not make a change unrepeatable.
 */
export async function releaseOnFailure<Result>(
	proof: Pick<Proof, 'release'>,
	work: () => Promise<Result>,
): Promise<Result> {
	let isDone = false;
	try {
		const result = await work();
		isDone = true;
		return result;
	} finally {
		if (!isDone) proof.release();
	}
}

/** What a trigger does with a call from a proven sender. */
type Handle = (bytes: Buffer, proof: Proof, arrival: Arrival) => Promise<IWebhookResponseData>;

/**
 * One call to a trigger: read the bytes, prove the sender, handle. Every call that is not let in is answered with a
 * code of `core/callback/codes.ts`; a fault in our own code throws, which n8n answers with 500.
 *
 * @param prepare reads the settings, and says what to do with a proven call
 */
export async function receiveCall(
	context: IWebhookFunctions,
	prepare: () => { settings: ProofSettings; handle: Handle },
): Promise<IWebhookResponseData> {
	const enteredAt = Date.now();
	const turn = turnOf(context.getRequestObject(), context.getResponseObject());
	if (turn) await turn;
	// Before anything else that waits: a key look-up must not decide which of two calls came first.
	const arrivedAt = Date.now();
	const number = arrivals.next(arrivedAt);
	const { settings, handle: work } = prepare();
	const read = await readBytes(context.getRequestObject());
	if (!read.ok) return answerRefusal(context, read);
	const proven = await prove(context, settings, read.bytes, enteredAt);
	if (!proven.ok) return answerRefusal(context, proven);
	const { proof } = proven;
	return await releaseOnFailure(proof, async () => {
		const { accountId, sentAt } = proof;
		const order = orderOf(number, proof, settings);
		const receivedAt = new Date(arrivedAt).toISOString();
		return await work(read.bytes, proof, { accountId, sentAt, receivedAt, order });
	});
}

/** Handles one callback. */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await receiveCall(context, () => {
		const settings = readTriggerSettings(context);
		return {
			settings,
			handle: async (...call) => await handle(context, settings, ...call),
		};
	});
}
