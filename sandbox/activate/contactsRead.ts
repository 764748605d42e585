import { jsonAnswer, type Answer } from '../http/answer';
import { textAt } from '../http/phpForm';
import type { Call } from '../http/serve';
import type { Contact, Contacts } from './contacts';
import type { ActivateQuirks } from './quirks';

const defaultLimit = 100;

function shown(contact: Contact): unknown {
	return {
		id: contact.id,
		email: contact.email,
		email_hash: contact.emailHash,
		userid: contact.userid,
		...contact.fields,
		created_at: contact.created,
		updated_at: contact.modified,
	};
}

/** Answers `GET v1/contacts` with `limit` and `filters[email_not_empty]`; the shape is a guess and a switch. */
export function answerContacts(contacts: Contacts, quirks: ActivateQuirks, call: Call): Answer {
	const filters = call.query.filters;
	const filter =
		typeof filters === 'object'
			? (textAt(filters, 'email_not_empty') ?? textAt(filters, 'emailNotEmpty'))
			: null;
	const limitText = textAt(call.query, 'limit');
	const limit = limitText !== null && /^\d+$/.test(limitText) ? Number(limitText) : defaultLimit;
	const wanted = contacts
		.list()
		.filter((contact) => filter !== '1' || contact.email !== null)
		.slice(0, limit)
		.map(shown);
	return jsonAnswer(
		200,
		quirks.contactsForm === 'array' ? wanted : { [quirks.contactsForm]: wanted },
	);
}
