import { NodeOperationError, type IDataObject, type INodeExecutionData } from 'n8n-workflow';
import { idsOf } from '../../../../core/activate/resend';
import { arrivalOf, readUnprepared } from '../../../../core/activate/unprepared';
import { readChange } from '../../../../core/contracts/change';
import { flatRowOf } from '../../../../core/contracts/flatRow';
import { areRows, columnsOf } from '../../../../core/contracts/row';
import type { Source } from '../../../../core/contracts/preparedProfile';
import {
	INVALID_CODES,
	normaliseReason,
	NOTHING_TO_SEND,
	type InvalidCode,
} from '../../../../core/normalise/codes';
import { FieldWatch } from '../../../../core/normalise/fieldReport';
import { compileNormaliser } from '../../../../core/normalise/normalise';
import { compileRowReader } from '../../../../core/normalise/row';
import { normaliseProperties } from './normalise/description';
import { addFieldHints } from './normalise/fieldHints';
import { normaliseParameters, readInput, settingsOfForm } from './normalise/readSettings';
import type { Operation } from '../../../shared/operation';
import type { Row, RowFault } from '../../../shared/rows';
import { checkWiring } from '../../../shared/wiring';
import { addRejectionsHint, rejectionLimitOf, stopIfTooMany } from '../../shared/rejections';
import { rowFormatOf, type RowFormat } from '../../shared/rowFormat';
import { asOperationError } from '../../shared/rows';
import { settingsPerItem } from '../../shared/settingsPerItem';

interface Invalid {
	readonly code: InvalidCode;
	readonly field: string | null;
	readonly reason: string;
	/** Null where the item could not be read as a change. */
	readonly source: Source | null;
}

/**
 * A row that could not be prepared looks like a Result and carries the whole change, so that nothing is lost and
 * Normalise can take it again.
 */
function invalidJson(
	{ code, field, reason, source }: Invalid,
	change: IDataObject,
	{ format, isRow, arrivedAt }: { format: RowFormat; isRow: boolean; arrivedAt: string },
): IDataObject {
	const known = readUnprepared(isRow ? { fields: columnsOf(change) } : change, arrivedAt);
	const told = { status: 'invalid', code, field, reason, email: known.email };
	const whose = { source: source ?? known.source, ...idsOf(source ?? known.source) };
	return format === 'flat' ? flatRowOf({ ...told, ...whose }) : { ...told, ...whose, change };
}

/** The change of an item; a row from an *Invalid* or *Rejected* output carries it. */
function changeIn(json: IDataObject): IDataObject {
	const { status, change } = json;
	const isRefused = status === 'invalid' && typeof change === 'object' && change !== null;
	return isRefused && !Array.isArray(change) ? { ...change } : json;
}

/** The text for a run that ends in an error before anything is sent. */
const NOTHING_WENT_ON = 'No row was passed on. Correct the cause, then run this again.';

/** At most this many different settings per run are checked for wrong field names. */
const SETTINGS_WATCHED = 20;

/**
 * *Normalise*: puts changes from Copernica, and rows from elsewhere, into Activate's form. Each item gives one row, and
 * an invalid one that gives up an address a second row for that.
 */
export const normalise: Operation = {
	fields: normaliseProperties,
	outputs: ['Prepared', 'Invalid'],
	run: async (context, items) => {
		if (items.length === 0) return [];
		const given = items.map(({ json }) => changeIn(json));
		const input = readInput(context);
		const isOfRows = input === 'rows' || (input === 'detect' && areRows(given));
		checkWiring(
			context,
			given.map((json) => ({ json })),
			isOfRows ? 'row' : 'change',
		);
		const limit = rejectionLimitOf(context);
		const format = rowFormatOf(context);
		const now = new Date().toISOString();
		const { typeVersion } = context.getNode();
		const watches: FieldWatch[] = [];
		const setupOf = settingsPerItem(
			context,
			normaliseParameters(typeVersion, isOfRows),
			(values, itemIndex) => {
				const read = settingsOfForm(values, typeVersion, isOfRows);
				if (!read.ok) throw new NodeOperationError(context.getNode(), read.reason, { itemIndex });
				const watch = new FieldWatch(read.settings);
				if (watches.length < SETTINGS_WATCHED) watches.push(watch);
				return {
					read: isOfRows ? compileRowReader(read.settings) : readChange,
					normalise: compileNormaliser(read.settings),
					watch,
				};
			},
		);
		const rowsOf = (item: INodeExecutionData, itemIndex: number): Row[] => {
			const { binary } = item;
			const json = given[itemIndex] ?? item.json;
			const arrivedAt = arrivalOf(item.json, now);
			const invalid = (why: Invalid, fault?: RowFault): Row => ({
				output: 1,
				json: invalidJson(why, json, { format, isRow: isOfRows, arrivedAt }),
				binary,
				fault,
			});
			try {
				const setup = setupOf(itemIndex);
				const read = setup.read(json, now, arrivedAt);
				if (!read.ok) {
					const { code, field } = read;
					const reason = normaliseReason(INVALID_CODES[code], field, null);
					return [invalid({ code, field, reason, source: null })];
				}
				setup.watch.see(read.change);
				const outcome = setup.normalise(read.change);
				if (outcome.ok) return [{ output: 0, json: { ...outcome.prepared }, binary }];
				const { givenUp } = outcome;
				const row = invalid(outcome.invalid);
				return givenUp === undefined ? [row] : [row, { output: 0, json: { ...givenUp } }];
			} catch (cause) {
				const error = asOperationError(context, cause, itemIndex);
				if (!context.continueOnFail()) throw error;
				const why = { code: 'SETTINGS_INVALID' as const, field: null, reason: error.message };
				const details = { status: 'invalid', ...why };
				return [invalid({ ...why, source: null }, { error: error.message, details })];
			}
		};
		const rows = items.map(rowsOf);
		const rejected = rows.flatMap((ofItem, item) =>
			ofItem.flatMap(({ output, json }) =>
				output === 1 ? [{ item, code: String(json.code) }] : [],
			),
		);
		const rejections = { total: items.length, rejected, word: 'invalid' } as const;
		const faulty = rejected.filter(({ code }) => !NOTHING_TO_SEND.includes(code));
		stopIfTooMany(context, limit, { ...rejections, rejected: faulty }, NOTHING_WENT_ON);
		addRejectionsHint(context, rejections);
		addFieldHints(
			context,
			watches.map((watch) => watch.report()),
		);
		return rows;
	},
};
