import {
	NodeOperationError,
	updateDisplayOptions,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { readChange } from '../../../../core/contracts/change';
import type { Source } from '../../../../core/contracts/preparedProfile';
import { compileNormaliser } from '../../../../core/profile/normalise';
import { normaliseProperties } from './normalise/description';
import { NORMALISE_PARAMETERS, settingsOfForm } from './normalise/readSettings';
import { settingsPerItem } from './normalise/settingsPerItem';

export const description = updateDisplayOptions(
	{ show: { resource: ['profile'], operation: ['normalise'] } },
	normaliseProperties,
);

interface Invalid {
	readonly code: string;
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
	const prepared: INodeExecutionData[] = [];
	const invalid: INodeExecutionData[] = [];
	if (items.length === 0) return [prepared, invalid];
	const now = new Date().toISOString();
	const normaliserOf = settingsPerItem(this, NORMALISE_PARAMETERS, (values, itemIndex) => {
		const read = settingsOfForm(values);
		if (!read.ok) throw new NodeOperationError(this.getNode(), read.reason, { itemIndex });
		return compileNormaliser(read.settings);
	});
	items.forEach((item, itemIndex) => {
		const pairedItem = { item: itemIndex };
		const refuse = (reason: Invalid, error?: NodeOperationError) => {
			invalid.push({
				json: invalidJson(reason, item.json),
				...(item.binary === undefined ? {} : { binary: item.binary }),
				...(error === undefined ? {} : { error }),
				pairedItem,
			});
		};
		try {
			const normalise = normaliserOf(itemIndex);
			const read = readChange(item.json, now);
			if (!read.ok) {
				refuse({ ...read, source: null });
				return;
			}
			const outcome = normalise(read.change);
			if (!outcome.ok) {
				refuse(outcome.invalid);
				return;
			}
			prepared.push({
				json: { ...outcome.prepared },
				...(item.binary === undefined ? {} : { binary: item.binary }),
				pairedItem,
			});
		} catch (cause) {
			const error =
				cause instanceof NodeOperationError
					? cause
					: new NodeOperationError(this.getNode(), cause instanceof Error ? cause : String(cause), {
							itemIndex,
						});
			if (!this.continueOnFail()) throw error;
			refuse({ code: 'SETTINGS_INVALID', field: null, reason: error.message, source: null }, error);
		}
	});
	return [prepared, invalid];
}
