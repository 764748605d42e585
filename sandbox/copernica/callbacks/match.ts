import { triggers } from '../causes';
import type { Quirks } from '../quirks';
import type { StoreChange } from '../store/model';
import type { Callback } from './registry';

function isSource(callback: Callback, change: StoreChange): boolean {
	return change.entity === 'profile'
		? callback.collectionId === null && callback.databaseId === change.databaseId
		: callback.collectionId === change.collectionId;
}

function meetsTriggers(callback: Callback, change: StoreChange, quirks: Quirks): boolean {
	const box = triggers.find((trigger) => trigger === change.cause);
	return box === undefined ? quirks.causesWithoutBoxFire : callback.triggers.includes(box);
}

function isApiDisabled(callback: Callback, change: StoreChange, quirks: Quirks): boolean {
	if (!callback.apiDisabled) return false;
	const covered =
		quirks.apiDisabledCovers === 'both' ? ['rest', 'soap'] : [quirks.apiDisabledCovers];
	return covered.includes(change.cause);
}

/**
 * Whether a callback wants to hear of a change, but for its expression (docs/vendors/copernica.md#11-concept and
 * docs/vendors/copernica.md#14-registering-by-hand).
 */
export function isWanted(callback: Callback, change: StoreChange, quirks: Quirks): boolean {
	return (
		isSource(callback, change) &&
		['all', change.action].includes(callback.action.toLowerCase()) &&
		meetsTriggers(callback, change, quirks) &&
		!isApiDisabled(callback, change, quirks)
	);
}
