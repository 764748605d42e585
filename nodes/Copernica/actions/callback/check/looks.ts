import type { IExecuteFunctions } from 'n8n-workflow';
import type { CheckResult } from '../../../../../core/copernica/check/codes';
import {
	judgeChanges,
	judgeLooks,
	judgeUnsubscribes,
	stampIn,
} from '../../../../../core/copernica/check/looks';
import { stampOf } from '../../../../../core/copernica/polling/stamp';
import { SYSTEM_NAMES } from '../../../../../core/copernica/unsubscribeEvents';
import { tryUnsubscribes } from '../../../api/unsubscribes';
import { looksAt } from '../../../polling/outcomes';
import { sourceKey } from '../../../polling/source';
import type { Place } from './form';
import { readNames, readNewest } from './reads';

const DAY_MS = 86_400_000;

/** Whether both lists of unsubscribes can be read: a look reads both. Asked for one day only, as lists can be long. */
async function checkUnsubscribes(context: IExecuteFunctions): Promise<CheckResult[]> {
	const since = stampOf(new Date(Date.now() - DAY_MS));
	const findings: CheckResult[] = [];
	for (const [system, name] of SYSTEM_NAMES) {
		findings.push(judgeUnsubscribes(name, await tryUnsubscribes(context, system, since)));
	}
	return findings;
}

/** Whether a look can ask for what it waits for, and the time of the newest change; null where there is none. */
export async function checkChanges(
	context: IExecuteFunctions,
	place: Place,
): Promise<{ findings: CheckResult[]; newest: string | null }> {
	if (place.kind === 'unsubscribes') {
		return { findings: await checkUnsubscribes(context), newest: null };
	}
	const names = await readNames(context, place);
	const newest = await readNewest(context, place);
	return { findings: [judgeChanges(names, newest)], newest: stampIn(newest) };
}

/** How the looks at a source went. @param newest time of the newest change; null where it is not known */
export function checkLooks(place: Place, newest: string | null): CheckResult {
	const { kind, databaseId, collectionId, selectionId } = place;
	const key = sourceKey({
		source: kind,
		databaseId: databaseId ?? '',
		...(collectionId === null ? {} : { collectionId }),
		...(selectionId === null ? {} : { selectionId }),
	});
	return judgeLooks(looksAt(key), newest);
}
