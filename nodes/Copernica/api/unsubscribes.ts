import {
	destinationSchema,
	MAILING_SYSTEMS,
	unsubscribeEventSchema,
	type MailingSystem,
	type UnsubscribeEvent,
} from '../../../core/copernica/unsubscribeEvents';
import { secondBefore } from '../../../core/copernica/polling/stamp';
import { profileWithRaw } from '../shared/outputForm';
import { memoize } from '../../shared/perKey';
import { readByOffset, readIfThere } from './read';
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

/** The profile of an unsubscribe, read just now. */
export interface Unsubscriber {
	/** Null where Copernica does not tell it. */
	profileId: string | null;
	/** Null where there is none (any more); a deleted one reads as empty. */
	profile: Awaited<ReturnType<typeof readProfileWithRaw>>;
	/** Just before it was read; ISO 8601, UTC. */
	readAt: string;
}

async function readProfileWithRaw(context: CopernicaContext, id: string) {
	const request = { path: pathOf('profile', id), schema: profileWithRaw, what: 'a profile' };
	return await readIfThere(context, request);
}

/** Reads whom an unsubscribe is about: each message and each profile once. */
export function unsubscriberReader(
	context: CopernicaContext,
): (event: Unsubscribed) => Promise<Unsubscriber> {
	const destinationOf = memoize(
		async (id: string) =>
			await readIfThere(context, {
				path: pathOf('ms', 'destination', id),
				schema: destinationSchema,
				what: 'a message',
			}),
	);
	const profileOf = memoize(async (id: string) => {
		const readAt = new Date().toISOString();
		return { readAt, profile: await readProfileWithRaw(context, id) };
	});
	return async ({ profile, destination, system }) => {
		const isTold = profile !== null || destination === null || system !== 'marketingSuite';
		const profileId = isTold ? profile : ((await destinationOf(destination))?.profile ?? null);
		if (profileId === null) return { profileId, profile: null, readAt: new Date().toISOString() };
		return { profileId, ...(await profileOf(profileId)) };
	};
}
