import type { CopernicaFault } from '../../../core/copernica/fault';
import {
	MAILING_SYSTEMS,
	unsubscribeEventSchema,
	type MailingSystem,
	type UnsubscribeEvent,
} from '../../../core/copernica/unsubscribeEvents';
import { secondBefore } from '../../../core/copernica/polling/stamp';
import { readByOffset, tryReadPage, type ReadRequest } from './read';
import { pathOf, type CopernicaContext, type CopernicaRequest } from './request';

/** An unsubscribe, and where its mailing was sent from. */
export type Unsubscribed = UnsubscribeEvent & { system: MailingSystem };

/** How each list is asked for what happened since a time. Marketing Suite leaves out the second itself. */
const SINCE: Record<MailingSystem, (from: string) => CopernicaRequest['query']> = {
	marketingSuite: (from) => ({ begintime: secondBefore(from) }),
	publisher: (from) => ({ 'fields[]': [`timestamp>=${from}`] }),
};

function requestFor(system: MailingSystem, from: string): ReadRequest<UnsubscribeEvent> {
	return {
		path: pathOf(MAILING_SYSTEMS[system], 'unsubscribes'),
		query: from === '' ? {} : SINCE[system](from),
		schema: unsubscribeEventSchema,
		what: 'an unsubscribe',
	};
}

/**
 * Reads who unsubscribed since a time, in pages. Neither list has a documented order.
 *
 * @param from in Copernica's form; empty = everybody
 * @throws CopernicaFaultError
 */
export async function* readUnsubscribes(
	context: CopernicaContext,
	system: MailingSystem,
	from: string,
): AsyncGenerator<Unsubscribed[]> {
	for await (const { rows } of readByOffset(context, requestFor(system, from))) {
		yield rows.filter(({ timestamp }) => timestamp >= from).map((row) => ({ ...row, system }));
	}
}

/** Whether a list of unsubscribes can be read, asked for one of them at most; or why not. */
export async function tryUnsubscribes(
	context: CopernicaContext,
	system: MailingSystem,
	from: string,
): Promise<{ ok: true } | { ok: false; fault: CopernicaFault }> {
	const request = requestFor(system, from);
	const query = { ...request.query, start: 0, limit: 1 };
	const read = await tryReadPage(context, { ...request, query, isUrgent: true });
	return read.ok ? { ok: true } : read;
}
