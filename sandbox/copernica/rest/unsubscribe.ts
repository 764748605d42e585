import { emptyAnswer, jsonAnswer, type Answer } from '../../http/answer';
import { z } from 'zod';
import { unsubscribeBehaviours, type Subprofile, type UnsubscribeBehaviour } from '../store/model';
import { mapOf, type RestCall } from './call';
import { collectionOf, databaseOf, profileOf, subprofileOf } from './find';
import { messages, Refusal } from './refusal';
import { selectedForChange } from './selection';
import { shownMap } from './show';

const behaviourSchema = z.object({
	behavior: z.enum(unsubscribeBehaviours),
	fields: z.record(z.string(), z.coerce.string()).default({}),
});

function shown(call: RestCall, behaviour: UnsubscribeBehaviour): Answer {
	const fields = shownMap(call.world, behaviour.fields);
	return jsonAnswer(200, { behavior: behaviour.behavior, fields });
}

function setBehaviour(call: RestCall, owner: { unsubscribe: UnsubscribeBehaviour }): Answer {
	const parsed = behaviourSchema.safeParse(mapOf(call));
	if (!parsed.success) throw new Refusal(messages.data);
	owner.unsubscribe = parsed.data;
	return emptyAnswer(204);
}

function unsubscribeSubprofile(call: RestCall, subprofile: Subprofile): void {
	const { store } = call.world;
	const behaviour = store.collections.get(subprofile.collectionId)?.unsubscribe;
	if (behaviour?.behavior === 'remove') store.removeSubprofile(subprofile, 'rest');
	if (behaviour?.behavior === 'update')
		store.updateSubprofile(subprofile, behaviour.fields, 'rest');
}

/** The configured behaviour and its use (docs/vendors/copernica.md#34-entities). */
export const unsubscribe = {
	getOfDatabase: (call: RestCall) => shown(call, databaseOf(call).unsubscribe),
	putOfDatabase: (call: RestCall) => setBehaviour(call, databaseOf(call)),
	getOfCollection: (call: RestCall) => shown(call, collectionOf(call).unsubscribe),
	putOfCollection: (call: RestCall) => setBehaviour(call, collectionOf(call)),
	profile: (call: RestCall): Answer => {
		const profile = profileOf(call);
		if (profile.removed !== false) throw new Refusal(messages.removed);
		call.world.store.unsubscribeProfile(profile, 'rest');
		return emptyAnswer(204);
	},
	subprofile: (call: RestCall): Answer => {
		const subprofile = subprofileOf(call);
		if (subprofile.removed !== false) throw new Refusal(messages.removed);
		unsubscribeSubprofile(call, subprofile);
		return emptyAnswer(204);
	},
	manyOfDatabase: (call: RestCall): Answer => {
		const database = databaseOf(call);
		const all = call.world.store.profilesOf(database.id);
		for (const profile of selectedForChange(call, database, all))
			call.world.store.unsubscribeProfile(profile, 'rest');
		return emptyAnswer(204);
	},
	manyOfCollection: (call: RestCall): Answer => {
		const collection = collectionOf(call);
		const all = call.world.store.subprofilesOf(collection.id);
		for (const entry of selectedForChange(call, collection, all))
			unsubscribeSubprofile(call, entry);
		return emptyAnswer(204);
	},
};
