import type { IExecuteFunctions } from 'n8n-workflow';
import { remoteWebhookSchema } from '../../../../../core/callback/mailingEvent';
import { isBelow } from '../../../../../core/copernica/check/address';
import type { Probe } from '../../../../../core/copernica/check/callbacks';
import type { CheckResult } from '../../../../../core/copernica/check/codes';
import { judgeWebhook, noWebhookKnown } from '../../../../../core/copernica/check/mailings';
import { memoize } from '../../../../shared/perKey';
import { tryReadIfThere } from '../../../api/read';
import { pathOf } from '../../../api/request';
import { webhooksAt } from '../../../mailingTrigger/state';
import { callsTo } from '../../../trigger/state';
import type { Account } from './account';
import { notFound, type FoundCalls } from './foundCalls';
import { probeOwnUrl } from './network';

/** Without the event in its query, which no two Webhooks of a trigger share. */
const pathIn = (url: string) => url.split('?', 1)[0] ?? url;

/**
 * The Webhooks that n8n knows of, one by one: whether Copernica still has them, and whether a published workflow answers
 * them. Copernica has no list of them, so what an earlier process has added is not known until it is called.
 *
 * @param databaseId only those for mailings to it; null = all
 * @param address of this n8n; null where it is not known
 * @param productionUrl as the user entered it; '' = none
 */
export async function checkWebhooks(
	context: IExecuteFunctions,
	{ accountId }: Account,
	databaseId: string | null,
	address: string | null,
	productionUrl: string,
): Promise<FoundCalls> {
	if (accountId === null) {
		return notFound('Sign-in', 'Webhook', productionUrl);
	}
	const known = webhooksAt(accountId).filter(
		(webhook) =>
			databaseId === null || webhook.databaseId === null || webhook.databaseId === databaseId,
	);
	const probe = memoize(async (url: string) => await probeOwnUrl(context, url));
	const findings: CheckResult[] = [];
	for (const webhook of known) {
		const { id, handler } = webhook;
		const remote = await tryReadIfThere(context, {
			path: pathOf('webhook', id),
			schema: remoteWebhookSchema,
			what: 'a Webhook',
			id,
			isUrgent: true,
		});
		const isHere = address !== null && isBelow(address, handler);
		const answered: Probe | null = isHere ? await probe(pathIn(handler)) : null;
		findings.push(judgeWebhook(webhook, remote, answered));
	}
	const urls = new Set([productionUrl, ...known.map(({ handler }) => handler)].map(pathIn));
	urls.delete('');
	return {
		findings: findings.length === 0 ? [noWebhookKnown()] : findings,
		calls: [...urls].flatMap(callsTo),
		callsNotChecked: [],
	};
}
