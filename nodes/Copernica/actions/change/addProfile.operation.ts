import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { completeChange, parentOf, planCompletion } from '../../../../core/copernica/completion';
import { profileSchema, subprofileSchema } from '../../../../core/copernica/entities';
import { readChange } from '../../../../core/contracts/change';
import { onceEach } from '../../shared/onceEach';
import { pathOf } from '../../shared/path';
import { readIfThere } from '../../shared/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

/** Items whose reads run at the same time. */
const ITEMS_AT_A_TIME = 4;

/**
 * *Add Profile*: completes changes of subprofiles with the fields of their profile, which hold the address
 * (design, section 3). Each profile and subprofile is read once per run; a complete change costs nothing.
 */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const now = new Date().toISOString();
	const subprofileOf = onceEach(
		async (id) =>
			await readIfThere(context, {
				path: pathOf('subprofile', id),
				schema: subprofileSchema,
				what: 'a subprofile',
			}),
	);
	const profileOf = onceEach(
		async (id) =>
			await readIfThere(context, {
				path: pathOf('profile', id),
				schema: profileSchema,
				what: 'a profile',
			}),
	);

	const work = async (itemIndex: number): Promise<Row[]> => {
		const json = items[itemIndex]?.json ?? {};
		const read = readChange(json, now);
		if (!read.ok) {
			const { code, reason, field } = read;
			return [rejected('invalid', { code, reason, field }, json)];
		}
		const { change } = read;
		const refuse = (refusal: Parameters<typeof rejected>[1]) => [
			rejected(refusal.code === 'ID_INVALID' ? 'invalid' : 'rejected', refusal, { ...change }),
		];
		const gone = (what: string) =>
			refuse({ code: 'PROFILE_GONE', reason: `The ${what} does not exist in Copernica any more.` });

		const plan = planCompletion(change);
		if (plan.kind === 'complete') return [completed({ ...change })];
		if (plan.kind === 'refused') return refuse(plan.refusal);

		const subprofile = plan.subprofileId === null ? null : await subprofileOf(plan.subprofileId);
		if (plan.subprofileId !== null && subprofile === null) return gone('subprofile');
		const parent =
			plan.profileId === null && subprofile !== null
				? parentOf(subprofile)
				: { profileId: plan.profileId };
		if ('refusal' in parent) return refuse(parent.refusal);
		const profile = parent.profileId === null ? null : await profileOf(parent.profileId);
		if (profile === null) return gone('profile');

		const completion = completeChange(change, subprofile, profile);
		return completion.ok ? [completed({ ...completion.change })] : refuse(completion.refusal);
	};

	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => items[itemIndex]?.json ?? {},
	});
}

export const addProfile: Operation = { description: [], execute };
