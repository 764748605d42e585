import {
	MAILING_SYSTEMS,
	unsubscribeEventSchema,
	type MailingSystem,
	type UnsubscribeEvent,
} from '../../../core/copernica/unsubscribeEvents';
import { secondBefore } from '../../../core/copernica/polling/stamp';
import { readByOffset } from './read';
import { pathOf, type CopernicaContext, type CopernicaRequest } from './request';

/** An unsubscribe, and where its mailing was sent from. */
export type Unsubscribed = UnsubscribeEvent & { system: MailingSystem };

/** How each list is asked for what happened since a time. Marketing Suite leaves out the second itself. */
const SINCE: Record<MailingSystem, (from: string) => CopernicaRequest['query']> = {
	marketingSuite: (from) => ({ begintime: secondBefore(from) }),
	publisher: (from) => ({ 'fields[]': [`timestamp>=${from}`] }),
};

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
	const request = {
		path: pathOf(MAILING_SYSTEMS[system], 'unsubscribes'),
		query: from === '' ? {} : SINCE[system](from),
		schema: unsubscribeEventSchema,
		what: 'an unsubscribe',
	};
	for await (const { rows } of readByOffset(context, request)) {
		yield rows.filter(({ timestamp }) => timestamp >= from).map((row) => ({ ...row, system }));
	}
}
