import { NodeOperationError, type IPollFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { readId } from '../../../core/copernica/ids';
import { readStamp } from '../../../core/copernica/polling/stamp';

/** Records per look, unless set. */
export const DEFAULT_LIMIT = 1_000;
const MAX_LIMIT = 10_000;

/** What a trigger can look at. */
export const lookSourceSchema = z.enum([
	'database',
	'collection',
	'selection',
	'miniselection',
	'unsubscribes',
]);
type Source = z.infer<typeof lookSourceSchema>;

/** What each source needs besides the database. */
const PARTS: Record<Source, ReadonlyArray<'collection' | 'selection' | 'miniselection'>> = {
	database: [],
	collection: ['collection'],
	selection: ['selection'],
	miniselection: ['collection', 'miniselection'],
	unsubscribes: [],
};

const actionsSchema = z
	.union([z.array(z.coerce.string()), z.string().transform((text) => text.split(','))])
	.catch([])
	.transform((names) => names.map((name) => name.trim()));

/** What the trigger is set to look for. */
export interface LookSettings {
	source: Source;
	databaseId: string;
	collectionId?: string;
	/** Of a selection or miniselection. */
	selectionId?: string;
	isCreateWanted: boolean;
	isUpdateWanted: boolean;
	/** Where the first look begins: with what changes from now on, at a stamp, or with the oldest record. */
	start: { kind: 'now' } | { kind: 'since'; stamp: string } | { kind: 'everything' };
	limit: number;
}

/** Reads the settings of the trigger. @throws NodeOperationError for what is missing or cannot be read */
export function readLookSettings(context: IPollFunctions): LookSettings {
	const wrong = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	const setting = (name: string, fallback: unknown) => context.getNodeParameter(name, fallback);
	const idOf = (name: string): string => {
		const id = readId(context.getNodeParameter(name, '', { extractValue: true }));
		if (id !== null) return id;
		throw wrong(`No ${name} is selected`, `Choose the ${name} from the list, or enter its ID.`);
	};
	const source = lookSourceSchema.catch('database').parse(setting('source', 'database'));
	const databaseId = idOf('database');
	const ids = Object.fromEntries(
		PARTS[source].map((part) => [
			part === 'collection' ? 'collectionId' : 'selectionId',
			idOf(part),
		]),
	);
	// An unsubscribe is neither: what was chosen for another source does not count.
	const all = ['create', 'update'];
	const actions = source === 'unsubscribes' ? all : actionsSchema.parse(setting('actions', all));
	const isCreateWanted = actions.includes('create');
	const isUpdateWanted = actions.includes('update');
	if (!isCreateWanted && !isUpdateWanted) {
		throw wrong('No actions are selected', 'Select at least one action under Actions.');
	}
	const limit = Number(setting('options.recordsPerLook', DEFAULT_LIMIT));
	if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
		throw wrong(
			'The number of records per look cannot be used',
			`Enter a whole number from 1 to ${MAX_LIMIT} under Records per Look.`,
		);
	}
	const start = startOf(setting('firstLook', 'now'), setting('since', ''));
	if (start === null) {
		throw wrong(
			'The date under Since cannot be read',
			'Enter it as YYYY-MM-DD HH:MM:SS, as Copernica shows it.',
		);
	}
	return { source, databaseId, ...ids, isCreateWanted, isUpdateWanted, start, limit };
}

function startOf(firstLook: unknown, since: unknown): LookSettings['start'] | null {
	if (firstLook === 'everything') return { kind: 'everything' };
	if (firstLook !== 'since') return { kind: 'now' };
	const stamp = readStamp(since);
	return stamp === null ? null : { kind: 'since', stamp };
}

/** Tells one start from another; empty = from now on. */
export function startKey({ start }: LookSettings): string {
	if (start.kind === 'now') return '';
	return start.kind === 'since' ? `since ${start.stamp}` : start.kind;
}
