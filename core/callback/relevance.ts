import type { Change, ChangeAction, ChangeEntity } from '../contracts/change';
import type { IgnoredCode } from './codes';
import type { Callback } from './payload/parse';

/** What a trigger wants, according to its settings. */
export interface Subscription {
	/** `any` = profiles and subprofiles alike. */
	readonly entity: ChangeEntity | 'any';
	/** Null = any. */
	readonly databaseId: string | null;
	readonly collectionId: string | null;
	readonly actions: readonly ChangeAction[];
	/** Lower-case names of fields (or interests); empty = all. */
	readonly watch: ReadonlySet<string>;
	/** Lower-case names or ids of ignored collections. */
	readonly leaveOut: ReadonlySet<string>;
	/** Only rows about an audience, from the collection where Activate's connector keeps its triggers. */
	readonly onlyAudiences: boolean;
	/** The one action that the callback is registered for; null = several, or registered by hand. */
	readonly onlyAction: ChangeAction | null;
	/** Whether Marketing Suite Webhooks start executions too, despite the loops they can cause. */
	readonly acceptWebhooks: boolean;
}

/**
 * True for a field that the native Copernica connector of Spotler Activate writes itself. Its write-backs must not
 * start anything, or the two systems would chase each other. Everything else it writes goes into its own collections
 * ({@link CONNECTOR_COLLECTIONS}).
 */
export function isConnectorField(name: string): boolean {
	return name.toLowerCase() === 'squeezelycustomerid';
}

/**
 * The collections that the native connector creates and fills. Their fields have other names
 * (docs/vendors/spotler-activate.md#9-the-native-copernica-connector).
 */
export const CONNECTOR_COLLECTIONS = [
	'squeezely_audiences',
	'squeezely_products',
	'squeezely_triggers',
] as const;

/** The one with a row for every person who enters or leaves an audience. */
const TRIGGERS_COLLECTION: (typeof CONNECTOR_COLLECTIONS)[number] = 'squeezely_triggers';

/**
 * Finds the collection of the connector's triggers. Its name is written in several ways
 * (docs/vendors/spotler-activate.md#9-the-native-copernica-connector), so case, spaces and the vendor's current name do
 * not matter.
 *
 * @returns undefined when none or more than one fits
 */
export function findTriggersCollection<Collection extends { name: string }>(
	collections: readonly Collection[],
): Collection | undefined {
	const plain = (name: string) =>
		name
			.toLowerCase()
			.replace(/[\s_-]/g, '')
			.replace('spotleractivate', 'squeezely');
	const found = collections.filter(({ name }) => plain(name) === plain(TRIGGERS_COLLECTION));
	const exact = found.filter(({ name }) => name.toLowerCase() === TRIGGERS_COLLECTION);
	const [first, ...others] = exact.length > 0 ? exact : found;
	return others.length === 0 ? first : undefined;
}

/** Whether a row of the connector's triggers says that it is not about an audience. */
function isOtherTrigger(fields: Change['fields']): boolean {
	const kinds = Object.entries(fields).filter(([name]) => name.toLowerCase() === 'trigger');
	return kinds.some(([, kind]) => !['', 'audience'].includes(kind.trim().toLowerCase()));
}

/**
 * Decides about a Marketing Suite Webhook.
 *
 * @param accept see {@link Subscription.acceptWebhooks}
 * @returns null for a legacy callback or an accepted Webhook, else why it is ignored
 */
export function reasonToIgnoreWebhook(
	callback: Pick<Callback, 'kind' | 'action'>,
	accept: boolean,
): IgnoredCode | null {
	if (callback.kind === 'callback') return null;
	if (!accept) return 'MARKETING_SUITE_WEBHOOK';
	return callback.action === null ? 'WEBHOOK_EVENT_NOT_A_CHANGE' : null;
}

/** Lower-case names that show what kind a record is. */
export interface RecordNames {
	/** Fields and interests of a database. */
	readonly ofProfiles: ReadonlySet<string>;
	/** Fields of its collections. */
	readonly ofSubprofiles: ReadonlySet<string>;
}

/**
 * The kind of a record, by the names of its fields, when its callback does not say. A database's callback may also
 * report subprofiles (docs/vendors/copernica.md#5-unknown, point 16), and then the ID is not that of a profile.
 *
 * @returns `unknown` when the names are found nowhere
 */
export function kindByNames(
	names: readonly string[],
	{ ofProfiles, ofSubprofiles }: RecordNames,
): ChangeEntity | 'unknown' {
	const others = names.map((name) => name.toLowerCase()).filter((name) => !ofProfiles.has(name));
	if (others.length === 0) return 'profile';
	return others.some((name) => ofSubprofiles.has(name)) ? 'subprofile' : 'unknown';
}

/** Ids from two sources contradict each other only when both are known. */
function contradicts(told: string | null, wanted: string | null): boolean {
	return told !== null && wanted !== null && told !== wanted;
}

/** True when the change may concern a watched name: it is among the changed fields, or that is not known. */
function mayTouch(
	watch: ReadonlySet<string>,
	change: Pick<Change, 'fields' | 'interests'>,
	changed: readonly string[],
): boolean {
	if (changed.some((name) => watch.has(name.toLowerCase()))) return true;
	if (change.interests === null) return false;
	// A watched name that is not a field of the record may be an interest, and callbacks carry no old interests.
	const fields = new Set(Object.keys(change.fields).map((name) => name.toLowerCase()));
	return [...watch].some((name) => !fields.has(name));
}

/**
 * Decides whether a change is worth an execution. Only what is *provably* irrelevant is stopped: an update with known
 * changed fields, none of them watched or all of them the connector's own. New and deleted records always pass.
 *
 * @param beside other touched names, which are not fields
 * @param collectionName of the record's collection; null = not stated
 * @returns null to let the change through, or the reason to stop it
 */
export function reasonToIgnore(
	change: Omit<Change, 'changeKey'>,
	wanted: Omit<Subscription, 'onlyAction' | 'acceptWebhooks'>,
	beside: readonly string[] = [],
	collectionName: string | null = null,
): IgnoredCode | null {
	const ofCollection = [collectionName?.toLowerCase(), change.collectionId];
	if (ofCollection.some((known) => wanted.leaveOut.has(known ?? ''))) return 'COLLECTION_LEFT_OUT';
	if (wanted.entity !== 'any' && wanted.entity !== change.entity) return 'ENTITY_NOT_EXPECTED';
	if (
		contradicts(change.databaseId, wanted.databaseId) ||
		contradicts(change.collectionId, wanted.collectionId)
	) {
		return 'SOURCE_NOT_EXPECTED';
	}
	if (!wanted.actions.includes(change.change)) return 'ACTION_NOT_WATCHED';
	if (wanted.onlyAudiences && isOtherTrigger(change.fields)) return 'NOT_ABOUT_AN_AUDIENCE';
	if (change.change !== 'update' || change.changed === null) return null;
	const changed = [...change.changed, ...beside];
	if (wanted.watch.size > 0) {
		return mayTouch(wanted.watch, change, changed) ? null : 'FIELDS_NOT_WATCHED';
	}
	return changed.length > 0 && changed.every(isConnectorField) ? 'CONNECTOR_FIELDS_ONLY' : null;
}
