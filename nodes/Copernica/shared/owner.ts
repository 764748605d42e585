import type { Refused } from '../../../core/copernica/codes';
import type { ItemSettings } from './parameters';

/** A database, or one of its collections. */
interface Owner {
	ok: true;
	databaseId: string;
	/** Null when the database itself is meant. */
	collectionId: string | null;
}

/** What an item reads from, when *Source* chooses between the database and one of its collections. */
export function ownerOf(item: ItemSettings): Owner | Refused {
	const database = item.id('database');
	if (!database.ok) return database;
	if (item.setting('source', 'database') !== 'collection') {
		return { ok: true, databaseId: database.id, collectionId: null };
	}
	const collection = item.id('collection');
	if (!collection.ok) return collection;
	return { ok: true, databaseId: database.id, collectionId: collection.id };
}
