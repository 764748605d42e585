import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
	unsubscribeSchema,
	type Profile,
	type Unsubscribe,
} from '../../../../core/copernica/entities';
import { profileIdField } from '../../shared/descriptions';
import { readProfile } from '../../api/runCache';
import { inTurn } from '../../shared/inTurn';
import { onceEach } from '../../../shared/perKey';
import { idParameter, inputOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { readIfThere } from '../../api/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import { copernicaRequest } from '../../api/client';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

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
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const turn = inTurn();
	const behaviourOf = onceEach(
		async (databaseId) =>
			await readIfThere(context, {
				path: pathOf('database', databaseId, 'unsubscribe'),
				schema: unsubscribeSchema,
				what: 'an unsubscribe behaviour',
			}),
	);

	const unsubscribeProfile = async (id: string, itemIndex: number): Promise<Row> => {
		const known = { profileId: id, ...inputOf(items[itemIndex]) };
		const profile = await readProfile(context, id);
		if (profile === null || profile.removed) {
			const reason =
				profile === null
					? 'The profile does not exist in Copernica.'
					: 'The profile was deleted in Copernica.';
			return rejected('rejected', { code: 'PROFILE_GONE', reason }, known);
		}
		const behaviour = profile.database === null ? null : await behaviourOf(profile.database);
		const behavior = behaviour?.behavior ?? null;
		if (behavior === 'nothing') {
			const reason =
				'The database does nothing when a profile is unsubscribed. Set its unsubscribe behaviour in Copernica first.';
			return rejected('rejected', { code: 'UNSUBSCRIBE_NOT_SET_UP', reason }, known);
		}
		if (behaviour !== null && isUnsubscribed(profile, behaviour)) {
			return completed({ status: 'unchanged', profileId: id, behavior });
		}
		await copernicaRequest(context, {
			version: 'v4',
			method: 'PUT',
			path: pathOf('profile', id, 'unsubscribe'),
			itemIndex,
		});
		return completed({ status: 'unsubscribed', profileId: id, behavior });
	};

	const work = async (itemIndex: number): Promise<Row[]> => {
		const profileId = idParameter(context, 'profileId', itemIndex);
		if (!profileId.ok) return [rejected('invalid', profileId.refusal, inputOf(items[itemIndex]))];
		const { id } = profileId;
		return [await turn(id, async () => await unsubscribeProfile(id, itemIndex))];
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const unsubscribe: Operation = { description: [profileIdField], execute };
