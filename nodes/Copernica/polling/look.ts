import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type IPollFunctions,
} from 'n8n-workflow';
import { z } from 'zod';
import { saidOf } from '../../../core/copernica/check/account';
import type { LookEnd } from '../../../core/copernica/check/looks';
import { FAULT_CODES } from '../../../core/copernica/fault';
import { advance, creationOf, Haul, markAt, type Mark } from '../../../core/copernica/polling/mark';
import {
	beginningOf,
	printOfMark,
	readLookState,
	stateAfter,
	type Beginning,
	type LookState,
} from '../../../core/copernica/polling/state';
import { forgetOldest } from '../../../core/forgetOldest';
import { CopernicaFaultError } from '../api/apiError';
import { noteLook } from './outcomes';
import { recordSource } from './records';
import { readLookSettings, startKey, type LookSettings } from './settings';
import { sourceKey, type Findable, type LookSource } from './source';
import { unsubscribeSource } from './unsubscribes';

/** Where a node's part of the static data keeps the state. */
const KEY = 'look';

/** Where the workflow's part keeps a copy of the state of each node, by its ID. */
const COPIES = 'copernicaLooks';
const copiesSchema = z.record(z.string(), z.unknown()).catch({});

/** Records that a test in the editor shows. */
const SHOWN = 10;

/** Records whose items are made at a time. */
const AT_A_TIME = 50;

/** What a process knows of the nodes that look in it. */
interface Looker {
	isLooking: boolean;
	hasLooked: boolean;
	/** Whether a fault at its start was waited out: the next one is told. */
	hasWaited: boolean;
	state: LookState | null;
	/** Prints of the marks that it has set. */
	readonly own: Set<string>;
}

const lookers = new Map<string, Looker>();
const REMEMBERED_NODES = 1_000;
const REMEMBERED_MARKS = 20;

/** How long a look may take where n8n does not say: before 2.41. */
const BUDGET_MS = 300_000;

function deadlineOf(context: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	return Date.now() + (context.getPollBudgetMs?.() ?? BUDGET_MS);
}

function keyOf(context: IPollFunctions, nodeId: string): string {
	return `${context.getWorkflow().id} ${nodeId}`;
}

function lookerOf(context: IPollFunctions): Looker {
	const key = keyOf(context, context.getNode().id);
	const looker = lookers.get(key) ?? {
		isLooking: false,
		hasLooked: false,
		hasWaited: false,
		state: null,
		own: new Set(),
	};
	lookers.set(key, looker);
	forgetOldest(lookers, REMEMBERED_NODES);
	return looker;
}

function sourceOf(context: IPollFunctions, settings: LookSettings): LookSource {
	return settings.source === 'unsubscribes'
		? unsubscribeSource(context, settings)
		: recordSource(context, settings);
}

/** The mark that a first look begins with, and whether it tells what it finds. */
async function firstMark(
	source: LookSource,
	{ start }: LookSettings,
): Promise<{ mark: Mark; isSilent: boolean }> {
	if (start.kind === 'since') return { mark: markAt(start.stamp), isSilent: false };
	if (start.kind === 'now') return { mark: markAt(await source.now()), isSilent: true };
	// Who is there already is not new: an opt-in of everybody would start its journey for all.
	return { mark: markAt('', await source.newest()), isSilent: false };
}

/** Everything since the mark, up to a number of records or a point in time. */
async function haulSince(
	source: LookSource,
	mark: Mark,
	limit: number,
	deadline: number,
): Promise<{ found: Findable[]; isAll: boolean }> {
	const haul = new Haul<Findable>(mark);
	for await (const page of source.pages(mark.from)) {
		haul.add(page);
		// With nothing new on it, a page leads no further.
		const mayEnd = source.isInOrder && haul.size > 0;
		if (mayEnd && (haul.size >= limit || Date.now() > deadline)) {
			return { found: haul.oldest(limit), isAll: false };
		}
	}
	return { found: haul.oldest(limit), isAll: haul.size <= limit };
}

/** Records in the form in which a workflow gets them, and how many of them were looked at. */
async function itemsOf(
	found: readonly Findable[],
	{ isCreateWanted, isUpdateWanted }: LookSettings,
	{ mark, repeats }: Beginning,
	deadline: number,
): Promise<{ items: IDataObject[]; done: number }> {
	const items: IDataObject[] = [];
	let done = 0;
	while (done < found.length && (done === 0 || Date.now() <= deadline)) {
		const part = found.slice(done, done + AT_A_TIME);
		const made = await Promise.all(
			part.map(async (record) => {
				const creation = creationOf(mark, record);
				// What comes once more may have been told as created.
				const isDoubtful = creation === 'maybe' || (repeats > 0 && creation === 'yes');
				// In doubt it is told, whatever is wanted, and as no opt-in where that is possible.
				if (isDoubtful) return await record.toItem(!isUpdateWanted);
				const isNew = creation === 'yes';
				return (isNew ? isCreateWanted : isUpdateWanted) ? await record.toItem(isNew) : null;
			}),
		);
		items.push(...made.flatMap((item) => (item === null ? [] : [item])));
		done += part.length;
	}
	return { items, done };
}

