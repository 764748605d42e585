import { z } from 'zod';
import { isStamp } from './polling/stamp';

/** A number or text that names something; 0 and empty = nothing. */
const optionalId = z
	.union([z.string(), z.number().transform(String)])
	.nullish()
	.catch(null)
	.transform((id) => (id === undefined || id === null || ['', '0'].includes(id) ? null : id));

/** Where mailings are sent from, each with a list of unsubscribes (docs/vendors/copernica.md#34-entities). */
export const MAILING_SYSTEMS = {
	marketingSuite: 'ms',
	publisher: 'publisher',
} as const;
export type MailingSystem = keyof typeof MAILING_SYSTEMS;

/** What they are called on Copernica's screens. */
export const SYSTEM_NAMES: ReadonlyMap<MailingSystem, string> = new Map([
	['marketingSuite', 'Marketing Suite'],
	['publisher', 'Publisher'],
]);

/** Marketing Suite calls the mailing `mailing` and tells no profile; Publisher calls it `emailing` and tells one. */
export const unsubscribeEventSchema = z
	.object({
		ID: optionalId,
		id: optionalId,
		timestamp: z.string().refine(isStamp),
		source: z.string().nullish().catch(null),
		success: z.boolean().nullish().catch(null),
		mailing: optionalId,
		emailing: optionalId,
		destination: optionalId,
		profile: optionalId,
		subprofile: optionalId,
	})
	.transform((event, check) => {
		const id = event.ID ?? event.id;
		if (id === null) {
			check.addIssue({ code: 'custom', message: 'No ID' });
			return z.NEVER;
		}
		return {
			id,
			/** As Copernica writes it, without a zone. */
			timestamp: event.timestamp,
			/** What the person did, as Copernica calls it; null = not told. */
			source: event.source ?? null,
			/** Whether Copernica carried it out; null = not told. */
			success: event.success ?? null,
			mailing: event.mailing ?? event.emailing,
			/** The message that it came from; it tells the profile where the event does not. */
			destination: event.destination,
			profile: event.profile,
			subprofile: event.subprofile,
		};
	});
/** Somebody who unsubscribed, by a link or a mail. */
export type UnsubscribeEvent = z.infer<typeof unsubscribeEventSchema>;

/** Whom a message of the Marketing Suite went to. */
export const destinationSchema = z.object({ profile: optionalId, subprofile: optionalId });
