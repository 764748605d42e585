import { textAt, textList } from '../../http/phpForm';
import type { Field } from '../store/model';
import { meets, readSelector, type Selectable, type Selector } from '../store/selectors';
import { quirksOf, type RestCall } from './call';
import { messages, Refusal } from './refusal';

interface Owner {
	fields: Field[];
}

/**
 * The selectors of `fields[]`. Unknown names and unreadable selectors are ignored: with none left, everyone is meant
 * (the danger of docs/vendors/copernica.md#36-selectors).
 *
 * @throws Refusal where a selector is not understood and ignoring them is switched off
 */
function selectorsOf(call: RestCall, owner: Owner): Selector[] {
	const named = (name: string) => {
		const field = call.world.store.findField(owner, name);
		return field?.name === 'modified' && !quirksOf(call).modifiedFieldShadows ? null : field;
	};
	return (textList(call.query.fields) ?? []).flatMap((text) => {
		const selector = readSelector(text, named);
		if (selector === null && !quirksOf(call).unknownSelectorsIgnored)
			throw new Refusal(messages.data);
		return selector === null ? [] : [selector];
	});
}

/** Entries that meet all selectors of the call. */
export function selected<T extends Selectable>(
	call: RestCall,
	owner: Owner,
	entries: readonly T[],
): T[] {
	const selectors = selectorsOf(call, owner);
	const ignoreCase = quirksOf(call).selectorsIgnoreCase;
	return entries.filter((entry) =>
		selectors.every((selector) => meets(entry, selector, ignoreCase)),
	);
}

/** As {@link selected}, for calls that change entries: there the parameter must be present. @throws Refusal */
export function selectedForChange<T extends Selectable>(
	call: RestCall,
	owner: Owner,
	entries: readonly T[],
): T[] {
	if (call.query.fields === undefined) throw new Refusal(messages.fieldsParameter);
	return selected(call, owner, entries);
}

function keyOf(call: RestCall, owner: Owner, orderBy: string): (entry: Selectable) => string {
	// A field called `modified` does not shadow the property here (docs/vendors/copernica.md#4-quirks).
	if (orderBy === 'modified') return (entry) => entry.modified;
	const field = call.world.store.findField(owner, orderBy);
	return field === null
		? (entry) => String(entry.id).padStart(12, '0')
		: (entry) => entry.fields[field.name] ?? '';
}

/** Sorts by `orderby` (a field, `id`, `modified`, `random`) and `order`; without it by id. */
export function ordered<T extends Selectable>(
	call: RestCall,
	owner: Owner,
	entries: readonly T[],
): T[] {
	const orderBy = textAt(call.query, 'orderby') ?? 'id';
	const random = new Map(entries.map((entry) => [entry.id, String(Math.random())]));
	const key =
		orderBy === 'random'
			? (entry: Selectable) => random.get(entry.id) ?? ''
			: keyOf(call, owner, orderBy);
	const direction = /^desc/i.test(textAt(call.query, 'order') ?? 'asc') ? -1 : 1;
	return [...entries].sort((left, right) => {
		const [a, b] = [key(left), key(right)];
		if (a === b) return left.id - right.id;
		return (a < b ? -1 : 1) * direction;
	});
}
