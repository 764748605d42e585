import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { readChange, type Change } from '../../../../core/contracts/change';
import { refusal, refused } from '../../../../core/copernica/codes';
import {
	completeChange,
	parentOf,
	planCompletion,
	type Completion,
} from '../../../../core/copernica/completion';
import { profileSchema, subprofileSchema } from '../../../../core/copernica/entities';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { checkWiring } from '../../../shared/wiring';
import { memoize } from '../../../shared/perKey';
import { readIfThere, type ReadRequest } from '../../api/read';
import { runCacheFor, type RunCache } from '../../api/runCache';
import { pathOf } from '../../api/request';
import { requestOptions } from '../../shared/options';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';
import { otherProfilesFinder } from './otherProfiles';

/** Completes changes; each profile and subprofile is read once per run. */
function completer(
	context: IExecuteFunctions,
	cache: RunCache,
): (change: Change) => Promise<Completion> {
	const reader = <Entity>(kind: 'profile' | 'subprofile', schema: ReadRequest<Entity>['schema']) =>
		memoize(async (id: string) => {
			const readAt = new Date().toISOString();
			const path = pathOf(kind, id);
			const entity = await readIfThere(context, { path, schema, what: `a ${kind}` });
			return entity === null ? null : { entity, readAt };
		});
	const subprofileOf = reader('subprofile', subprofileSchema);
	const profileOf = reader('profile', profileSchema);
	const gone = (kind: 'profile' | 'subprofile', id: string) =>
		refused('PROFILE_GONE', { record: nameOf(kind, id) });

	return async (change) => {
		const plan = planCompletion(change);
		if (plan.kind === 'complete') return { ok: true, change };
		if (plan.kind === 'refused') return { ok: false, refusal: plan.refusal };
		const { subprofileId } = plan;
		const subprofile = subprofileId === null ? null : await subprofileOf(subprofileId);
		if (subprofileId !== null && subprofile === null) return gone('subprofile', subprofileId);
		const parent =
			plan.profileId === null && subprofile !== null
				? parentOf(subprofile.entity)
				: { ok: true as const, profileId: plan.profileId };
		if (!parent.ok) return parent;
		if (parent.profileId === null) return refused('PROFILE_UNKNOWN', { change: 'change' });
		const profile = await profileOf(parent.profileId);
		if (profile === null) return gone('profile', parent.profileId);
		const { interests, removed, database } = profile.entity;
		const known =
			interests === null || removed
				? null
				: await cache.interestsIfReadable(database ?? change.databaseId);
		return completeChange(change, subprofile, profile, known);
	};
}

const fields: INodeProperties[] = [
	{
		displayName: 'Look for Other Profiles',
		name: 'findOtherProfiles',
		type: 'boolean',
		default: false,
		description:
			'Whether to check if another profile still uses the address when a profile is deleted or its email address changes. If that other profile is subscribed, Normalise and Sync then do not opt the person out. Costs one search in Copernica for each such change.',
	},
	{
		displayName: 'Email Field',
		name: 'emailField',
		type: 'string',
		default: 'Email',
		required: true,
		placeholder: 'e.g. Email',
		displayOptions: { show: { findOtherProfiles: [true] } },
		description: 'The name of the field in Copernica that holds the email address',
	},
	requestOptions,
];

/**
 * *Add Profile*: completes changes of subprofiles with the fields of their profile, which hold the address. A change
 * that is already complete costs nothing. On request it also looks for other profiles with an address that a change
 * gives up.
 */
export const addProfile: Operation = {
	fields,
	outputs: OUTPUTS,
	run: async (context, items) => {
		checkWiring(context, items, 'change');
		const now = new Date().toISOString();
		const cache = runCacheFor(context);
		const complete = completer(context, cache);
		const addOthers = otherProfilesFinder(context, cache);
		const work = async (item: Item) => {
			const read = readChange(item.json, now);
			if (!read.ok) return item.reject(refusal(read.code, { field: read.field }));
			const completion = await complete(read.change);
			if (!completion.ok) return item.reject(completion.refusal);
			const { change } = completion;
			if (item.setting('findOtherProfiles', false) !== true) return item.complete({ ...change });
			const emailField = String(item.setting('emailField', 'Email')).trim();
			const others = await addOthers(change, emailField);
			return others.ok ? item.complete({ ...others.change }) : item.reject(others.refusal);
		};
		// Put right and sent again, a change is no newer than it was.
		return await eachItem(context, items, work, { keep: (json) => ({ receivedAt: now, ...json }) });
	},
};
