import { refusal } from '../../../../core/copernica/codes';
import { statisticsSchema } from '../../../../core/copernica/entities';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { CopernicaFaultError } from '../../api/apiError';
import { tryMailingRequest } from '../../api/mailings';
import { unreadable } from '../../api/read';
import { pathOf } from '../../api/request';
import { eachItem, OUTPUTS } from '../../shared/rows';

/** *Get Statistics*: how many people received, opened and clicked a mailing, as Copernica counts them. */
export const getStatistics: Operation = {
	fields: [
		{
			displayName: 'Mailing ID',
			name: 'emailingId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 169',
			description: 'The ID of the mailing, from Send or from Marketing Suite',
		},
	],
	outputs: OUTPUTS,
	run: async (context, items) =>
		await eachItem(context, items, async (item) => {
			const mailing = item.id('emailingId');
			if (!mailing.ok) return item.reject(mailing.refusal);
			const { id } = mailing;
			const { result, family } = await tryMailingRequest(context, {
				version: 'v4',
				method: 'GET',
				path: pathOf('emailing', id, 'statistics'),
				itemIndex: item.index,
			});
			if (!result.ok) {
				if (result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
				const gone = refusal('MAILING_GONE', { mailing: nameOf('mailing', id) });
				return item.reject(gone, { emailingId: id });
			}
			const counts = statisticsSchema.safeParse(result.answer.body);
			if (!counts.success) throw unreadable('the statistics of a mailing');
			return item.complete({ emailingId: id, ...counts.data, api: family });
		}),
};
