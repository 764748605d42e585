import { jsonAnswer, type Answer } from '../../http/answer';
import { account } from '../account';
import { quirksOf, type RestCall } from './call';
import { collectionOf, databaseOf } from './find';
import { wrapped } from './lists';
import { shownCollection, shownDatabase, shownField, shownInterest } from './show';

export function getIdentity(call: RestCall): Answer {
	const { name, description, company } = account;
	return jsonAnswer(200, {
		[quirksOf(call).identityKey]: account.id,
		name,
		description,
		company,
	});
}

export function getDatabases(call: RestCall): Answer {
	const { world } = call;
	const all = [...world.store.databases.values()];
	return jsonAnswer(
		200,
		wrapped(call, all, (database) => shownDatabase(world, database)),
	);
}

export function getDatabase(call: RestCall): Answer {
	return jsonAnswer(200, shownDatabase(call.world, databaseOf(call)));
}

export function getDatabaseFields(call: RestCall): Answer {
	return jsonAnswer(200, wrapped(call, databaseOf(call).fields, shownField));
}

export function getDatabaseInterests(call: RestCall): Answer {
	return jsonAnswer(200, wrapped(call, databaseOf(call).interests, shownInterest));
}

export function getDatabaseCollections(call: RestCall): Answer {
	const collections = call.world.store.collectionsOf(databaseOf(call).id);
	return jsonAnswer(200, wrapped(call, collections, shownCollection));
}

export function getCollection(call: RestCall): Answer {
	return jsonAnswer(200, shownCollection(collectionOf(call)));
}

export function getCollectionFields(call: RestCall): Answer {
	return jsonAnswer(200, wrapped(call, collectionOf(call).fields, shownField));
}
