import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { remoteCallbackSchema } from '../../../../core/callback/registration';
import { CopernicaFaultError } from '../../api/apiError';
import { idParameter, inputOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { readIfThere } from '../../api/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import { tryCopernicaRequest } from '../../api/client';
import type { Operation } from '../operation';

/** *Delete*: a callback by its id. It is read first, so that the result says what was removed. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const callbackId = idParameter(context, 'callbackId', itemIndex);
		if (!callbackId.ok) return [rejected('invalid', callbackId.refusal, known)];
		const { id } = callbackId;
		const path = pathOf('callback', id);
		const callback = await readIfThere(context, {
			version: 'v1',
			path,
			schema: remoteCallbackSchema,
			what: 'a callback',
			id,
			itemIndex,
		});
		if (callback === null) {
			const reason = 'The callback does not exist in Copernica (any more).';
			return [
				rejected('rejected', { code: 'CALLBACK_GONE', reason }, { callbackId: id, ...known }),
			];
		}
		const result = await tryCopernicaRequest(context, {
			version: 'v1',
			method: 'DELETE',
			path,
			itemIndex,
		});
		if (!result.ok && result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
		return [completed({ status: 'deleted', callbackId: id, url: callback.url, deleted: true })];
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: 1,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const remove: Operation = {
	description: [
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
	execute,
};
