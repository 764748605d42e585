import type { IExecuteFunctions } from 'n8n-workflow';
import type { CheckRow } from '../../../../core/contracts/copernicaRows';
import { judgeAddress } from '../../../../core/copernica/check/address';
import {
	judgeCallback,
	judgeCallbacks,
	targetOf,
} from '../../../../core/copernica/check/callbacks';
import {
	judgeCalls,
	judgeWebhooks,
	type CallOutcome,
} from '../../../../core/copernica/check/calls';
import { judgeClock } from '../../../../core/copernica/check/clock';
import type { CheckResult } from '../../../../core/copernica/check/codes';
import type { Operation } from '../../../shared/operation';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';
import { isCopernicaHere } from '../../trigger/checkSettings';
import { callsTo } from '../../trigger/state';
import { checkAccount, notChecked, type Account, type Place } from './check/account';
import { checkActivate } from './check/activate';
import { fields, readCheckOptions } from './check/form';
import { askResolvers, webhookAddress, probeOwnUrl } from './check/network';

function placeOf(item: Item): Place {
	const database = item.id('database');
	const kind = item.setting('source', 'database') === 'collection' ? 'collection' : 'database';
	const collection = kind === 'collection' ? item.id('collection') : null;
	return {
		kind,
		databaseId: database.ok ? database.id : null,
		collectionId: collection?.ok === true ? collection.id : null,
	};
}

interface Callbacks {
	findings: CheckResult[];
	/** How calls to those that call this n8n ended. */
	calls: CallOutcome[];
}

/** The callbacks as a whole, and each by itself: whom it calls, and whether a published workflow answers there. */
async function checkCallbacks(
	context: IExecuteFunctions,
	{ callbacks, findings }: Account,
	address: string | null,
	productionUrl: string,
): Promise<Callbacks> {
	if (callbacks === null) {
		const failed = findings.find(({ ok, code }) => ok !== true && code !== 'NOT_CHECKED');
		const before = failed?.check ?? 'Sign-in for callbacks';
		return { findings: notChecked(before, ['Callbacks']), calls: callsTo(productionUrl) };
	}
	const each: CheckResult[] = [];
	const urls = new Set(productionUrl === '' ? [] : [productionUrl]);
	for (const callback of callbacks) {
		const target = targetOf(callback, address);
		const isHere = target === 'here';
		if (isHere) urls.add(callback.url);
		const probe = isHere ? await probeOwnUrl(context, callback.url) : null;
		each.push(judgeCallback(callback, target, probe));
	}
	return {
		findings: [judgeCallbacks(callbacks, address, productionUrl), ...each],
		calls: [...urls].flatMap(callsTo),
	};
}

/** Tells at the output how many checks need attention. */
function addHint(context: IExecuteFunctions, findings: readonly CheckResult[]): void {
	const wrong = findings.filter(({ ok }) => ok === false).map(({ code }) => code);
	if (wrong.length === 0) return;
	context.addExecutionHints({
		message: `${wrong.length} of ${findings.length} checks need attention: ${[...new Set(wrong)].join(', ')}.`,
		type: 'warning',
		location: 'outputPane',
	});
}

/** *Check*: why nothing arrives. Looks only; one row for each check, in the order in which things fail. */
export const check: Operation = {
	fields,
	outputs: OUTPUTS,
	run: async (context, items) => {
		const work = async (item: Item) => {
			const {
				resolvers,
				fields: wanted,
				keyName,
				maximumAge,
				productionUrl,
			} = readCheckOptions(context, item.index);
			const account = await checkAccount(context, placeOf(item), wanted);
			const address = webhookAddress(context);
			const callbacks = await checkCallbacks(context, account, address, productionUrl);
			const findings = [
				...account.findings,
				...callbacks.findings,
				judgeWebhooks(callbacks.calls),
				judgeAddress(address, await isCopernicaHere(context)),
				...(await askResolvers(context, resolvers, keyName)),
				judgeClock(account.timed, maximumAge),
				judgeCalls(callbacks.calls, account.modified),
				await checkActivate(context),
			];
			addHint(context, findings);
			return findings.map((found) => item.complete({ ...found } satisfies CheckRow));
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};
