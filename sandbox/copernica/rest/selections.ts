import { emptyAnswer, jsonAnswer, type Answer } from '../../http/answer';
import type { Profile, Selection, Subprofile } from '../store/model';
import { flag, quirksOf, type RestCall } from './call';
import { collectionOf, databaseOf, selectionOf } from './find';
import { wrapped } from './lists';
import { messages, Refusal } from './refusal';
import { ordered, selected } from './selection';
import { shownProfile, shownSelection, shownSubprofile } from './show';

function list(call: RestCall, found: Selection[]): Answer {
	return jsonAnswer(
		200,
		wrapped(call, found, (entry) => shownSelection(call.world, entry)),
	);
}

/** Those right below the database, or all of them: the pages do not say. */
export function listViews(call: RestCall): Answer {
	const { id } = databaseOf(call);
	const { selections } = call.world.store;
	if (!quirksOf(call).nestedSelectionsInList) return list(call, selections.below('view', id));
	const all = [...selections.all.values()];
	return list(
		call,
		all.filter(({ kind, ownerId }) => kind === 'view' && ownerId === id),
	);
}

export function listMiniviews(call: RestCall): Answer {
	return list(call, call.world.store.selections.below('miniview', collectionOf(call).id));
}

export function listNestedViews(call: RestCall): Answer {
	return list(call, call.world.store.selections.within(selectionOf(call, 'view').id));
}

/** The members as of the last build that are still there, in the order that is asked for. */
function membersOf<Entry extends Profile | Subprofile>(
	call: RestCall,
	{ kind, members, ownerId }: Selection,
	entries: Entry[],
): Entry[] {
	const { databases, collections } = call.world.store;
	const owner = (kind === 'view' ? databases : collections).get(ownerId);
	if (owner === undefined) throw new Refusal(messages[kind]);
	const inside = entries.filter(({ id }) => members.has(id));
	const found = ordered(call, owner, selected(call, owner, inside));
	return quirksOf(call).selectionOrderIgnored ? found.reverse() : found;
}

export function listViewProfiles(call: RestCall): Answer {
	const view = selectionOf(call, 'view');
	const dataOnly = flag(call, 'dataonly', false);
	const found = membersOf(call, view, call.world.store.profilesOf(view.ownerId));
	const show = (entry: Profile) => shownProfile(call.world, entry, dataOnly);
	return jsonAnswer(200, wrapped(call, found, show, true));
}

export function listMiniviewSubprofiles(call: RestCall): Answer {
	const miniview = selectionOf(call, 'miniview');
	const dataOnly = flag(call, 'dataonly', false);
	const found = membersOf(call, miniview, call.world.store.subprofilesOf(miniview.ownerId));
	const show = (entry: Subprofile) => shownSubprofile(call.world, entry, dataOnly);
	return jsonAnswer(200, wrapped(call, found, show, true));
}

/** One selection. */
export function getSelection(kind: Selection['kind']) {
	return (call: RestCall): Answer =>
		jsonAnswer(200, shownSelection(call.world, selectionOf(call, kind)));
}

/** Builds a selection anew. Here it is done at once; how long it takes in truth nobody says. */
export function rebuildSelection(kind: Selection['kind']) {
	return (call: RestCall): Answer => {
		call.world.store.selections.rebuild(selectionOf(call, kind));
		return emptyAnswer(201);
	};
}
