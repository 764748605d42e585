import { z } from 'zod';
import type { Copernica } from '../copernica/copernica';
import type { Contact } from './contacts';

/**
 * What Activate writes back to Copernica when an event arrives, as its native connector does
 * (docs/vendors/spotler-activate.md#9-the-native-copernica-connector).
 */
export const echoSchema = z
	.object({
		/**
		 * `customer-id`: the field SqueezelyCustomerId; `audiences`: a row in squeezely_audiences; `triggers`: one more row
		 * in squeezely_triggers, as for somebody who enters an audience; `same-fields`: the values that just arrived, into
		 * the fields they came from (a two-way sync).
		 */
		writes: z.array(z.enum(['customer-id', 'audiences', 'triggers', 'same-fields'])).default([]),
		/** Activate key to Copernica field, for `same-fields`. */
		mapping: z
			.record(z.string(), z.string())
			.default({ firstname: 'Voornaam', lastname: 'Achternaam', city: 'Plaats' }),
		/** Makes each write differ from what is there, to provoke an endless loop. */
		alwaysDifferent: z.boolean().default(false),
	})
	.strict();
export type EchoSettings = z.infer<typeof echoSchema>;

/** Writes back as cause `rest` into the Customers profiles with the contact's address. */
export function echo(copernica: Copernica, settings: EchoSettings, contact: Contact): void {
	const { store } = copernica;
	const database = store.findDatabase('Customers');
	if (database === null || contact.email === null) return;
	const address = contact.email.toLowerCase();
	const suffix = settings.alwaysDifferent ? `-${contact.events.length}` : '';
	for (const profile of store.profilesOf(database.id)) {
		if ((profile.fields.Email ?? '').trim().toLowerCase() !== address) continue;
		if (settings.writes.includes('customer-id'))
			store.updateProfile(
				profile,
				{ fields: { SqueezelyCustomerId: `${contact.id}${suffix}` } },
				'rest',
			);
		if (settings.writes.includes('same-fields')) {
			const fields = Object.entries(settings.mapping).flatMap(([key, name]) =>
				contact.fields[key] === undefined ? [] : [[name, `${contact.fields[key]}${suffix}`]],
			);
			store.updateProfile(profile, { fields: Object.fromEntries(fields) }, 'rest');
		}
		const triggers = store.findCollection('squeezely_triggers', database.id);
		if (settings.writes.includes('triggers') && triggers !== null) {
			const row = { Trigger: 'audience', AudienceId: '7', AudienceName: `Active${suffix}` };
			store.createSubprofile(profile, triggers, row, 'rest');
		}
		const collection = store.findCollection('squeezely_audiences', database.id);
		if (!settings.writes.includes('audiences') || collection === null) continue;
		const row = {
			audience_ids: `audience${suffix}`,
			newsletter: String(contact.fields.newsletter ?? ''),
			email_hash: contact.emailHash ?? '',
		};
		const present = store.subprofilesOf(collection.id, profile.id)[0];
		if (present === undefined) store.createSubprofile(profile, collection, row, 'rest');
		else store.updateSubprofile(present, row, 'rest');
	}
}
