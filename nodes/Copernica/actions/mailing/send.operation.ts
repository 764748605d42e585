import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';
import type { SentMailing } from '../../../../core/contracts/copernicaRows';
import { readNewId } from '../../../../core/copernica/newId';
import { readSchedule } from '../../../../core/copernica/schedule';
import type { Operation } from '../../../shared/operation';
import { tryMailingRequest } from '../../api/mailings';
import {
	collectionField,
	databaseField,
	miniselectionField,
	profileIdField,
	selectionField,
	subprofileIdField,
	templateField,
} from '../../shared/descriptions';
import type { ItemSettings } from '../../shared/parameters';
import { eachItem, OUTPUTS, refusalOfFault, type Item } from '../../shared/rows';

/** Whom a mailing can go to: Copernica's word for it, the setting that holds the ID, and the fields of the form. */
const TARGETS = {
	profile: { type: 'profile', id: 'profileId', fields: [profileIdField] },
	subprofile: { type: 'subprofile', id: 'subprofileId', fields: [subprofileIdField] },
	selection: { type: 'view', id: 'selection', fields: [databaseField, selectionField] },
	miniselection: {
		type: 'miniview',
		id: 'miniselection',
		fields: [databaseField, collectionField, miniselectionField],
	},
	collection: { type: 'collection', id: 'collection', fields: [databaseField, collectionField] },
	database: { type: 'database', id: 'database', fields: [databaseField] },
} as const satisfies Record<
	string,
	{ type: string; id: Parameters<ItemSettings['id']>[0]; fields: INodeProperties[] }
>;

const isTarget = (value: unknown): value is keyof typeof TARGETS =>
	typeof value === 'string' && Object.hasOwn(TARGETS, value);

/** Each field once, shown for all targets that have it. */
function targetFields(): INodeProperties[] {
	const all: readonly INodeProperties[] = [
		profileIdField,
		subprofileIdField,
		databaseField,
		collectionField,
		selectionField,
		miniselectionField,
	];
	return all.flatMap((field) => {
		const target = Object.entries(TARGETS).flatMap(([name, { fields }]) => {
			const ofTarget: readonly INodeProperties[] = fields;
			return ofTarget.includes(field) ? [name] : [];
		});
		return updateDisplayOptions({ show: { target } }, [field]);
	});
}

const fields: INodeProperties[] = [
	{
		displayName: 'Send To',
		name: 'target',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Collection', value: 'collection', description: 'All its subprofiles' },
			{ name: 'Database', value: 'database', description: 'All its profiles' },
			{ name: 'Miniselection', value: 'miniselection', description: 'Its subprofiles' },
			{ name: 'Profile', value: 'profile', description: 'One person' },
			{ name: 'Selection', value: 'selection', description: 'Its profiles' },
			{ name: 'Subprofile', value: 'subprofile', description: 'One subprofile' },
		],
		default: 'profile',
	},
	...targetFields(),
	templateField,
	{
		displayName: 'When',
		name: 'when',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Now', value: 'now' },
			{ name: 'At a Set Time', value: 'scheduled', description: 'Once, or again and again' },
		],
		default: 'now',
	},
	{
		displayName: 'Start',
		name: 'start',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 2027-02-01 09:00:00',
		description:
			'When to send, as YYYY-MM-DD HH:MM:SS in the time zone of your Copernica account. Copernica sends a mailing whose start is in the past at once.',
		displayOptions: { show: { when: ['scheduled'] } },
	},
	{
		displayName: 'Recurrence',
		name: 'recurrence',
		type: 'string',
		default: '',
		placeholder: 'e.g. FREQ=WEEKLY;COUNT=4',
		description: 'How often to send again, as an iCalendar rule. Leave empty to send once.',
		displayOptions: { show: { when: ['scheduled'] } },
	},
];

/** When an item is to be sent; null = now. */
function scheduleOf(item: Item) {
	if (item.setting('when', 'now') !== 'scheduled') return { ok: true as const, schedule: null };
	return readSchedule(
		String(item.setting('start', '') ?? ''),
		String(item.setting('recurrence', '') ?? ''),
	);
}

/**
 * *Send*: a mailing to one target for each item, one after the other. What Copernica does not clearly refuse is never
 * asked for again. A fault ends no run, because n8n could then repeat all items, also those whose mailing is out.
 */
export const send: Operation = {
	fields,
	outputs: OUTPUTS,
	run: async (context, items) => {
		const work = async (item: Item) => {
			const setTarget = item.setting('target', 'profile');
			const chosen = isTarget(setTarget) ? setTarget : 'profile';
			const { type, id: setting } = TARGETS[chosen];
			const target = item.id(setting);
			if (!target.ok) return item.reject(target.refusal);
			const template = item.id('template');
			if (!template.ok) return item.reject(template.refusal);
			const planned = scheduleOf(item);
			if (!planned.ok) return item.reject(planned.refusal);
			const { schedule } = planned;
			const entity = schedule === null ? 'emailing' : 'scheduledemailing';
			const { result, family } = await tryMailingRequest(context, {
				version: 'v4',
				method: 'POST',
				path: entity,
				body: {
					target: Number(target.id),
					targettype: type,
					template: Number(template.id),
					...(schedule === null ? {} : { start: schedule.start }),
					...(schedule === null || schedule.rrule === null ? {} : { rrule: schedule.rrule }),
				},
				itemIndex: item.index,
			});
			const known = { target: chosen, targetId: target.id, templateId: template.id };
			if (!result.ok) {
				return item.reject(refusalOfFault(context, result.fault, item.index), known);
			}
			return item.complete({
				status: schedule === null ? 'sent' : 'scheduled',
				emailingId: readNewId(result.answer.headers, entity),
				...known,
				api: family,
			} satisfies SentMailing);
		};
		return await eachItem(context, items, work, { isOneByOne: true, isNeverRepeated: true });
	},
};
