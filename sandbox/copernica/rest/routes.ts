import type { Answer } from '../../http/answer';
import type { RestCall } from './call';
import * as callbacks from './callbacks';
import * as databases from './databases';
import * as mailings from './mailings';
import * as profiles from './profiles';
import * as selections from './selections';
import * as statistics from './statistics';
import * as subprofiles from './subprofiles';
import { unsubscribe } from './unsubscribe';
import * as webhooks from './webhooks';

export type Handler = (call: RestCall) => Answer;

/** Every REST call that the sandbox knows: method, path (`:name` = a part), handler. Longer paths first. */
const table: Array<[method: string, path: string, handler: Handler]> = [
	['GET', 'identity', databases.getIdentity],
	['GET', 'databases', databases.getDatabases],
	['GET', 'database/:database/fields', databases.getDatabaseFields],
	['GET', 'database/:database/interests', databases.getDatabaseInterests],
	['GET', 'database/:database/collections', databases.getDatabaseCollections],
	['GET', 'database/:database/profileids', profiles.listProfileIds],
	['GET', 'database/:database/profiles', profiles.listProfiles],
	['POST', 'database/:database/profiles', profiles.postProfile],
	['PUT', 'database/:database/profiles', profiles.putProfiles],
	['DELETE', 'database/:database/profiles', profiles.deleteProfiles],
	['GET', 'database/:database/unsubscribe', unsubscribe.getOfDatabase],
	['PUT', 'database/:database/unsubscribe', unsubscribe.putOfDatabase],
	['PUT', 'database/:database/unsubscribes', unsubscribe.manyOfDatabase],
	['GET', 'database/:database/callbacks', callbacks.listDatabaseCallbacks],
	['POST', 'database/:database/callbacks', callbacks.postDatabaseCallback],
	['GET', 'database/:database/views', selections.listViews],
	['GET', 'database/:database', databases.getDatabase],
	['GET', 'collection/:collection/fields', databases.getCollectionFields],
	['GET', 'collection/:collection/subprofiles', subprofiles.listCollectionSubprofiles],
	['PUT', 'collection/:collection/subprofiles', subprofiles.putCollectionSubprofiles],
	['GET', 'collection/:collection/unsubscribe', unsubscribe.getOfCollection],
	['PUT', 'collection/:collection/unsubscribe', unsubscribe.putOfCollection],
	['PUT', 'collection/:collection/unsubscribes', unsubscribe.manyOfCollection],
	['GET', 'collection/:collection/callbacks', callbacks.listCollectionCallbacks],
	['POST', 'collection/:collection/callbacks', callbacks.postCollectionCallback],
	['GET', 'collection/:collection/miniviews', selections.listMiniviews],
	['GET', 'collection/:collection', databases.getCollection],
	['GET', 'profile/:profile/fields', profiles.getProfileFields],
	['PUT', 'profile/:profile/fields', profiles.putProfileFields],
	['POST', 'profile/:profile/fields', profiles.twin(profiles.putProfileFields)],
	['GET', 'profile/:profile/interests', profiles.getProfileInterests],
	['POST', 'profile/:profile/interests', profiles.postProfileInterests],
	['PUT', 'profile/:profile/interests', profiles.putProfileInterests],
	['GET', 'profile/:profile/subprofiles/:collection', subprofiles.listProfileSubprofiles],
	['POST', 'profile/:profile/subprofiles/:collection', subprofiles.postSubprofile],
	['PUT', 'profile/:profile/subprofiles/:collection', subprofiles.putProfileSubprofiles],
	['POST', 'profile/:profile/datarequest', mailings.postDataRequest],
	['PUT', 'profile/:profile/unsubscribe', unsubscribe.profile],
	['GET', 'profile/:profile', profiles.getProfile],
	['PUT', 'profile/:profile', profiles.putProfile],
	['POST', 'profile/:profile', profiles.twin(profiles.putProfile)],
	['DELETE', 'profile/:profile', profiles.deleteProfile],
	['GET', 'subprofile/:subprofile/fields', subprofiles.getSubprofileFields],
	['PUT', 'subprofile/:subprofile/fields', subprofiles.putSubprofileFields],
	['PUT', 'subprofile/:subprofile/unsubscribe', unsubscribe.subprofile],
	['GET', 'subprofile/:subprofile', subprofiles.getSubprofile],
	['PUT', 'subprofile/:subprofile', subprofiles.putSubprofile],
	['POST', 'subprofile/:subprofile', profiles.twin(subprofiles.putSubprofile)],
	['DELETE', 'subprofile/:subprofile', subprofiles.deleteSubprofile],
	['GET', 'view/:view/views', selections.listNestedViews],
	['GET', 'view/:view/profiles', selections.listViewProfiles],
	['POST', 'view/:view/rebuild', selections.rebuildSelection('view')],
	['GET', 'view/:view', selections.getSelection('view')],
	['GET', 'miniview/:miniview/subprofiles', selections.listMiniviewSubprofiles],
	['POST', 'miniview/:miniview/rebuild', selections.rebuildSelection('miniview')],
	['GET', 'miniview/:miniview', selections.getSelection('miniview')],
	['GET', 'ms/templates', mailings.listTemplates],
	['POST', 'ms/emailing', mailings.postEmailing],
	['POST', 'ms/scheduledemailing', mailings.postScheduledEmailing],
	['GET', 'ms/emailing/:emailing/statistics', mailings.getStatistics],
	['GET', 'draganddrop/templates', mailings.listTemplates],
	['POST', 'draganddrop/emailing', mailings.postEmailing],
	['POST', 'draganddrop/scheduledemailing', mailings.postScheduledEmailing],
	['GET', 'draganddrop/emailing/:emailing/statistics', mailings.getStatistics],
	['POST', 'imports', mailings.postImport],
	['GET', 'ms/unsubscribes', statistics.listMsUnsubscribes],
	['GET', 'ms/destination/:destination', statistics.getMsDestination],
	['GET', 'publisher/unsubscribes', statistics.listPublisherUnsubscribes],
	['POST', 'webhooks', webhooks.postWebhook],
	['GET', 'webhook/:webhook', webhooks.getWebhook],
	['PUT', 'webhook/:webhook', webhooks.putWebhook],
	['DELETE', 'webhook/:webhook', webhooks.deleteWebhook],
	['GET', 'callback/:callback', callbacks.getCallback],
	['POST', 'callback/:callback', callbacks.postCallback],
	['DELETE', 'callback/:callback', callbacks.deleteCallback],
];

const routes = table.map(([method, path, handler]) => ({
	method,
	parts: path.split('/'),
	handler,
}));

/** The route of a call with the named parts of its path; null where there is none. Paths are case-sensitive. */
export function findRoute(
	method: string,
	path: string,
	trailingIgnored: boolean,
): { handler: Handler; params: Record<string, string> } | null {
	const parts = path.split('/').filter((part) => part !== '');
	for (const route of routes) {
		if (route.method !== method || parts.length < route.parts.length) continue;
		if (parts.length > route.parts.length && !trailingIgnored) continue;
		const fits = route.parts.every((part, at) => part.startsWith(':') || part === parts[at]);
		if (!fits) continue;
		const params = route.parts.flatMap((part, at) =>
			part.startsWith(':') ? [[part.slice(1), decodeURIComponent(parts[at] ?? '')]] : [],
		);
		return { handler: route.handler, params: Object.fromEntries(params) };
	}
	return null;
}
