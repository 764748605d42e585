import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { outputField, profileIdField } from '../../shared/descriptions';
import { directoryFor } from '../../api/runCache';
import { onceEach } from '../../../shared/perKey';
import { idParameter, inputOf, outputParameter } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { presentProfile, profileWithRaw } from '../../shared/outputForm';
import { readIfThere } from '../../api/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

/**
 * *Get*: a profile by its id. A deleted one reads as empty (docs/vendors/copernica.md#4-quirks), so it is rejected, not
 * passed on.
 */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const directory = directoryFor(context);
	const profileOf = onceEach(async (id) => {
		const readAt = new Date().toISOString();
		const profile = await readIfThere(context, {
			path: pathOf('profile', id),
			schema: profileWithRaw,
			what: 'a profile',
		});
		return { readAt, profile };
	});
	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const profileId = idParameter(context, 'profileId', itemIndex);
		if (!profileId.ok) return [rejected('invalid', profileId.refusal, known)];
		const { profile, readAt } = await profileOf(profileId.id);
		if (profile === null || profile.removed) {
			const reason =
				profile === null
					? 'The profile does not exist in Copernica.'
					: 'The profile was deleted in Copernica.';
			const ids = { profileId: profileId.id };
			return [rejected('rejected', { code: 'PROFILE_GONE', reason }, { ...ids, ...known })];
		}
		const form = outputParameter(context, itemIndex);
		return [completed(await presentProfile(profile, form, { readAt }, directory))];
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const get: Operation = { description: [profileIdField, outputField], execute };
