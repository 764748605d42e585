import { emptyAnswer, type Answer } from '../../http/answer';
import { account } from '../account';
import { quirksOf, type RestCall } from './call';

function urlOf(call: RestCall, path: string): string {
	const version = quirksOf(call).locationVersion === 'v1' ? 'v1' : call.version;
	return [call.world.baseUrl(), version, path].filter((part) => part !== '').join('/');
}

/** 201 with the new id in the headers that the switch says (docs/vendors/copernica.md#32-requests-and-answers). */
export function created(call: RestCall, type: string, id: number): Answer {
	const which = quirksOf(call).createdHeaders;
	const url = urlOf(call, `${type}/${id}`);
	return emptyAnswer(201, {
		...(which.includes('x-created') ? { 'X-Created': String(id) } : {}),
		...(which.includes('x-location') ? { 'X-Location': url } : {}),
		...(which === 'location' ? { Location: url } : {}),
	});
}

/**
 * 204, or 303 with a Location that has no version and echoes the access token
 * (docs/vendors/copernica.md#32-requests-and-answers, older versions).
 *
 * @param path path of the entity, without version
 */
export function updated(call: RestCall, path: string): Answer {
	const which = quirksOf(call).putAnswer;
	const old = call.version !== 'v4' && call.version !== 'v3';
	if (which === '204' || (which === 'by-version' && !old)) return emptyAnswer(204);
	return emptyAnswer(303, {
		Location: `${call.world.baseUrl()}/${path}?access_token=${account.accessToken}`,
	});
}

/** An empty answer with `X-deleted: <type> <id>`. */
export function deleted(call: RestCall, type: string, id: number | string): Answer {
	return emptyAnswer(quirksOf(call).deleteStatus, { 'X-deleted': `${type} ${id}` });
}
