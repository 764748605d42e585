import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../../../../core/copernica/codes';
import { subprofileSchema } from '../../../../core/copernica/entities';
import { nameOf } from '../../../../core/copernica/ids';
import { chooseMatch } from '../../../../core/copernica/match';
import { readNewId } from '../../../../core/copernica/newId';
import { planUpsert, planWrite, type UpsertPlan } from '../../../../core/copernica/upsert';
import type { Operation } from '../../../shared/operation';
import { oneAtATimePerKey } from '../../../shared/perKey';
import type { Row } from '../../../shared/rows';
import { CopernicaFaultError } from '../../api/apiError';
import { tryCopernicaRequest } from '../../api/client';
import { tryReadPage } from '../../api/read';
import { runCacheFor, type RunCache } from '../../api/runCache';
import {
	collectionField,
	databaseField,
	mapperField,
	profileIdField,
} from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';
import { MATCHES_SHOWN } from '../profile/findProfiles';
import { writtenJson } from '../profile/writeProfile';
import { NO_INTERESTS, updateSubprofile } from './writeSubprofile';

/** What to write of an item, and where. */
interface SubprofileWrite {
	cache: RunCache;
	item: Item;
	ids: { profileId: string; collectionId: string };
	plan: UpsertPlan;
}

async function findSubprofiles(
	context: IExecuteFunctions,
	{ ids: { profileId, collectionId }, item }: SubprofileWrite,
	selectors: string[],
) {
	return await tryReadPage(context, {
		path: pathOf('profile', profileId, 'subprofiles', collectionId),
		schema: subprofileSchema,
		what: 'a subprofile',
		query: {
			limit: MATCHES_SHOWN,
			total: 'false',
			...(selectors.length === 0 ? {} : { 'fields[]': selectors }),
		},
		itemIndex: item.index,
	});
}

async function createSubprofile(context: IExecuteFunctions, write: SubprofileWrite): Promise<Row> {
	const { cache, item, ids, plan } = write;
	const { profileId, collectionId } = ids;
	// Copernica allows a subprofile to be added under a deleted profile (docs/vendors/copernica.md#4-quirks).
	const profile = await cache.profile(profileId);
	if (profile === null || profile.removed) {
		return item.reject(refusal('PROFILE_GONE', { record: nameOf('profile', profileId) }), ids);
	}
	const made = planWrite(null, plan.wanted, NO_INTERESTS, null);
	if (!made.ok) return item.reject(made.refusal, ids);
	const result = await tryCopernicaRequest(context, {
		version: 'v4',
		method: 'POST',
		path: pathOf('profile', profileId, 'subprofiles', collectionId),
		body: made.fields,
		itemIndex: item.index,
	});
	if (!result.ok && result.fault.kind !== 'unknown') throw new CopernicaFaultError(result.fault);
	let subprofileId = result.ok ? readNewId(result.answer.headers, 'subprofile') : null;
	if (subprofileId === null) {
		// The connection broke, or the answer has no id: the subprofile itself is the proof.
		const found = await findSubprofiles(context, write, plan.otherSpellings ?? plan.selectors);
		const choice = found.ok ? chooseMatch('subprofile', plan, found.page.rows) : found;
		subprofileId = choice.ok ? (choice.record?.id ?? null) : null;
	}
	if (!result.ok && subprofileId === null) throw new CopernicaFaultError(result.fault);
	return item.complete(
		writtenJson('created', { subprofileId, ...ids }, made.changed, plan.ignored),
	);
}

async function writeSubprofile(context: IExecuteFunctions, write: SubprofileWrite): Promise<Row> {
	const { item, ids, plan } = write;
	const found = await findSubprofiles(context, write, plan.selectors);
	if (!found.ok) {
		if (found.fault.kind !== 'gone') throw new CopernicaFaultError(found.fault);
		const { profileId, collectionId } = ids;
		const what = `${nameOf('profile', profileId)} or its ${nameOf('collection', collectionId)}`;
		return item.reject(refusal('PROFILE_GONE', { record: what }), ids);
	}
	let choice = chooseMatch('subprofile', plan, found.page.rows);
	if (choice.ok && choice.record === null && plan.otherSpellings !== null) {
		const wider = await findSubprofiles(context, write, plan.otherSpellings);
		if (!wider.ok) throw new CopernicaFaultError(wider.fault);
		choice = chooseMatch('subprofile', plan, wider.page.rows);
	}
	if (!choice.ok) return item.reject(choice.refusal, ids, 'rejected');
	const { record } = choice;
	if (record === null) return await createSubprofile(context, write);
	const { ignored, wantedOfExisting: wanted } = plan;
	return await updateSubprofile(context, record, { item, ids, wanted, ignored });
}

/**
 * *Create or Update*: writes what differs to one subprofile of a profile, or creates it. Copernica's own call for this
 * (PUT with `create`) returns no id and changes every match, so it is not used (docs/vendors/copernica.md#34-entities
 * and docs/vendors/copernica.md#4-quirks).
 */
export const createOrUpdate: Operation = {
	fields: [
		databaseField,
		collectionField,
		profileIdField,
		{
			displayName: 'Subprofile',
			name: 'matchOn',
			type: 'options',
			noDataExpression: true,
			default: 'only',
			description: 'Which subprofile of the profile to update',
			options: [
				{
					name: 'The Only One',
					value: 'only',
					description:
						'The profile has at most one subprofile in this collection, as in SQ_profile',
				},
				{
					name: 'The One With the Same Values',
					value: 'fields',
					description: 'The subprofile that has the same values in the fields to match on',
				},
			],
		},
		mapperField('map', { displayOptions: { show: { matchOn: ['only'] } } }),
		mapperField('upsert', { displayOptions: { show: { matchOn: ['fields'] } } }),
		requestOptions,
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const oneAtATime = oneAtATimePerKey();
		return await eachItem(context, items, async (item) => {
			const profile = item.id('profileId');
			if (!profile.ok) return item.reject(profile.refusal);
			const collection = item.id('collection');
			if (!collection.ok) return item.reject(collection.refusal);
			const isOnly = item.setting('matchOn', 'only') !== 'fields';
			const mapping = isOnly ? { ...item.mapping(), matchOn: [] } : item.matching();
			const planned = planUpsert(await cache.collectionFields(collection.id), mapping);
			if (!planned.ok) return item.reject(planned.refusal);
			const ids = { profileId: profile.id, collectionId: collection.id };
			const write = { cache, item, ids, plan: planned.plan };
			const key = `${profile.id} ${collection.id}`;
			return await oneAtATime(key, async () => await writeSubprofile(context, write));
		});
	},
};
