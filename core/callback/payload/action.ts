import type { ChangeAction } from '../../contracts/change';
import type { Tree, TreeObject } from '../body/tree';

/** `profile-update`, `create`, `Removed` … -> what it means for the record. */
const webhookActions: ReadonlyArray<[RegExp, ChangeAction]> = [
	[/create/, 'create'],
	[/update|change/, 'update'],
	[/delete|remove/, 'delete'],
];

/** Reads the `action` of a callback; null when absent, undefined when it is none of the three. */
export function readAction(value: Tree | undefined): ChangeAction | null | undefined {
	if (value === undefined || value === null) return null;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
	if (text === '') return null;
	return text === 'create' || text === 'update' || text === 'delete' ? text : undefined;
}

/**
 * What a Marketing Suite Webhook reports. Its event stands under `type`, on older pages of the vendor under `action`.
 * Expects lower-case keys.
 *
 * @returns null for events that change nothing (clicks, opens, …)
 */
export function readWebhookEvent({ type, action }: TreeObject): ChangeAction | null {
	const event = [type, action].find((text) => typeof text === 'string');
	const text = typeof event === 'string' ? event.toLowerCase() : '';
	return webhookActions.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
