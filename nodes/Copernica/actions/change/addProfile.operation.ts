import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { readChange, type Change } from '../../../../core/contracts/change';
import { completeChange, parentOf, planCompletion } from '../../../../core/copernica/completion';
import type { Refusal } from '../../../../core/copernica/codes';
import { profileSchema, subprofileSchema } from '../../../../core/copernica/entities';
import { directoryFor } from '../../api/runCache';
import { onceEach } from '../../../shared/perKey';
import { otherProfilesFinder } from '../../shared/otherProfiles';
import { pathOf } from '../../shared/path';
import { readIfThere, type ReadRequest } from '../../api/read';
import { completed, rejected, workThroughRows, type Row } from '../../shared/rows';
import type { Operation } from '../operation';

/** Items whose reads run at the same time. */
const ITEMS_AT_A_TIME = 4;

type Completed = { ok: true; change: Change } | { ok: false; refusal: Refusal };

/** Completes changes; each profile and subprofile is read once per run. */
function completer(
	context: IExecuteFunctions,
	directory: ReturnType<typeof directoryFor>,
): (change: Change) => Promise<Completed> {
	const reader = <Entity>(kind: 'profile' | 'subprofile', schema: ReadRequest<Entity>['schema']) =>
		onceEach(async (id) => {
			const readAt = new Date().toISOString();
			const path = pathOf(kind, id);
			const entity = await readIfThere(context, { path, schema, what: `a ${kind}` });
			return entity === null ? null : { entity, readAt };
		});
	const subprofileOf = reader('subprofile', subprofileSchema);
	const profileOf = reader('profile', profileSchema);
	const gone = (what: string): Completed => {
		const reason = `The ${what} does not exist in Copernica any more.`;
		return { ok: false, refusal: { code: 'PROFILE_GONE', reason } };
	};

	return async (change) => {
		const plan = planCompletion(change);
		if (plan.kind === 'complete') return { ok: true, change };
		if (plan.kind === 'refused') return { ok: false, refusal: plan.refusal };
		const subprofile = plan.subprofileId === null ? null : await subprofileOf(plan.subprofileId);
		if (plan.subprofileId !== null && subprofile === null) return gone('subprofile');
		const parent =
			plan.profileId === null && subprofile !== null
				? parentOf(subprofile.entity)
				: { profileId: plan.profileId };
		if ('refusal' in parent) return { ok: false, refusal: parent.refusal };
		const profile = parent.profileId === null ? null : await profileOf(parent.profileId);
		if (profile === null) return gone('profile');
		const { interests, removed, database } = profile.entity;
		const known =
			interests === null || removed
				? null
				: await directory.interestsIfReadable(database ?? change.databaseId);
		return completeChange(change, subprofile, profile, known);
	};
}

/**
 * *Add Profile*: completes changes of subprofiles with the fields of their profile, which hold the address. A complete
 * change costs nothing. On request it also looks for other profiles with an address that a change gives up.
 */
async function execute(context: IExecuteFunctions, items: INodeExecutionData[]): Promise<Row[][]> {
	const now = new Date().toISOString();
	const directory = directoryFor(context);
	const complete = completer(context, directory);
	const addOthers = otherProfilesFinder(context, directory);

	const work = async (itemIndex: number): Promise<Row[]> => {
		const json = items[itemIndex]?.json ?? {};
		const read = readChange(json, now);
		if (!read.ok) {
			const { code, reason, field } = read;
			return [rejected('invalid', { code, reason, field }, json)];
		}
		const refuse = (refusal: Refusal, change: Change) => [
			rejected(refusal.code === 'ID_INVALID' ? 'invalid' : 'rejected', refusal, { ...change }),
		];
		const completion = await complete(read.change);
		if (!completion.ok) return refuse(completion.refusal, read.change);
		const { change } = completion;
		if (context.getNodeParameter('findOtherProfiles', itemIndex, false) !== true) {
			return [completed({ ...change })];
		}
		const emailField = String(context.getNodeParameter('emailField', itemIndex, 'Email')).trim();
		const others = await addOthers(change, emailField);
		return others.ok ? [completed({ ...others.change })] : refuse(others.refusal, change);
	};

	return await workThroughRows(context, {
		count: items.length,
		atATime: ITEMS_AT_A_TIME,
		work,
		known: (itemIndex) => items[itemIndex]?.json ?? {},
	});
}

const description: INodeProperties[] = [
	{
		displayName: 'Look for Other Profiles',
		name: 'findOtherProfiles',
		type: 'boolean',
		default: false,
		description:
			'Whether to check if another profile still uses the address when a profile is deleted or its email address changes. If that other profile is subscribed, Normalise and Sync then do not opt the person out. Costs one search in Copernica for each such change.',
	},
	{
		displayName: 'Email Field',
		name: 'emailField',
		type: 'string',
		default: 'Email',
		required: true,
		placeholder: 'e.g. Email',
		displayOptions: { show: { findOtherProfiles: [true] } },
		description: 'The name of the field in Copernica that holds the email address',
	},
];

export const addProfile: Operation = { description, execute };
