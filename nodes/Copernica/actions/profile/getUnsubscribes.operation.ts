import { NodeOperationError, type INodeProperties } from 'n8n-workflow';
import type { UnsubscribeRow } from '../../../../core/contracts/copernicaRows';
import { refusal } from '../../../../core/copernica/codes';
import { nameOf } from '../../../../core/copernica/ids';
import { readStamp } from '../../../../core/copernica/polling/stamp';
import { SYSTEM_NAMES, type MailingSystem } from '../../../../core/copernica/unsubscribeEvents';
import type { Operation } from '../../../shared/operation';
import { returnAllFields } from '../../../shared/returnAll';
import type { Row } from '../../../shared/rows';
import { runCacheFor } from '../../api/runCache';
import { readUnsubscribes, type Unsubscribed } from '../../api/unsubscribes';
import { hintAtLimit } from '../../shared/atLimit';
import { databaseField, outputFieldOf } from '../../shared/descriptions';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';
import {
	isElsewhere,
	unsubscribeChange,
	unsubscriberReader,
	type Unsubscriber,
} from '../../shared/unsubscribed';

const sinceField: INodeProperties = {
	displayName: 'Since',
	name: 'since',
	type: 'dateTime',
	default: '',
	required: true,
	description: 'Only unsubscribes from this date and time on, as Copernica shows them',
};

const mailingsField: INodeProperties = {
	displayName: 'Mailings From',
	name: 'mailings',
	type: 'multiOptions',
	options: [...SYSTEM_NAMES].map(([value, name]) => ({ name, value })),
	default: ['marketingSuite', 'publisher'],
	description: 'Where the mailings were sent from',
};

const SYSTEMS = [...SYSTEM_NAMES.keys()];

function systemsOf(item: Item): MailingSystem[] {
	const chosen = String(item.setting('mailings', SYSTEMS.join(',')))
		.split(',')
		.map((name) => name.trim());
	return SYSTEMS.filter((system) => chosen.includes(system));
}

/** What is known of an unsubscribe, apart from whose it is. */
function factsOf(event: Unsubscribed) {
	const { id, timestamp, system, source, success, mailing } = event;
	return {
		unsubscribeId: id,
		unsubscribedAt: timestamp,
		mailings: system,
		mailingId: mailing,
		source,
		success,
	};
}

/** A row of somebody who cannot be told any more. */
function lost(item: Item, event: Unsubscribed, { profileId, profile }: Unsubscriber): Row {
	const reason =
		profileId === null
			? refusal('PROFILE_UNKNOWN', { change: 'unsubscribe' })
			: refusal('PROFILE_GONE', { record: nameOf('profile', profileId) });
	return item.reject(reason, {
		...factsOf(event),
		profileId,
		databaseId: profile?.database ?? null,
	});
}

/**
 * *Get Unsubscribes*: who unsubscribed through a mailing since a time, oldest first, with the profile as it is now. Its
 * fields may still say yes: what an unsubscribe does is set in the database.
 */
export const getUnsubscribes: Operation = {
	fields: [
		databaseField,
		sinceField,
		...returnAllFields,
		mailingsField,
		outputFieldOf(['change', 'simplified']),
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const cache = runCacheFor(context);
		const unsubscriberOf = unsubscriberReader(context);
		const work = async (item: Item): Promise<Row | Row[]> => {
			const database = item.id('database');
			if (!database.ok) return item.reject(database.refusal);
			const from = readStamp(item.setting('since', ''));
			if (from === null) {
				throw new NodeOperationError(context.getNode(), 'The date under Since cannot be read', {
					description: 'Enter it as YYYY-MM-DD HH:MM:SS, as Copernica shows it.',
					itemIndex: item.index,
				});
			}
			const limit = item.limit();
			const form = item.outputForm();
			const events: Unsubscribed[] = [];
			for (const system of systemsOf(item)) {
				for await (const page of readUnsubscribes(context, system, from)) events.push(...page);
			}
			events.sort((a, b) => a.timestamp.localeCompare(b.timestamp));
			const rows: Row[] = [];
			for (const [index, event] of events.entries()) {
				if (rows.length >= limit) {
					const left = events.length - index;
					hintAtLimit(context, limit, `Up to ${left} later unsubscribes were`);
					break;
				}
				const read = await unsubscriberOf(event);
				if (isElsewhere(read, database.id)) continue;
				const { profile, profileId } = read;
				if (profile === null || profile.removed) rows.push(lost(item, event, read));
				else if (form === 'change') {
					rows.push(item.complete(await unsubscribeChange(read, database.id, cache)));
				} else {
					const { fields, database: databaseId } = profile;
					const row = { ...factsOf(event), profileId, databaseId, fields } satisfies UnsubscribeRow;
					rows.push(item.complete(row));
				}
			}
			return rows;
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};
