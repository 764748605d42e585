import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Refusal } from '../../../../core/copernica/codes';
import { readWantedFields } from '../../../../core/copernica/fieldNames';
import { planInterests } from '../../../../core/copernica/interests';
import {
	ambiguous,
	matchesAmong,
	matchValues,
	otherSpellings,
	withoutMatchedAddresses,
	withPlainAddresses,
} from '../../../../core/copernica/match';
import { foldedKey, type MatchValues, type ProfileIndex } from '../../../../core/copernica/lookup';
import { exactly, makeSelectors } from '../../../../core/copernica/selectors';
import { readNewId } from '../../../../core/copernica/newId';
import { CopernicaFaultError } from '../../api/apiError';
import { databaseField, interestOptions, mapperField } from '../../shared/descriptions';
import { directoryFor, type Directory } from '../../api/runCache';
import { scanProfiles, searchProfiles } from './findProfiles';
import { inTurn } from '../../shared/inTurn';
import { onceEach } from '../../../shared/perKey';
import {
	idParameter,
	inputOf,
	interestParameters,
	mappingParameter,
	requireMatchFields,
} from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { rejected, workThroughRows, type Row } from '../../shared/rows';
import { hasInterestWishes, updateProfile, writtenRow, type ProfileWishes } from './writeProfile';
import { tryCopernicaRequest } from '../../api/client';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

/** An item that can be looked up and written. */
interface Prepared {
	databaseId: string;
	wishes: ProfileWishes;
	match: MatchValues;
	selectors: string[];
	/** Selectors for other spellings of an address; null where none is matched on. */
	otherSpellings: string[] | null;
}

type Preparation = { ok: true; prepared: Prepared } | { ok: false; refusal: Refusal };

/** Reads what an item wants, and checks all of it before anything is sent. */
async function prepare(
	context: IExecuteFunctions,
	directory: Directory,
	item: INodeExecutionData | undefined,
	itemIndex: number,
): Promise<Preparation> {
	const database = idParameter(context, 'database', itemIndex);
	if (!database.ok) return database;
	const mapping = mappingParameter(context, item, itemIndex);
	requireMatchFields(context, mapping, itemIndex);
	const fields = await directory.databaseFields(database.id);
	const read = readWantedFields(fields, mapping.values, mapping.unknownNames);
	if (!read.ok) return read;
	const match = matchValues(fields, mapping.matchOn, read.wanted);
	if (!match.ok) return match;
	const selectors = makeSelectors(fields, exactly(match.values));
	if (!selectors.ok) return selectors;
	const spellings = otherSpellings(match.values);
	const wider = spellings === null ? null : makeSelectors(fields, spellings);
	if (wider?.ok === false) return wider;
	return {
		ok: true,
		prepared: {
			databaseId: database.id,
			wishes: {
				wanted: withPlainAddresses(read.wanted, match.values),
				ignored: read.ignored,
				interests: interestParameters(context, itemIndex),
			},
			match: match.values,
			selectors: selectors.selectors,
			otherSpellings: wider?.selectors ?? null,
		},
	};
}

async function createProfile(
	context: IExecuteFunctions,
	directory: Directory,
	prepared: Prepared,
	known: ReturnType<typeof inputOf>,
	itemIndex: number,
): Promise<Row> {
	const { databaseId, wishes, match, selectors } = prepared;
	const { wanted, interests, ignored } = wishes;
	const plan = hasInterestWishes(interests)
		? planInterests(await directory.interests(databaseId), [], interests)
		: null;
	if (plan !== null && !plan.ok) return rejected('invalid', plan.refusal, { databaseId, ...known });
	const result = await tryCopernicaRequest(context, {
		version: 'v4',
		method: 'POST',
		path: pathOf('database', databaseId, 'profiles'),
		body: {
			fields: Object.fromEntries(wanted.map(({ field, text }) => [field.name, text])),
			...(plan === null || plan.body === null ? {} : { interests: plan.body }),
		},
		itemIndex,
	});
	if (!result.ok && result.fault.kind !== 'unknown') throw new CopernicaFaultError(result.fault);
	let profileId = result.ok ? readNewId(result.answer.headers, 'profile') : null;
	if (profileId === null) {
		// The connection broke, or the answer does not tell the id: the profile itself is the proof.
		const found = matchesAmong(
			await directory.databaseFields(databaseId),
			match,
			await searchProfiles(context, databaseId, prepared.otherSpellings ?? selectors),
		);
		profileId = found.ok && found.found.length === 1 ? (found.found[0]?.id ?? null) : null;
	}
	if (!result.ok && profileId === null) throw new CopernicaFaultError(result.fault);
	const changed = [...wanted.map(({ field }) => field.name), ...(plan?.changed ?? [])];
	return writtenRow('created', { profileId, databaseId }, changed, ignored);
}

/**
 * *Create or Update*: finds the profile by the chosen fields, writes what differs, or creates it. Copernica's own
 * call for this (PUT with `create`) changes **every** match, and everyone when a name is unknown, so it is never
 * used (docs/vendors/copernica.md#34-entities).
 */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const directory = directoryFor(context);
	const turn = inTurn();
	const preparationOf = onceEach(
		async (itemIndex) =>
			await prepare(context, directory, items[Number(itemIndex)], Number(itemIndex)),
	);
	/** Per database: the index of a scan, or null where Copernica is asked for each item. */
	const indexOf = onceEach(async (databaseId): Promise<ProfileIndex | null> => {
		const searches = new Map<string, MatchValues>();
		// An item that cannot be prepared has its own fault, and must not take the others along.
		const preparations = await Promise.allSettled(
			items.map(async (_, itemIndex) => await preparationOf(String(itemIndex))),
		);
		for (const preparation of preparations) {
			if (preparation.status === 'rejected' || !preparation.value.ok) continue;
			const { prepared } = preparation.value;
			if (prepared.databaseId !== databaseId) continue;
			searches.set(JSON.stringify(prepared.selectors), prepared.match);
		}
		return await scanProfiles(context, databaseId, [...searches.values()]);
	});

	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const preparation = await preparationOf(String(itemIndex));
		if (!preparation.ok) return [rejected('invalid', preparation.refusal, known)];
		const { prepared } = preparation;
		const { databaseId, match, selectors, wishes } = prepared;
		const fields = await directory.databaseFields(databaseId);
		const search = async (by: string[]) =>
			matchesAmong(fields, match, await searchProfiles(context, databaseId, by));
		const key = `${databaseId} ${foldedKey(match)}`;
		return await turn(key, async (isFirst) => {
			const indexed = isFirst ? (await indexOf(databaseId))?.find(match) : null;
			let matching = indexed ? { ok: true as const, found: [indexed] } : await search(selectors);
			if (matching.ok && matching.found.length === 0 && prepared.otherSpellings !== null) {
				matching = await search(prepared.otherSpellings);
			}
			if (!matching.ok) {
				return [rejected('rejected', matching.refusal, { databaseId, ...known })];
			}
			const [profile, ...others] = matching.found;
			if (others.length > 0) {
				const refusal = ambiguous('profile', matching.found);
				return [rejected('rejected', refusal, { databaseId, ...known })];
			}
			if (profile === undefined) {
				return [await createProfile(context, directory, prepared, known, itemIndex)];
			}
			const wanted = withoutMatchedAddresses(wishes.wanted, match);
			const ofProfile = { ...wishes, wanted };
			return [
				await updateProfile(context, directory, databaseId, profile, ofProfile, known, itemIndex),
			];
		});
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const createOrUpdate: Operation = {
	description: [databaseField, mapperField('upsert'), interestOptions],
	execute,
};
