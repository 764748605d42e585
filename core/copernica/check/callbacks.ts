import { pointsTo, type RemoteCallback } from '../../callback/registration';
import { isBelow } from './address';
import { checkResult, type CheckResult } from './codes';

/** Hosts of Spotler Activate (docs/vendors/spotler-activate.md#1-names-hosts-credentials). */
const ACTIVATE_HOST = /(?:^|\.)(?:squeezely\.tech|spotler\.(?:com|help|nl))$/i;

/** What a callback calls. */
export type Target = 'here' | 'test' | 'activate' | 'elsewhere';

/** @param address of this n8n, with a slash at the end; null when not known */
export function targetOf({ url }: Pick<RemoteCallback, 'url'>, address: string | null): Target {
	if (address !== null && isBelow(address, url)) {
		// n8n's default name for it, which somebody may have changed.
		return url.slice(address.length).startsWith('webhook-test/') ? 'test' : 'here';
	}
	const isOfActivate = URL.canParse(url) && ACTIVATE_HOST.test(new URL(url).hostname);
	return isOfActivate ? 'activate' : 'elsewhere';
}

/**
 * Judges whether the callbacks of a database or collection point to this n8n.
 *
 * @param wanted the Production URL that the user entered; '' = none
 */
export function judgeCallbacks(
	callbacks: readonly RemoteCallback[],
	address: string | null,
	wanted: string,
): CheckResult {
	const check = 'Callbacks';
	const count = callbacks.length;
	if (count === 0) return checkResult(check, 'CALLBACK_MISSING', {});
	if (wanted !== '' && !callbacks.some((callback) => pointsTo(callback, wanted))) {
		return checkResult(check, 'CALLBACK_URL_MISSING', {});
	}
	const here = callbacks.filter((callback) => targetOf(callback, address) === 'here').length;
	if (here > 1) return checkResult(check, 'CALLBACK_SEVERAL', { count: here });
	if (here === 1 || wanted !== '') return checkResult(check, 'CALLBACK_HERE', { count });
	return checkResult(check, 'CALLBACK_NOT_HERE', {
		count,
		address: address ?? 'an unknown address',
	});
}

/** Whether a published workflow answers at a URL of this n8n; or why that is not known. */
export type Probe = { answers: boolean } | { answers: null; said: string };

function settingsText({ method, action, expression }: RemoteCallback): string {
	const condition = expression === '' ? 'no condition' : 'a condition';
	return `Method ${method || 'unknown'}, Action ${action || 'all'}, ${condition}.`;
}

/** Judges one callback. @param probe of a callback that calls this n8n */
export function judgeCallback(
	callback: RemoteCallback,
	target: Target,
	probe: Probe | null,
): CheckResult {
	return {
		...verdictOn(callback, target, probe),
		callbackId: callback.id,
		url: callback.url,
	};
}

function verdictOn(callback: RemoteCallback, target: Target, probe: Probe | null): CheckResult {
	const check = 'Callback';
	const settings = settingsText(callback);
	if (target === 'test') return checkResult(check, 'CALLBACK_OF_TEST', {});
	if (target === 'activate') return checkResult(check, 'CALLBACK_TO_ACTIVATE', { settings });
	if (target === 'elsewhere') return checkResult(check, 'CALLBACK_ELSEWHERE', { settings });
	if (probe === null || probe.answers === null) {
		return checkResult(check, 'CALLBACK_UNTRIED', { settings, said: probe?.said ?? '' });
	}
	return checkResult(check, probe.answers ? 'CALLBACK_PUBLISHED' : 'CALLBACK_UNPUBLISHED', {
		settings,
	});
}
