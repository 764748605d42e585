import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { CopernicaFaultError } from '../../api/apiError';
import { profileIdField } from '../../shared/descriptions';
import { idParameter, inputOf } from '../../shared/parameters';
import { pathOf } from '../../shared/path';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import { tryCopernicaRequest } from '../../api/client';
import type { Operation } from '../operation';

const ITEMS_AT_A_TIME = 4;

/** *Delete*: a profile by its id, with its subprofiles. One that is deleted already is fine: a run may be repeated. */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const remove = async (profileId: string, completely: boolean, itemIndex: number) =>
		await tryCopernicaRequest(context, {
			version: 'v4',
			method: 'DELETE',
			path: pathOf('profile', profileId),
			...(completely ? { body: { completely: true } } : {}),
			itemIndex,
		});
	const requests = new Map<string, ReturnType<typeof remove>>();

	const work = async (itemIndex: number): Promise<Row[]> => {
		const known = inputOf(items[itemIndex]);
		const profileId = idParameter(context, 'profileId', itemIndex);
		if (!profileId.ok) return [rejected('invalid', profileId.refusal, known)];
		const { id } = profileId;
		const completely = context.getNodeParameter('completely', itemIndex, false) === true;
		const earlier = requests.get(id);
		const request = earlier ?? remove(id, completely, itemIndex);
		requests.set(id, request);
		const result = await request;
		if (result.ok) {
			const status = earlier === undefined ? 'deleted' : 'unchanged';
			return [completed({ status, profileId: id, deleted: true })];
		}
		if (result.fault.kind === 'gone' && result.fault.wasRemoved) {
			return [completed({ status: 'unchanged', profileId: id, deleted: true })];
		}
		if (result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
		const reason = 'The profile does not exist in Copernica.';
		return [rejected('rejected', { code: 'PROFILE_GONE', reason }, { profileId: id, ...known })];
	};
	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => inputOf(items[itemIndex]),
	});
}

export const remove: Operation = {
	description: [
		profileIdField,
		{
			displayName: 'Delete Completely',
			name: 'completely',
			type: 'boolean',
			default: false,
			description:
				'Whether to erase the profile completely, so that its data can no longer be read',
		},
	],
	execute,
};
