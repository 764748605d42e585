import type { IDataObject } from 'n8n-workflow';
import type { Sighting } from '../../../core/copernica/polling/mark';
import type { LookSettings } from './settings';

/** A record that a look can tell of. */
export interface Findable extends Sighting {
	/** When it came into being, as Copernica writes it; null = not told. */
	readonly created: string | null;
	/** The Change that tells of it; null for one that does not belong to what was chosen. */
	toItem: (isCreated: boolean) => Promise<IDataObject | null>;
}

/** Something in Copernica that can be looked through in order of time. */
export interface LookSource {
	/** What it is, for telling it from what was chosen before. */
	readonly key: string;
	/** Makes sure that Copernica can be asked. @throws NodeOperationError with what to change */
	check: () => Promise<void>;
	/** Where a first look begins that is to tell nothing of what is there. */
	now: () => Promise<string>;
	/** The newest stamp; empty = there is nothing. */
	newest: () => Promise<string>;
	/** Whether the pages begin with the oldest records, so that the rest of them can wait. */
	readonly isInOrder: boolean;
	/** Everything since a stamp, in pages. @throws CopernicaFaultError */
	pages: (from: string) => AsyncGenerator<Findable[]>;
	/** Some of the newest records, to show them in the editor. */
	latest: () => Promise<Findable[]>;
}

/** Names a source, to tell it from others. */
export function sourceKey({
	source,
	databaseId,
	collectionId = '',
	selectionId = '',
}: Pick<LookSettings, 'source' | 'databaseId' | 'collectionId' | 'selectionId'>): string {
	if (source === 'unsubscribes') return [source, databaseId].join(' ');
	return [source, databaseId, collectionId, selectionId].join(' ');
}
