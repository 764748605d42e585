import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { RemovedProfile, RemovedSubprofile } from '../../../core/contracts/copernicaRows';
import { refusal } from '../../../core/copernica/codes';
import { nameOf } from '../../../core/copernica/ids';
import type { Row } from '../../shared/rows';
import { CopernicaFaultError } from '../api/apiError';
import { tryCopernicaRequest } from '../api/client';
import { pathOf } from '../api/request';
import type { Item } from '../shared/rows';

/**
 * Deletes profiles or subprofiles by their ID, each once per run. One that is deleted already is fine: a run may be
 * repeated, and an ID is never given twice, so a try whose answer was lost may be repeated too.
 *
 * @returns what deletes the record of an item. `body` goes into the request.
 */
export function recordRemover(
	context: IExecuteFunctions,
	kind: 'profile' | 'subprofile',
): (item: Item, id: string, body?: IDataObject) => Promise<Row> {
	const remove = async (id: string, body: IDataObject | undefined, itemIndex: number) =>
		await tryCopernicaRequest(context, {
			version: 'v4',
			method: 'DELETE',
			path: pathOf(kind, id),
			...(body === undefined ? {} : { body }),
			itemIndex,
		});
	const requests = new Map<string, ReturnType<typeof remove>>();
	return async (item, id, body) => {
		const earlier = requests.get(id);
		const request = earlier ?? remove(id, body, item.index);
		requests.set(id, request);
		const result = await request;
		const ids = kind === 'profile' ? { profileId: id } : { subprofileId: id };
		if (!result.ok) {
			if (result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
			if (!result.fault.wasRemoved) {
				return item.reject(refusal('PROFILE_GONE', { record: nameOf(kind, id) }), ids);
			}
		}
		const isFirst = result.ok && earlier === undefined;
		const status = isFirst ? 'deleted' : 'unchanged';
		return item.complete({ status, ...ids, deleted: true } satisfies
			| RemovedProfile
			| RemovedSubprofile);
	};
}
