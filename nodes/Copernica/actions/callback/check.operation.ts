import type { IExecuteFunctions } from 'n8n-workflow';
import type { CheckRow } from '../../../../core/contracts/copernicaRows';
import { judgeAddress } from '../../../../core/copernica/check/address';
import {
	judgeCallback,
	judgeCallbacks,
	targetOf,
} from '../../../../core/copernica/check/callbacks';
import { judgeCalls, judgeWebhooks } from '../../../../core/copernica/check/calls';
import { judgeClock } from '../../../../core/copernica/check/clock';
import type { CheckResult } from '../../../../core/copernica/check/codes';
import { judgeDomain, judgeMailingCalls } from '../../../../core/copernica/check/mailings';
import type { Operation } from '../../../shared/operation';
import { eachItem, OUTPUTS, type Item } from '../../shared/rows';
import { isCopernicaHere } from '../../trigger/checkSettings';
import { callsTo } from '../../trigger/state';
import { checkAccount, type Account } from './check/account';
import { checkActivate } from './check/activate';
import {
	fields,
	placeToCheck,
	readCheckOptions,
	type CheckOptions,
	type Place,
} from './check/form';
import { notFound, type FoundCalls } from './check/foundCalls';
import { checkLooks } from './check/looks';
import { checkWebhooks } from './check/mailings';
import { askResolvers, webhookAddress, probeOwnUrl } from './check/network';

/** The callbacks as a whole, and each by itself: whom it calls, and whether a published workflow answers there. */
async function checkCallbacks(
	context: IExecuteFunctions,
	{ callbacks, findings }: Account,
	address: string | null,
	productionUrl: string,
): Promise<FoundCalls> {
	if (callbacks === null) {
		const failed = findings.find(({ ok, code }) => ok !== true && code !== 'NOT_CHECKED');
		const before = failed?.check ?? 'Sign-in for callbacks';
		return notFound(before, 'Callbacks', productionUrl);
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
		callsNotChecked: [],
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

/** Checks of what a call has to pass on its way to a published workflow. */
interface Way {
	address: string | null;
	findings: { address: CheckResult; resolvers: CheckResult[]; clock: CheckResult };
}

async function checkWay(
	context: IExecuteFunctions,
	{ timed }: Account,
	{ resolvers, keyName, maximumAge }: CheckOptions,
): Promise<Way> {
	const address = webhookAddress(context);
	return {
		address,
		findings: {
			address: judgeAddress(address, await isCopernicaHere(context)),
			resolvers: await askResolvers(context, resolvers, keyName),
			clock: judgeClock(timed, maximumAge),
		},
	};
}

/** What comes behind the account, for each trigger. */
const REST: Record<
	Place['trigger'],
	(
		context: IExecuteFunctions,
		account: Account,
		place: Place,
		options: CheckOptions,
	) => Promise<CheckResult[]>
> = {
	copernicaTrigger: async (context, account, _place, options) => {
		const { address, findings: way } = await checkWay(context, account, options);
		const { findings, calls, callsNotChecked } = await checkCallbacks(
			context,
			account,
			address,
			options.productionUrl,
		);
		return [
			...findings,
			judgeWebhooks(calls),
			way.address,
			...way.resolvers,
			way.clock,
			...(callsNotChecked.length > 0 ? callsNotChecked : [judgeCalls(calls, account.modified)]),
		];
	},
	copernicaChangesTrigger: async (_context, account, place) => [
		checkLooks(place, account.modified),
	],
	copernicaMailingTrigger: async (context, account, { databaseId }, options) => {
		const { address, findings: way } = await checkWay(context, account, options);
		const { findings, calls, callsNotChecked } = await checkWebhooks(
			context,
			account,
			databaseId,
			address,
			options.productionUrl,
		);
		return [
			...findings,
			way.address,
			judgeDomain(calls, address),
			...way.resolvers,
			way.clock,
			...(callsNotChecked.length > 0 ? callsNotChecked : [judgeMailingCalls(calls)]),
		];
	},
};

/** *Check*: why nothing arrives. Looks only; one row for each check, in the order in which things fail. */
export const check: Operation = {
	fields,
	outputs: OUTPUTS,
	run: async (context, items) => {
		const work = async (item: Item) => {
			const options = readCheckOptions(context, item.index);
			const place = placeToCheck(item);
			const account = await checkAccount(context, place, options.fields);
			const findings = [
				...account.findings,
				...(await REST[place.trigger](context, account, place, options)),
				await checkActivate(context),
			];
			addHint(context, findings);
			return findings.map((found) => item.complete({ ...found } satisfies CheckRow));
		};
		return await eachItem(context, items, work, { isOneByOne: true });
	},
};
