import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';
import { canonicalJson, sha256Hex } from '../../../core/canonical';
import type { Refused } from '../../../core/copernica/codes';
import { findField } from '../../../core/copernica/fieldNames';
import { byStamp } from '../../../core/copernica/polling/mark';
import { isStamp, overlapBefore } from '../../../core/copernica/polling/stamp';
import { Walk } from '../../../core/copernica/polling/walk';
import { MAX_PAGE, readPage, unreadable, type ReadRequest } from '../api/read';
import { pathOf } from '../api/request';
import { readFieldNames, type FieldSource } from '../api/fieldList';
import { runCacheFor, type RunCache } from '../api/runCache';
import { selectionPath, selectionReader } from '../api/selections';
import {
	profileOutput,
	profileWithRaw,
	subprofileOutput,
	subprofileWithRaw,
} from '../shared/outputForm';
import type { LookSettings } from './settings';
import { sourceKey, type Findable, type LookSource } from './source';

/** A profile or subprofile, as far as both are alike. */
interface Entity {
	id: string;
	fields: Record<string, string>;
	interests?: string[] | null;
	created: string | null;
	modified: string | null;
}

type ItemOf<Kind> = (
	entity: Kind,
	read: { readAt: string; databaseId: string; isCreated: boolean },
) => Promise<IDataObject>;

/** How many of the newest records are read to show some of them. */
const TO_CHOOSE_FROM = 50;

const printOf = ({ fields, interests = null }: Entity) =>
	sha256Hex(canonicalJson({ fields, interests })).slice(0, 12);

/** Where the records of a source are, and whose fields they have. */
interface Place {
	ok: true;
	path: string;
	fields: FieldSource;
	databaseId: string;
}

async function placeOf(context: IPollFunctions, settings: LookSettings): Promise<Place | Refused> {
	const { source, databaseId, collectionId = '', selectionId = '' } = settings;
	const database: FieldSource = { kind: 'database', id: databaseId };
	const collection: FieldSource = { kind: 'collection', id: collectionId };
	if (source === 'collection') {
		const path = pathOf('collection', collectionId, 'subprofiles');
		return { ok: true, path, fields: collection, databaseId };
	}
	if (source !== 'selection' && source !== 'miniselection') {
		return {
			ok: true,
			path: pathOf('database', databaseId, 'profiles'),
			fields: database,
			databaseId,
		};
	}
	const read = await selectionReader(context, source)(selectionId);
	if (!read.ok) return read;
	// The fields that count are those of the database or collection that the selection is really in.
	const { selection } = read;
	return source === 'selection'
		? {
				ok: true,
				path: selectionPath(source, selectionId, 'profiles'),
				fields: { ...database, id: selection.database ?? databaseId },
				databaseId: selection.database ?? databaseId,
			}
		: {
				ok: true,
				path: selectionPath(source, selectionId, 'subprofiles'),
				fields: { ...collection, id: selection.collection ?? collectionId },
				databaseId,
			};
}

function lookThrough<Kind extends Entity>(
	context: IPollFunctions,
	place: () => Promise<Place>,
	{ schema, what }: Pick<ReadRequest<Kind>, 'schema' | 'what'>,
	itemOf: ItemOf<Kind>,
): Omit<LookSource, 'key'> {
	const read = async (query: ReadRequest<Kind>['query']) => {
		const { path, databaseId } = await place();
		const readAt = new Date().toISOString();
		const { rows, total } = await readPage(context, { path, schema, what, query });
		const found = rows.map((row): Findable => {
			if (!isStamp(row.modified)) throw unreadable(`the time when ${what} was changed`);
			return {
				id: row.id,
				stamp: row.modified,
				print: printOf(row),
				created: row.created,
				toItem: async (isCreated) => await itemOf(row, { readAt, databaseId, isCreated }),
			};
		});
		return { found, total };
	};
	const newestFirst = async (limit: number): Promise<Findable[]> => {
		const query = { orderby: 'modified', order: 'desc', total: 'false', start: 0, limit };
		const { found } = await read(query);
		return found.sort((a, b) => byStamp(b, a));
	};
	const newest = async () => (await newestFirst(1))[0]?.stamp ?? '';
	return {
		check: async () => {
			const fields = await readFieldNames(context, (await place()).fields);
			if (findField(fields, 'modified') === undefined) return;
			throw new NodeOperationError(context.getNode(), 'A field is called "modified"', {
				description:
					'It hides the time at which Copernica changed a record, so that nobody can ask for what was changed. Give the field another name in Copernica.',
			});
		},
		now: async () => {
			const stamp = await newest();
			return stamp === '' ? '' : overlapBefore(stamp);
		},
		newest,
		isInOrder: true,
		pages: async function* (from) {
			const walk = new Walk(from);
			for (let question = walk.next(); question !== null; question = walk.next()) {
				const { found, total } = await read({
					'fields[]': question.selectors,
					orderby: question.orderBy,
					order: 'asc',
					total: String(question.wantsTotal),
					start: 0,
					limit: MAX_PAGE,
				});
				if (!walk.take(found, total)) throw unreadable('what was changed since the last look');
				yield found;
			}
		},
		latest: async () => await newestFirst(TO_CHOOSE_FROM),
	};
}

/** Profiles or subprofiles by the time of their last change. */
export function recordSource(context: IPollFunctions, settings: LookSettings): LookSource {
	const { source } = settings;
	const cache: RunCache = runCacheFor(context);
	let known: Promise<Place | Refused> | null = null;
	const place = async (): Promise<Place> => {
		known ??= placeOf(context, settings);
		const found = await known;
		if (found.ok) return found;
		throw new NodeOperationError(context.getNode(), found.refusal.reason);
	};
	const isOfProfiles = source === 'database' || source === 'selection';
	const look = isOfProfiles
		? lookThrough(
				context,
				place,
				{ schema: profileWithRaw, what: 'a profile' },
				async (profile, read) => await profileOutput(profile, 'change', read, cache),
			)
		: lookThrough(
				context,
				place,
				{ schema: subprofileWithRaw, what: 'a subprofile' },
				async (subprofile, read) => subprofileOutput(subprofile, 'change', read),
			);
	return { key: sourceKey(settings), ...look };
}
