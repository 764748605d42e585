import { remoteCallbackSchema } from '../../../../core/callback/registration';
import type { RemovedCallback } from '../../../../core/contracts/copernicaRows';
import { refusal } from '../../../../core/copernica/codes';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { CopernicaFaultError } from '../../api/apiError';
import { tryCopernicaRequest } from '../../api/client';
import { readIfThere } from '../../api/read';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';

/** *Delete*: a callback by its id. It is read first, so that the result says what was removed. */
export const remove: Operation = {
	fields: [
		{
			displayName: 'Callback ID',
			name: 'callbackId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 42',
			description: 'The ID of the callback, from Get Many',
		},
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const work = async (item: Item) => {
			const callbackId = item.id('callbackId');
			if (!callbackId.ok) return item.reject(callbackId.refusal);
			const { id } = callbackId;
			const request = {
				version: 'v1',
				path: pathOf('callback', id),
				itemIndex: item.index,
			} as const;
			const schema = remoteCallbackSchema;
			const callback = await readIfThere(context, { ...request, schema, what: 'a callback', id });
			if (callback === null) {
				const gone = refusal('CALLBACK_GONE', { callback: nameOf('callback', id) });
				return item.reject(gone, { callbackId: id });
			}
			const result = await tryCopernicaRequest(context, { ...request, method: 'DELETE' });
			if (!result.ok && result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
			const { url } = callback;
			return item.complete({
				status: 'deleted',
				callbackId: id,
				url,
				deleted: true,
			} satisfies RemovedCallback);
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};
