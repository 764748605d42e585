import type { IExecuteFunctions } from 'n8n-workflow';
import type { WrittenSubprofile } from '../../../../core/contracts/copernicaRows';
import { refusal } from '../../../../core/copernica/codes';
import type { Subprofile } from '../../../../core/copernica/entities';
import type { WantedField } from '../../../../core/copernica/fieldNames';
import { nameOf } from '../../../../core/copernica/ids';
import { planWrite } from '../../../../core/copernica/upsert';
import type { Row } from '../../../shared/rows';
import { copernicaRequest } from '../../api/client';
import { pathOf } from '../../api/request';
import type { Item } from '../../shared/rows';
import { writtenJson } from '../profile/writeProfile';

/** A subprofile has no interests: those are its profile's. */
export const NO_INTERESTS = { add: [], remove: [] };

/** What an item wants of a subprofile, and whose it is. */
interface SubprofileWishes {
	item: Item;
	ids: Pick<WrittenSubprofile, 'profileId' | 'collectionId'>;
	wanted: WantedField[];
	/** Keys of the item that are no field. */
	ignored: string[];
}

/** Writes to a subprofile what really differs, and nothing when nothing does. @param subprofile as it is now */
export async function updateSubprofile(
	context: IExecuteFunctions,
	subprofile: Subprofile,
	{ item, ids, wanted, ignored }: SubprofileWishes,
): Promise<Row> {
	const { id } = subprofile;
	if (subprofile.removed) {
		// Copernica takes the write and keeps nothing of it (docs/vendors/copernica.md#4-quirks).
		const gone = refusal('PROFILE_GONE', { record: nameOf('subprofile', id) });
		return item.reject(gone, { subprofileId: id, ...ids });
	}
	const planned = planWrite(subprofile, wanted, NO_INTERESTS, null);
	if (!planned.ok) return item.reject(planned.refusal, ids);
	const { fields, changed } = planned;
	const done = (status: 'updated' | 'unchanged') =>
		item.complete(writtenJson(status, { subprofileId: id, ...ids }, changed, ignored));
	if (changed.length === 0) return done('unchanged');
	await copernicaRequest(context, {
		version: 'v4',
		method: 'PUT',
		path: pathOf('subprofile', id),
		body: { fields },
		itemIndex: item.index,
	});
	return done('updated');
}
