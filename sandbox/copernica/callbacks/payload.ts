import type { StoreChange, Values } from '../store/model';
import type { Format } from './format';

/** A message before it is written as JSON, XML or form fields. */
export type PayloadValue = string | number | PayloadValue[] | { [key: string]: PayloadValue };
export type Payload = Record<string, PayloadValue>;

function changedValues(change: StoreChange): Values {
	return Object.fromEntries(change.changed.map((name) => [name, change.after[name] ?? '']));
}

function idKeys(change: StoreChange, format: Format): Payload {
	const id = String(change.subprofileId ?? change.profileId);
	switch (format.id) {
		case 'id':
			return { id };
		case 'ID':
			return { ID: id };
		case 'entity':
			return { [change.entity]: id };
		case 'entity.id':
			return { [change.entity]: { id } };
		case 'entity.ID':
			return { [change.entity]: { ID: id } };
		case 'none':
			return {};
	}
}

function interestKeys(change: StoreChange, format: Format): Payload {
	if (format.interests === 'none' || change.interests === null) return {};
	if (format.interests === 'list') return { interests: change.interests };
	return { interests: Object.fromEntries(change.interests.map((name) => [name, 1])) };
}

/** Fields before the change; after a creation there were none, so they are all empty. */
function fieldsOf(change: StoreChange, format: Format): Values {
	if (format.values === 'after' || change.action === 'delete') return change.after;
	return Object.fromEntries(
		Object.keys(change.after).map((name) => [name, change.before[name] ?? '']),
	);
}

/** The message of a callback in one of the three shapes (docs/vendors/copernica.md#16-payload-shapes). */
export function payloadOf(change: StoreChange, format: Format): Payload {
	const fields = fieldsOf(change, format);
	const changesKey = format.shape === 'C' ? 'updated' : 'parameters';
	const changes: Payload =
		format.changes && change.action !== 'delete' ? { [changesKey]: changedValues(change) } : {};
	const action: Payload = format.action ? { action: change.action } : {};
	const id = idKeys(change, format);
	if (format.shape === 'A') {
		const nested = id[change.entity];
		const inside = typeof nested === 'object' && !Array.isArray(nested) ? nested : {};
		return {
			...id,
			...action,
			...changes,
			[change.entity]: { ...inside, fields },
			...interestKeys(change, format),
		};
	}
	return { ...id, ...action, fields, ...changes, ...interestKeys(change, format) };
}
