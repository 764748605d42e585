import { refused, type Refused } from '../../../core/copernica/codes';
import { selectionSchema, type Selection } from '../../../core/copernica/entities';
import { nameOf } from '../../../core/copernica/ids';
import { memoize } from '../../shared/perKey';
import { readAll, readIfThere } from './read';
import { pathOf, type CopernicaContext } from './request';

/** A selection of profiles or of subprofiles, and what Copernica calls it in a path. */
const PATHS = { selection: 'view', miniselection: 'miniview' } as const;

type SelectionKind = keyof typeof PATHS;

const listAt = async (context: CopernicaContext, ...parts: string[]): Promise<Selection[]> =>
	await readAll(context, { path: pathOf(...parts), schema: selectionSchema, what: 'a selection' });

/** Path of what belongs to a selection. */
export function selectionPath(kind: SelectionKind, id: string, ...more: string[]): string {
	return pathOf(PATHS[kind], id, ...more);
}

/**
 * All selections of a database, even nested ones: whether Copernica lists these with the rest is not documented
 * (docs/vendors/copernica.md#34-entities), so each selection is asked for those inside it.
 *
 * @throws CopernicaFaultError
 */
export async function readSelections(
	context: CopernicaContext,
	databaseId: string,
): Promise<Selection[]> {
	const found = new Map<string, Selection>();
	const waiting = await listAt(context, 'database', databaseId, 'views');
	for (const selection of waiting) {
		if (found.has(selection.id)) continue;
		found.set(selection.id, selection);
		if (!selection.mayHaveChildren) continue;
		const nested = await listAt(context, PATHS.selection, selection.id, 'views');
		waiting.push(...nested);
	}
	return [...found.values()];
}

/** The miniselections of a collection. @throws CopernicaFaultError */
export async function readMiniselections(
	context: CopernicaContext,
	collectionId: string,
): Promise<Selection[]> {
	return await listAt(context, 'collection', collectionId, 'miniviews');
}

/** Reads one selection by its id, or says that there is none. */
export type ReadSelection = (id: string) => Promise<{ ok: true; selection: Selection } | Refused>;

/** Reads selections, each once per run. A missing one is `SELECTION_GONE`; other faults are thrown. */
export function selectionReader(context: CopernicaContext, kind: SelectionKind): ReadSelection {
	return memoize(async (id: string) => {
		const path = selectionPath(kind, id);
		const request = { path, schema: selectionSchema, what: 'a selection' };
		const selection = await readIfThere(context, request);
		return selection === null
			? refused('SELECTION_GONE', { selection: nameOf(kind, id) })
			: { ok: true, selection };
	});
}
