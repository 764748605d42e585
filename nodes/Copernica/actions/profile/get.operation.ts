import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { outputField, profileIdField } from '../../shared/descriptions';
import { onceEach } from '../../shared/onceEach';
import { idParameter, inputOf, outputParameter } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { presentProfile, profileWithRaw } from '../../shared/present';
import { readIfThere } from '../../shared/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

/** *Get*: a profile by its id. A deleted one reads as empty (copernica.md 4), so it is rejected, not passed on. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const now = new Date().toISOString();
	const profileOf = onceEach(
		async (id) =>
			await readIfThere(context, {
				path: pathOf('profile', id),
				schema: profileWithRaw,
				what: 'a profile',
			}),
	);
	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const profileId = idParameter(context, 'profileId', itemIndex);
		if (!profileId.ok) return [rejected('invalid', profileId.refusal, known)];
		const profile = await profileOf(profileId.id);
		if (profile === null || profile.removed) {
			const reason =
				profile === null
					? 'The profile does not exist in Copernica.'
					: 'The profile was deleted in Copernica.';
			const ids = { profileId: profileId.id };
			return [rejected('rejected', { code: 'PROFILE_GONE', reason }, { ...ids, ...known })];
		}
		return [completed(presentProfile(profile, outputParameter(context, itemIndex), now))];
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const get: Operation = { description: [profileIdField, outputField], execute };
