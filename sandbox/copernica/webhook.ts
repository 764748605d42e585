import { dateTimeText } from '../clock';
import { flatPairs, formText, type Message } from './callbacks/carrier';
import type { Action, Profile } from './store/model';

const zone = 'Europe/Amsterdam';

/**
 * The message of a Marketing Suite Webhook: flat form fields, `profile` is a number
 * (docs/vendors/copernica.md#19-marketing-suite-webhooks). Not a callback: receivers of callbacks must tell the two
 * apart.
 *
 * @param at milliseconds
 */
export function webhookMessage(
	type: Action,
	profile: Profile,
	parameters: Record<string, string>,
	at: number,
): Message {
	const pairs = flatPairs({
		type,
		parameters,
		timestamp: dateTimeText(at, zone),
		time: Math.floor(at / 1000),
		profile: profile.id,
		database: profile.databaseId,
		created: profile.created,
		modified: profile.modified,
		fields: profile.fields,
		interests: profile.interests,
	});
	return {
		contentType: 'application/x-www-form-urlencoded',
		body: Buffer.from(formText(pairs)),
	};
}
