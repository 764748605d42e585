import {
	NodeOperationError,
	updateDisplayOptions,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { readChange } from '../../../../core/contracts/change';
import type { Source } from '../../../../core/contracts/preparedProfile';
import type { InvalidCode } from '../../../../core/profile/codes';
import { compileNormaliser } from '../../../../core/profile/normalise';
import { normaliseProperties } from './normalise/description';
import { NORMALISE_PARAMETERS, settingsOfForm } from './normalise/readSettings';
import { asOperationError, toOutputs, type OutputRow } from './normalise/rowOutputs';
import { settingsPerItem } from './normalise/settingsPerItem';

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
	const normaliserOf = settingsPerItem(this, NORMALISE_PARAMETERS, (values, itemIndex) => {
		const read = settingsOfForm(values);
		if (!read.ok) throw new NodeOperationError(this.getNode(), read.reason, { itemIndex });
		return compileNormaliser(read.settings);
	});
	const rows = items.map((item, itemIndex): OutputRow => {
		try {
			const normalise = normaliserOf(itemIndex);
			const read = readChange(item.json, now);
			if (!read.ok) {
				return { good: false, json: invalidJson({ ...read, source: null }, item.json) };
			}
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
	return toOutputs(this, items, rows);
}
