import type { IExecuteFunctions } from 'n8n-workflow';
import type { Refused } from '../../../../core/copernica/codes';
import type { MatchValues, ProfileIndex } from '../../../../core/copernica/lookup';
import { chooseMatch } from '../../../../core/copernica/match';
import { readNewId } from '../../../../core/copernica/newId';
import { planUpsert, planWrite, type UpsertPlan } from '../../../../core/copernica/upsert';
import type { Operation } from '../../../shared/operation';
import { memoize, oneAtATimePerKey } from '../../../shared/perKey';
import type { Row } from '../../../shared/rows';
import { CopernicaFaultError } from '../../api/apiError';
import { tryCopernicaRequest } from '../../api/client';
import { runCacheFor, type RunCache } from '../../api/runCache';
import { databaseField, mapperField } from '../../shared/descriptions';
import { profileOptions } from '../../shared/options';
import { settingsOf, type ItemSettings } from '../../shared/parameters';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS } from '../../shared/rows';
import { scanProfiles, searchProfiles } from './findProfiles';
import { interestsToChange, updateProfile, writtenJson, type ProfileWrite } from './writeProfile';

/** An item that can be looked up and written. */
type Prepared = { databaseId: string; plan: UpsertPlan } & Pick<ProfileWrite, 'wishes'>;

/** Reads what an item wants, and checks everything before anything is sent. */
async function prepare(
	cache: RunCache,
	settings: ItemSettings,
): Promise<{ ok: true; prepared: Prepared } | Refused> {
	const database = settings.id('database');
	if (!database.ok) return database;
	const mapping = settings.matching();
	const planned = planUpsert(await cache.databaseFields(database.id), mapping);
	if (!planned.ok) return planned;
	const { wanted, ignored } = planned.plan;
	const wishes = { wanted, ignored, interests: settings.interests() };
	return { ok: true, prepared: { databaseId: database.id, plan: planned.plan, wishes } };
}

async function createProfile(
	context: IExecuteFunctions,
	{ cache, item, databaseId, wishes }: ProfileWrite,
	plan: UpsertPlan,
): Promise<Row> {
	const known = await interestsToChange(cache, databaseId, wishes.interests);
	const write = planWrite(null, wishes.wanted, wishes.interests, known);
	if (!write.ok) return item.reject(write.refusal, { databaseId });
	const { fields, interests, changed } = write;
	const result = await tryCopernicaRequest(context, {
		version: 'v4',
		method: 'POST',
		path: pathOf('database', databaseId, 'profiles'),
		body: { fields, ...(interests === null ? {} : { interests }) },
		itemIndex: item.index,
	});
	if (!result.ok && result.fault.kind !== 'unknown') throw new CopernicaFaultError(result.fault);
	let profileId = result.ok ? readNewId(result.answer.headers, 'profile') : null;
	if (profileId === null) {
		// The connection broke, or the answer has no id: the profile itself is the proof.
		const by = plan.otherSpellings ?? plan.selectors;
		const made = chooseMatch('profile', plan, await searchProfiles(context, databaseId, by));
		profileId = made.ok ? (made.record?.id ?? null) : null;
	}
	if (!result.ok && profileId === null) throw new CopernicaFaultError(result.fault);
	return item.complete(writtenJson('created', { profileId, databaseId }, changed, wishes.ignored));
}

/**
 * *Create or Update*: finds the profile by the chosen fields and writes what differs, or creates it. Copernica's own
 * call for this (PUT with `create`) changes **every** match, and everyone when a name is unknown, so it is never used
 * (docs/vendors/copernica.md#34-entities).
 */
export const createOrUpdate: Operation = {
	fields: [databaseField, mapperField('upsert'), profileOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const oneAtATime = oneAtATimePerKey();
		const preparationOf = memoize(
			async (index: number) =>
				await prepare(cache, settingsOf(context, items[index]?.json ?? {}, index)),
		);
		/** Per database: the index of a scan, or null if Copernica is asked for each item. */
		const indexOf = memoize(async (databaseId: string): Promise<ProfileIndex | null> => {
			const searches = new Map<string, MatchValues>();
			// An item that cannot be prepared fails alone, and must not take the others with it.
			const all = items.map(async (_, index) => await preparationOf(index));
			for (const preparation of await Promise.allSettled(all)) {
				if (preparation.status === 'rejected' || !preparation.value.ok) continue;
				const { databaseId: itsDatabase, plan } = preparation.value.prepared;
				if (itsDatabase === databaseId) searches.set(JSON.stringify(plan.selectors), plan.match);
			}
			return await scanProfiles(context, databaseId, [...searches.values()]);
		});
		return await eachItem(context, items, async (item) => {
			const preparation = await preparationOf(item.index);
			if (!preparation.ok) return item.reject(preparation.refusal);
			const { databaseId, plan, wishes } = preparation.prepared;
			return await oneAtATime(`${databaseId} ${plan.key}`, async (isFirst) => {
				const indexed = isFirst ? (await indexOf(databaseId))?.find(plan.match) : null;
				const search = async (by: string[]) =>
					chooseMatch('profile', plan, await searchProfiles(context, databaseId, by));
				let choice = indexed
					? chooseMatch('profile', plan, [indexed])
					: await search(plan.selectors);
				if (choice.ok && choice.record === null && plan.otherSpellings !== null) {
					choice = await search(plan.otherSpellings);
				}
				if (!choice.ok) return item.reject(choice.refusal, { databaseId }, 'rejected');
				const write = { cache, item, databaseId, wishes };
				if (choice.record === null) return await createProfile(context, write, plan);
				const ofExisting = { ...wishes, wanted: plan.wantedOfExisting };
				return await updateProfile(context, choice.record, { ...write, wishes: ofExisting });
			});
		});
	},
};
