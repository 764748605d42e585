import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { KeyServer } from './keyServer';
import type { Entity } from './payloads';
import { ACCOUNT } from './sender';

/** Ids of the database and the collection that the trigger is set to. */
export const SOURCE_IDS = { database: '1', collection: '2' };

interface Settings {
	entity: Entity;
	keys: Pick<KeyServer, 'url'>;
	/** Instead of the key server alone. */
	resolvers?: string[];
	/** Default: all three. */
	actions?: string[];
	/** Fields to Watch. */
	watch?: string[];
	signature?: 'required' | 'whenPresent' | 'off';
	/** Further entries of *Options*. */
	options?: IDataObject;
	ids?: { database: string; collection: string };
}

export interface ManualSettings extends Settings {
	accountId?: string;
}

function common(settings: Settings): INodeParameters {
	const { database, collection } = settings.ids ?? SOURCE_IDS;
	const byId = (value: string) => ({ __rl: true, mode: 'id', value });
	return {
		source: settings.entity === 'profile' ? 'database' : 'collection',
		database: byId(database),
		...(settings.entity === 'subprofile' ? { collection: byId(collection) } : {}),
		actions: settings.actions ?? ['create', 'update', 'delete'],
		fieldsToWatch: settings.watch ?? [],
		signature: settings.signature ?? 'required',
		options: { resolvers: settings.resolvers ?? [settings.keys.url], ...settings.options },
	} as INodeParameters;
}

/** Parameters of a trigger whose URL a person enters in Publisher. */
export function manual(settings: ManualSettings): INodeParameters {
	return {
		...common(settings),
		registration: 'manual',
		accountId: settings.accountId ?? ACCOUNT,
	};
}

/** Parameters of a trigger that registers itself. */
export function automatic(settings: Settings): INodeParameters {
	return { ...common(settings), registration: 'automatic' };
}
