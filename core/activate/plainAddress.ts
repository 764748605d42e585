import type { Note } from '../contracts/preparedProfile';
import { HiddenAddresses } from '../normalise/values/hiddenAddresses';
import { isHash } from './checkEvent';
import { plainAddressNote } from './codes';
import type { EventFields } from './event';

/**
 * Takes out of an event whose address is hashed what holds the same address in plain text. A user ID stays: without it the
 * event might be somebody else's.
 *
 * @returns the fields to send, and a note on each that holds the address
 */
export function withoutPlainAddress(fields: EventFields): { fields: EventFields; notes: Note[] } {
	const { email } = fields;
	const notes: Note[] = [];
	if (typeof email !== 'string' || !isHash(email)) return { fields, notes };
	const hidden = new HiddenAddresses();
	hidden.add(email);
	const kept: EventFields = {};
	for (const [key, value] of Object.entries(fields)) {
		const isPlain = hidden.foundIn([key, value]) === 'hidden';
		if (!isPlain || key === 'userid') kept[key] = value;
		if (isPlain) {
			notes.push(plainAddressNote(key, key === 'userid' ? 'ADDRESS_IN_PLAIN' : 'ADDRESS_LEFT_OUT'));
		}
	}
	return { fields: kept, notes };
}
