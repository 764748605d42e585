import type { ChangeAction } from '../../contracts/change';
import type { Tree } from '../tree';

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

/** Reads the `type` of a Marketing Suite Webhook; undefined for events that change nothing (clicks, opens, …). */
export function readWebhookType(type: Tree | undefined): ChangeAction | undefined {
	const text = typeof type === 'string' ? type.toLowerCase() : '';
	return webhookActions.find(([pattern]) => pattern.test(text))?.[1];
}
