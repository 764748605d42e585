import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readWantedFields } from '../../../../core/copernica/fieldNames';
import {
	databaseField,
	interestOptions,
	mapperField,
	profileIdField,
} from '../../shared/descriptions';
import { directoryFor, readProfile } from '../../api/runCache';
import { inTurn } from '../../shared/inTurn';
import {
	idParameter,
	inputOf,
	interestParameters,
	mappingParameter,
} from '../../shared/parameters';
import { rejected, workThroughRows, type Row } from '../../shared/rows';
import { hasInterestWishes, updateProfile } from './writeProfile';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

/** *Update*: writes to a profile by its id what differs from what it holds. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const directory = directoryFor(context);
	const turn = inTurn();

	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const profileId = idParameter(context, 'profileId', itemIndex);
		if (!profileId.ok) return [rejected('invalid', profileId.refusal, known)];
		const chosen = idParameter(context, 'database', itemIndex);
		if (!chosen.ok) return [rejected('invalid', chosen.refusal, known)];
		const mapping = mappingParameter(context, items[itemIndex], itemIndex);
		const interests = interestParameters(context, itemIndex);
		return await turn(profileId.id, async () => {
			const profile = await readProfile(context, profileId.id);
			if (profile === null) {
				const reason = 'The profile does not exist in Copernica.';
				const ids = { profileId: profileId.id };
				return [rejected('rejected', { code: 'PROFILE_GONE', reason }, { ...ids, ...known })];
			}
			// The fields that count are those of the database that the profile is really in.
			const databaseId = profile.database ?? chosen.id;
			const fields = await directory.databaseFields(databaseId);
			const read = readWantedFields(fields, mapping.values, mapping.unknownNames);
			if (!read.ok) return [rejected('invalid', read.refusal, known)];
			if (read.wanted.length === 0 && !hasInterestWishes(interests)) {
				const reason = 'The item gives no field and no interest to write. Check the mapping.';
				return [rejected('invalid', { code: 'NOTHING_TO_WRITE', reason }, known)];
			}
			const wishes = { wanted: read.wanted, ignored: read.ignored, interests };
			return [
				await updateProfile(context, directory, databaseId, profile, wishes, known, itemIndex),
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

export const update: Operation = {
	description: [databaseField, profileIdField, mapperField('map'), interestOptions],
	execute,
};
