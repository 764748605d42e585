import type { UnsubscribedProfile } from '../../../../core/contracts/copernicaRows';
import { refusal } from '../../../../core/copernica/codes';
import {
	unsubscribeSchema,
	type Profile,
	type Unsubscribe,
} from '../../../../core/copernica/entities';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { memoize, oneAtATimePerKey } from '../../../shared/perKey';
import type { Row } from '../../../shared/rows';
import { copernicaRequest } from '../../api/client';
import { readIfThere } from '../../api/read';
import { readProfile } from '../../api/runCache';
import { profileIdField } from '../../shared/descriptions';
import { requestOptions } from '../../shared/options';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

/** Whether unsubscribing would leave the profile as it is: all fields it would set have their value already. */
function isUnsubscribed(profile: Profile, { behavior, fields }: Unsubscribe): boolean {
	const held = new Map(
		Object.entries(profile.fields).map(([name, text]) => [name.toLowerCase(), text]),
	);
	return (
		behavior === 'update' &&
		Object.entries(fields).every(([name, text]) => held.get(name.toLowerCase()) === text)
	);
}

/**
 * *Unsubscribe*: runs what the database is set up to do. A database that does nothing would let the call
 * succeed and the person stay subscribed, so that is rejected.
 */
export const unsubscribe: Operation = {
	fields: [profileIdField, requestOptions],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const oneAtATime = oneAtATimePerKey();
		const setUpOf = memoize(
			async (databaseId: string) =>
				await readIfThere(context, {
					path: pathOf('database', databaseId, 'unsubscribe'),
					schema: unsubscribeSchema,
					what: 'an unsubscribe behaviour',
				}),
		);
		const unsubscribeProfile = async (item: Item, id: string): Promise<Row> => {
			const profile = await readProfile(context, id);
			if (profile === null || profile.removed) {
				const gone = refusal('PROFILE_GONE', { record: nameOf('profile', id) });
				return item.reject(gone, { profileId: id });
			}
			const setUp = profile.database === null ? null : await setUpOf(profile.database);
			const behavior = setUp?.behavior ?? null;
			if (behavior === 'nothing') {
				const what = nameOf('database', profile.database);
				return item.reject(refusal('UNSUBSCRIBE_NOT_SET_UP', { database: what }), {
					profileId: id,
				});
			}
			const done = (status: UnsubscribedProfile['status']) =>
				item.complete({ status, profileId: id, behavior } satisfies UnsubscribedProfile);
			if (setUp !== null && isUnsubscribed(profile, setUp)) return done('unchanged');
			await copernicaRequest(context, {
				version: 'v4',
				method: 'PUT',
				path: pathOf('profile', id, 'unsubscribe'),
				itemIndex: item.index,
			});
			return done('unsubscribed');
		};
		return await eachItem(context, items, async (item) => {
			const profileId = item.id('profileId');
			if (!profileId.ok) return item.reject(profileId.refusal);
			const { id } = profileId;
			return await oneAtATime(id, async () => await unsubscribeProfile(item, id));
		});
	},
};