/** Shows the newest records that fit, oldest first. Moves nothing. */
async function showNewest(source: LookSource, settings: LookSettings): Promise<IDataObject[]> {
	const items: IDataObject[] = [];
	for (const record of await source.latest()) {
		const isNew = record.created === record.stamp;
		if (!(isNew ? settings.isCreateWanted : settings.isUpdateWanted)) continue;
		const item = await record.toItem(isNew);
		if (item !== null) items.unshift(item);
		if (items.length >= SHOWN) break;
	}
	return items;
}

function isAway(thrown: unknown): boolean {
	return (
		thrown instanceof CopernicaFaultError &&
		FAULT_CODES[thrown.fault.kind] === 'COPERNICA_UNAVAILABLE'
	);
}

/** One look, and what it stores. */
async function lookOnce(
	context: IPollFunctions,
	settings: LookSettings,
	looker: Looker,
): Promise<IDataObject[]> {
	const deadline = deadlineOf(context);
	const source = sourceOf(context, settings);
	const start = startKey(settings);
	const state = readLookState(storedState(context), source.key, start);
	if (!looker.hasLooked) await source.check();
	const first = state === null ? await firstMark(source, settings) : null;
	const beginning: Beginning =
		state === null
			? { mark: first?.mark ?? markAt(''), repeats: 0 }
			: beginningOf(state, looker.own.has(printOfMark(state.mark)));
	const isSilent = first?.isSilent === true;
	const limit = isSilent ? Infinity : settings.limit;
	const { found, isAll } = await haulSince(
		source,
		beginning.mark,
		limit,
		isSilent ? Infinity : deadline,
	);
	const { items, done } = isSilent
		? { items: [], done: found.length }
		: await itemsOf(found, settings, beginning, deadline);
	const mark = advance(beginning.mark, found.slice(0, done), isAll && done === found.length);
	const next = stateAfter({ source: source.key, start }, beginning, mark, items.length > 0);
	looker.state = next;
	remember(context, state, next);
	looker.own.add(printOfMark(mark));
	forgetOldest(looker.own, REMEMBERED_MARKS);
	looker.hasLooked = true;
	return items;
}

/**
 * Whether a fault is to be waited out: at its start n8n looks before a workflow may begin, and an error would keep the
 * whole workflow from it, with its other triggers.
 */
function canWait(context: IPollFunctions, looker: Looker, thrown: unknown): boolean {
	const isAtStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	const hasBegun = storedState(context) !== undefined;
	return isAtStart && !looker.hasLooked && !looker.hasWaited && hasBegun && isAway(thrown);
}

/** What was stored last; undefined where nothing was. */
function storedState(context: IPollFunctions): unknown {
	return (
		context.getWorkflowStaticData('node')[KEY] ??
		copiesSchema.parse(context.getWorkflowStaticData('global')[COPIES])[context.getNode().id]
	);
}

/**
 * Stores what differs; each write makes n8n save the workflow. n8n saves the data of a whole workflow at once, and a node
 * that was published later works on data of its own: the one that saves last takes the other's part away. So each of them
 * saves a copy of what all have stored. It goes by the ID, and outlives a new name of the node as well.
 */
function remember(context: IPollFunctions, before: LookState | null, next: LookState): void {
	if (JSON.stringify(before) === JSON.stringify(next)) return;
	context.getWorkflowStaticData('node')[KEY] = next;
	const all = context.getWorkflowStaticData('global');
	const prefix = keyOf(context, '');
	const known = [...lookers].flatMap(([key, { state }]) =>
		key.startsWith(prefix) && state !== null ? [[key.slice(prefix.length), state]] : [],
	);
	all[COPIES] = { ...copiesSchema.parse(all[COPIES]), ...Object.fromEntries(known) };
}

/**
 * One look in Copernica for what was changed since the last one. An error keeps the place, so that the next look begins
 * where this one did.
 *
 * @returns Changes, oldest first; null where nothing changed
 * @throws CopernicaFaultError, NodeOperationError
 */
export async function look(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const shown = async () => {
		const settings = readLookSettings(context);
		return await showNewest(sourceOf(context, settings), settings);
	};
	const items = context.getMode() === 'manual' ? await shown() : await lookAlone(context);
	return items.length === 0 ? null : [items.map((json) => ({ json }))];
}

/** n8n does not wait for a look to end before it starts the next one: two at once would tell the same things. */
async function lookAlone(context: IPollFunctions): Promise<IDataObject[]> {
	const looker = lookerOf(context);
	if (looker.isLooking) return [];
	const settings = readLookSettings(context);
	looker.isLooking = true;
	const at = Date.now();
	const note = (outcome: LookEnd) =>
		noteLook(keyOf(context, context.getNode().id), sourceKey(settings), { at, ...outcome });
	try {
		const items = await lookOnce(context, settings, looker).catch(async (thrown: unknown) => {
			note({ ok: false, said: whatWentWrong(thrown) });
			if (!canWait(context, looker, thrown)) return await Promise.reject(thrown);
			looker.hasWaited = true;
			context.logger.warn(
				'Copernica could not be reached: the next look takes up where this one began',
			);
			return null;
		});
		if (items === null) return [];
		note({ ok: true, items: items.length, mark: looker.state?.mark.newest ?? '' });
		return items;
	} finally {
		looker.isLooking = false;
	}
}

/** Why a look failed, in a sentence; without what nobody knows. */
function whatWentWrong(thrown: unknown): string {
	if (thrown instanceof CopernicaFaultError) return saidOf(thrown.fault);
	return thrown instanceof NodeOperationError ? `${thrown.message}.` : '';
}
