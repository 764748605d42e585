import {
	NodeOperationError,
	updateDisplayOptions,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { readChange } from '../../../../core/contracts/change';
import type { Source } from '../../../../core/contracts/preparedProfile';
import { INVALID_CODES, reasonOf, type InvalidCode } from '../../../../core/normalise/codes';
import { FieldWatch } from '../../../../core/normalise/fieldReport';
import { compileNormaliser } from '../../../../core/normalise/normalise';
import { normaliseProperties } from './normalise/description';
import { addFieldHints } from './normalise/fieldHints';
import { normaliseParameters, settingsOfForm } from './normalise/readSettings';
import { asOperationError, toOutputs, type OutputRow } from './normalise/rowOutputs';
import { settingsPerItem } from '../../shared/settingsPerItem';

export const description = updateDisplayOptions(
	{ show: { resource: ['profile'], operation: ['normalise'] } },
	normaliseProperties,
);

interface Invalid {
	readonly code: InvalidCode;
	readonly field: string | null;
	readonly reason: string;
	readonly source: Source | null;
}

/** A row that could not be prepared speaks like a Result and brings the whole change, so that nothing is lost. */
function invalidJson({ code, field, reason, source }: Invalid, change: IDataObject): IDataObject {
	return { status: 'invalid', code, field, reason, source, change };
}

/** Settings that differ between items are watched for wrong field names up to this number. */
const SETTINGS_WATCHED = 20;

/**
 * Brings changes from Copernica into Activate's form.
 *
 * @returns Prepared and Invalid; each item is on exactly one of them, in order
 * @throws NodeOperationError for settings that do not fit, unless the node continues on fail
 */
export async function execute(
	this: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	if (items.length === 0) return [[], []];
	const now = new Date().toISOString();
	const { typeVersion } = this.getNode();
	const parameters = normaliseParameters(typeVersion);
	const watches: FieldWatch[] = [];
	const setupOf = settingsPerItem(this, parameters, (values, itemIndex) => {
		const read = settingsOfForm(values, typeVersion);
		if (!read.ok) throw new NodeOperationError(this.getNode(), read.reason, { itemIndex });
		const watch = new FieldWatch(read.settings);
		if (watches.length < SETTINGS_WATCHED) watches.push(watch);
		return { normalise: compileNormaliser(read.settings), watch };
	});
	const rows = items.map((item, itemIndex): OutputRow => {
		try {
			const { normalise, watch } = setupOf(itemIndex);
			const read = readChange(item.json, now);
			if (!read.ok) {
				const { code, field } = read;
				const reason = reasonOf(INVALID_CODES[code], field, null);
				return {
					good: false,
					json: invalidJson({ code, field, reason, source: null }, item.json),
				};
			}
			watch.see(read.change);
			const outcome = normalise(read.change);
			return outcome.ok
				? { good: true, json: { ...outcome.prepared } }
				: { good: false, json: invalidJson(outcome.invalid, item.json) };
		} catch (cause) {
			const error = asOperationError(this, cause, itemIndex);
			if (!this.continueOnFail()) throw error;
			const code: InvalidCode = 'SETTINGS_INVALID';
			const reason = { code, field: null, reason: error.message };
			return {
				good: false,
				json: invalidJson({ ...reason, source: null }, item.json),
				fault: { error, details: { status: 'invalid', ...reason } },
			};
		}
	});
	addFieldHints(
		this,
		watches.map((watch) => watch.report()),
	);
	return toOutputs(this, items, rows);
}
