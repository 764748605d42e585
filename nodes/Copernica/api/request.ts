import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { OwnContent } from '../../../core/http/ownValues';

/** Everything that can talk to Copernica: a run, a trigger's lifecycle, call or look, and the editor's lists. */
export type CopernicaContext =
	| IExecuteFunctions
	| IHookFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

export interface CopernicaRequest {
	/** v1 for callbacks only (docs/vendors/copernica.md#12-registering-through-rest). */
	version: 'v1' | 'v4';
	method: 'GET' | 'POST' | 'PUT' | 'DELETE';
	/** Without version and leading slash, its parts encoded: see {@link pathOf}. */
	path: string;
	/** A list is sent as a repeated parameter: `{ 'fields[]': ['a==1', 'b==2'] }`. */
	query?: Record<string, string | number | boolean | string[]>;
	body?: IDataObject;
	/** Whether doing it twice is the same as doing it once. Default: all methods but POST. */
	idempotent?: boolean;
	itemIndex?: number;
}

const TIMEOUT_MS = 30_000;

/** Joins path parts, each encoded, so that a name or id can never reach into another part of the path. */
export function pathOf(...parts: string[]): string {
	return parts.map((part) => encodeURIComponent(part)).join('/');
}

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
		// "ignore all" and hands a 401 back, which `isTokenRefusal` knows too.
		ignoreHttpStatusErrors: { ignore: true, except: throwOn },
		// A PUT's redirect repeats the query with the access token in it
		// (docs/vendors/copernica.md#32-requests-and-answers), and older n8n versions carry the JWT along to any host.
		disableFollowRedirect: true,
		timeout: TIMEOUT_MS,
	};
}

/** What a request says about people, and the names of the fields that it says it with. */
export function contentOf({ body, query }: CopernicaRequest): OwnContent {
	const conditions = [query?.['fields[]'] ?? []].flat().map((condition) => {
		const [, name = '', value = ''] = /^(\w*)\W+(.*)$/su.exec(String(condition)) ?? [];
		return { name, value };
	});
	return {
		names: [...keysIn(body), ...conditions.map(({ name }) => name)],
		values: [...textsIn(body), ...conditions.map(({ value }) => value)],
	};
}

function keysIn(value: unknown): string[] {
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
