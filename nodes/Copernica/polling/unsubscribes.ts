import type { IPollFunctions } from 'n8n-workflow';
import { byStamp } from '../../../core/copernica/polling/mark';
import { stampOf } from '../../../core/copernica/polling/stamp';
import { SYSTEM_NAMES } from '../../../core/copernica/unsubscribeEvents';
import { runCacheFor } from '../api/runCache';
import { readUnsubscribes } from '../api/unsubscribes';
import { isElsewhere, unsubscribeChange, unsubscriberReader } from '../shared/unsubscribed';
import type { LookSettings } from './settings';
import { sourceKey, type Findable, type LookSource } from './source';

/** In whatever zone Copernica writes, this is before now. */
const daysAgo = (days: number) => stampOf(new Date(Date.now() - days * 86_400_000));

/** How far back is looked for some to show, in days. */
const SHOWN_DAYS = 60;

/** Unsubscribes by their time: who unsubscribed through a mailing of the account, and is in the chosen database. */
export function unsubscribeSource(context: IPollFunctions, settings: LookSettings): LookSource {
	const { databaseId } = settings;
	const unsubscriberOf = unsubscriberReader(context);
	const cache = runCacheFor(context);
	const pages = async function* (from: string): AsyncGenerator<Findable[]> {
		for (const system of SYSTEM_NAMES.keys()) {
			for await (const rows of readUnsubscribes(context, system, from)) {
				yield rows.map((event) => ({
					id: `${system} ${event.id}`,
					stamp: event.timestamp,
					print: '',
					created: null,
					toItem: async () => {
						const read = await unsubscriberOf(event);
						return isElsewhere(read, databaseId)
							? null
							: await unsubscribeChange(read, databaseId, cache);
					},
				}));
			}
		}
	};
	const since = async (from: string) => {
		const found: Findable[] = [];
		for await (const page of pages(from)) found.push(...page);
		return found.sort((a, b) => byStamp(b, a));
	};
	return {
		key: sourceKey(settings),
		check: async () => undefined,
		now: async () => daysAgo(2),
		// Nobody is created by an unsubscribe.
		newest: async () => '',
		isInOrder: false,
		pages,
		latest: async () => await since(daysAgo(SHOWN_DAYS)),
	};
}
