import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../canonical';

/** What a callback is registered on: profiles of a database, or subprofiles of a collection. */
type CallbackSource = 'database' | 'collection';

/**
 * `all`, or the one action that is registered. REST has no list
 * (docs/vendors/copernica.md#12-registering-through-rest).
 */
type CallbackAction = 'all' | 'create' | 'update' | 'delete';

/** The callback that should exist in Copernica. */
export interface DesiredCallback {
	source: CallbackSource;
	sourceId: string;
	url: string;
	action: CallbackAction;
	/** JavaScript condition; '' = always. */
	expression: string;
}

const text = z
	.string()
	.nullish()
	.transform((value) => value ?? '');

/**
 * A callback as REST v1 lists it: ids as strings or numbers, one page prints `Method`
 * (docs/vendors/copernica.md#12-registering-through-rest).
 */
export const remoteCallbackSchema = z
	.object({
		ID: z.union([z.string(), z.number()]).transform(String),
		url: text,
		method: text,
		Method: text,
		action: text,
		expression: text,
	})
	.transform(({ ID, url, method, Method, action, expression }) => ({
		id: ID,
		url,
		method: (method || Method).toLowerCase(),
		action: action.toLowerCase(),
		expression,
	}));
export type RemoteCallback = z.infer<typeof remoteCallbackSchema>;

/**
 * Flat JSON body for creating it (the vendor's own extension posts it flat;
 * docs/vendors/copernica.md#12-registering-through-rest).
 */
export function creationBody(desired: DesiredCallback): Record<string, string> {
	const { url, action, expression } = desired;
	return { url, method: 'json', action, expression };
}

/** Changes whenever something that decides the registration changes. */
export function eventsKeyOf({ source, sourceId, action, expression }: DesiredCallback): string {
	return sha256Hex(canonicalJson({ source, sourceId, action, expression }));
}

function decoded(url: string): string {
	try {
		return decodeURIComponent(url);
	} catch {
		return url;
	}
}

/** True when a remote callback points to `url`; the vendor calls the stored URL "urlencoded" but shows it plain. */
export function pointsTo(remote: Pick<RemoteCallback, 'url'>, url: string): boolean {
	return remote.url === url || decoded(remote.url) === url;
}

/** The address that all webhooks of one n8n share, without the webhook id and the path of the node. */
function frontOf(url: string): string {
	return url.split('/').slice(0, -2).join('/');
}

/** Callbacks on the same source that call other workflows of the same n8n: each change starts those as well. */
export function callingOthersHere(
	remotes: readonly RemoteCallback[],
	url: string,
): RemoteCallback[] {
	const front = frontOf(url);
	return remotes.filter(
		(remote) => !pointsTo(remote, url) && frontOf(decoded(remote.url)) === front,
	);
}

/** True when a callback with our URL also has exactly our settings: not a subset, not a superset. */
export function isExact(remote: RemoteCallback, desired: DesiredCallback): boolean {
	return (
		pointsTo(remote, desired.url) &&
		remote.method === 'json' &&
		// A callback without an action is for all actions: `action` is optional when creating
		// (docs/vendors/copernica.md#12-registering-through-rest).
		(remote.action || 'all') === desired.action &&
		remote.expression === desired.expression
	);
}

/** What to do so that exactly one callback with our URL exists. */
export type RegistrationPlan =
	| { kind: 'adopt'; id: string; remove: string[] }
	| { kind: 'replace'; remove: string[] }
	| { kind: 'create'; remove: [] };

/**
 * Matches the callbacks of the source with the desired one. Callbacks with another URL are not ours and never appear in
 * the plan.
 */
export function planRegistration(
	remotes: readonly RemoteCallback[],
	desired: DesiredCallback,
): RegistrationPlan {
	const ours = remotes.filter((remote) => pointsTo(remote, desired.url));
	const exact = ours.find((remote) => isExact(remote, desired));
	if (exact) {
		return {
			kind: 'adopt',
			id: exact.id,
			remove: ours.filter((one) => one !== exact).map(({ id }) => id),
		};
	}
	return ours.length === 0
		? { kind: 'create', remove: [] }
		: { kind: 'replace', remove: ours.map(({ id }) => id) };
}

/**
 * The id of a newly created callback, from the reply's headers: `X-Created` (a number) or the last path part of
 * `X-Location` / `Location` (docs/vendors/copernica.md#12-registering-through-rest).
 *
 * @param headers lower-case names
 * @returns null when the reply does not say; then it has to be found by listing
 */
export function createdId(headers: Readonly<Record<string, string | undefined>>): string | null {
	const created = headers['x-created']?.trim() ?? '';
	if (/^\d+$/.test(created)) return created;
	const location = headers['x-location'] ?? headers.location ?? '';
	return /\/callback\/(\d+)\/?(?:[?#]|$)/.exec(location)?.[1] ?? null;
}
