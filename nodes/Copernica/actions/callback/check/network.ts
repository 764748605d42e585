import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { z } from 'zod';
import { txtQueryUrl } from '../../../../../core/callback/signature/dnsOverHttps';
import { publicAddress } from '../../../../../core/copernica/check/address';
import type { Probe } from '../../../../../core/copernica/check/callbacks';
import type { CheckResult } from '../../../../../core/copernica/check/codes';
import { judgeResolver, type Asked } from '../../../../../core/copernica/check/resolver';
import { maskVendorText } from '../../../../../core/http/mask';
import { replyOfFault } from '../../../../../core/http/networkFault';
import { askVia } from '../../../trigger/prove';

const MAX_TEXT = 200;

const proxySchema = z.object({ $execution: z.object({ resumeUrl: z.string() }) });

/** The address under which n8n publishes its webhooks, with a slash at the end; null when n8n does not say. */
export function webhookAddress(context: IExecuteFunctions): string | null {
	const proxy: unknown = context.getWorkflowDataProxy(0);
	const parsed = proxySchema.safeParse(proxy);
	return parsed.success ? publicAddress(parsed.data.$execution.resumeUrl) : null;
}

/** Why a request from n8n got no answer, in one sentence. */
function whyNot(thrown: unknown): string {
	const reply = replyOfFault(thrown);
	if (reply?.kind === 'blocked') return maskVendorText(reply.reason, MAX_TEXT);
	const code = reply?.networkCode ?? null;
	return code === null ? 'It could not be reached.' : `It could not be reached (${code}).`;
}

const PROBE_TIMEOUT_MS = 5_000;

const answerSchema = z.object({
	headers: z.object({ 'access-control-allow-methods': z.string() }),
});

/** How n8n lists the methods of a path: `OPTIONS`, and those of a published workflow. */
const METHODS_OF_N8N = /^OPTIONS(?:, [A-Z]+)*$/;

/**
 * Whether a published workflow takes calls at a URL of this n8n. Asked with OPTIONS, which n8n answers by itself: no
 * workflow runs (docs/vendors/n8n.md#14-urls).
 */
export async function probeOwnUrl(context: IExecuteFunctions, url: string): Promise<Probe> {
	const request: IHttpRequestOptions = {
		url,
		headers: { origin: new URL(url).origin },
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		timeout: PROBE_TIMEOUT_MS,
	};
	try {
		// n8n's helper accepts this method, although its type leaves it out.
		const answer: unknown = await context.helpers.httpRequest(
			Object.assign(request, { method: 'OPTIONS' }),
		);
		const parsed = answerSchema.safeParse(answer);
		const methods = parsed.success ? parsed.data.headers['access-control-allow-methods'] : '';
		return METHODS_OF_N8N.test(methods)
			? { answers: methods.includes('POST') }
			: { answers: null, said: 'Something else than n8n answered.' };
	} catch (thrown) {
		return { answers: null, said: whyNot(thrown) };
	}
}

/** Asks each resolver separately for the keys of a name, because the trigger asks the next one when one fails. */
export async function askResolvers(
	context: IExecuteFunctions,
	resolvers: readonly string[],
	name: string,
): Promise<CheckResult[]> {
	const ask = askVia(context);
	const one = async (resolver: string): Promise<Asked> => {
		const url = txtQueryUrl(resolver, name);
		if (url === null) return { kind: 'unusable' };
		return await ask(url).then(
			(body): Asked => ({ kind: 'answer', body }),
			(thrown: unknown): Asked => ({ kind: 'failed', said: whyNot(thrown) }),
		);
	};
	return await Promise.all(
		resolvers.map(async (resolver) => judgeResolver(resolver, name, await one(resolver))),
	);
}
