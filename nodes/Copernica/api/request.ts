import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

export interface CopernicaRequest {
	/** v1 for callbacks only (docs/vendors/copernica.md#12-registering-through-rest). */
	version: 'v1' | 'v4';
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Without version and leading slash, its parts encoded: see `pathOf`. */
	path: string;
	/** A list is sent as a repeated parameter: `{ 'fields[]': ['a==1', 'b==2'] }`. */
	query?: Record<string, string | number | boolean | string[]>;
	body?: IDataObject;
	/** Item that the request is for; goes into the fault. */
	itemIndex?: number;
	/** Whether doing it twice is the same as doing it once. Default: all methods but POST. */
	idempotent?: boolean;
}

const TIMEOUT_MS = 30_000;

/** Built by hand: Copernica needs `fields[]` repeated, whatever the HTTP library makes of lists. */
function urlOf(request: CopernicaRequest): string {
	const pairs = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value]).map(
			(entry) => `${encodeURIComponent(name)}=${encodeURIComponent(String(entry))}`,
		),
	);
	const path = `/${request.version}/${request.path}`;
	return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** The request as n8n's HTTP helper wants it. */
export function optionsOf(request: CopernicaRequest, throwOn: number[]): IHttpRequestOptions {
	return {
		method: request.method,
		url: urlOf(request),
		...(request.body === undefined
			? {}
			: { body: request.body, headers: { 'content-type': 'application/json' } }),
		json: true,
		returnFullResponse: true,
		// Statuses are judged here; only those that renew the JWT are left to n8n. An older n8n reads this as
		// "ignore all" and hands a 401 back, which `judge` knows too.
		ignoreHttpStatusErrors: { ignore: true, except: throwOn },
		// A PUT's redirect repeats the query with the access token in it
		// (docs/vendors/copernica.md#32-requests-and-answers), and older n8n versions carry the JWT along to any host.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
	};
}
