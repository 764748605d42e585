import {
	NodeOperationError,
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';
import { z } from 'zod';
import { preparedProfileSchema } from '../../../../core/contracts/preparedProfile';
import type { SkipCode } from '../../../../core/filter/codes';
import {
	applyFilter,
	skipOf,
	type FilterDecision,
	type FilterRow,
} from '../../../../core/filter/filter';
import { KeptPrints } from '../../../../core/filter/keptPrints';
import { compileFilter } from '../../../../core/filter/rules';
import { readFilterSettings } from '../../../../core/filter/settings';
import { filterProperties } from './filter/description';
import { asOperationError, toOutputs, type OutputRow } from './normalise/rowOutputs';
import { settingsPerItem, type ParameterSpec } from '../../shared/settingsPerItem';

export const description = updateDisplayOptions(
	{ show: { resource: ['profile'], operation: ['filter'] } },
	filterProperties,
);

const PARAMETERS: readonly ParameterSpec[] = [
	{ path: 'rules', fallback: [] },
	{ path: 'requiredConsents', fallback: ['newsletter'] },
	{ path: 'newWithoutConsent', fallback: 'send' },
	{ path: 'excludedAddresses', fallback: '' },
	{ path: 'connectorKeys', fallback: '' },
];

/** One fingerprint, a list of them (the newest last), or nothing. */
const lastSentSchema = z
	.union([z.string(), z.array(z.string())])
	.nullish()
	.transform((value) => [value ?? []].flat())
	.catch([]);

/** What is known of an item before the whole run is looked at. */
type Reading =
	| { readonly kind: 'row'; readonly row: FilterRow }
	| { readonly kind: 'notPrepared' }
	| { readonly kind: 'fault'; readonly error: NodeOperationError };

/** What was let through last, for as long as the process lives: some 20,000 contacts. */
const kept = new KeptPrints(80_000);

/** What a decision adds to the item: the fingerprint of what it holds now, what it says for others, why it is skipped. */
function additions(decision: FilterDecision): INodeExecutionData['json'] {
	const { fingerprint, ...others } = decision.prepared;
	return {
		...(decision.merged ? others : {}),
		fingerprint,
		...(decision.keep ? {} : { skip: { ...decision.skip } }),
	};
}

/**
 * Screens prepared profiles.
 *
 * @returns Keep and Skip; each item is on exactly one of them, in order. A skipped one that gives up an address has a
 *   row of its own for that on Keep
 * @throws NodeOperationError for settings that do not fit, unless the node continues on fail
 */
export async function execute(
	this: IExecuteFunctions,
	items: INodeExecutionData[],
): Promise<INodeExecutionData[][]> {
	if (items.length === 0) return [[], []];
	const filterOf = settingsPerItem(this, PARAMETERS, (values, itemIndex) => {
		const read = readFilterSettings({
			...Object.fromEntries(values),
			consents: values.get('requiredConsents'),
		});
		if (!read.ok) throw new NodeOperationError(this.getNode(), read.reason, { itemIndex });
		return compileFilter(read.settings);
	});
	const lastSentOf = settingsPerItem(this, [{ path: 'lastSent', fallback: '' }], (values) =>
		lastSentSchema.parse(values.get('lastSent')),
	);
	const readings = items.map((item, itemIndex): Reading => {
		const parsed = preparedProfileSchema.safeParse(item.json);
		if (!parsed.success) return { kind: 'notPrepared' };
		try {
			const row = {
				prepared: parsed.data,
				filter: filterOf(itemIndex),
				lastSent: lastSentOf(itemIndex),
			};
			return { kind: 'row', row };
		} catch (cause) {
			const error = asOperationError(this, cause, itemIndex);
			if (!this.continueOnFail()) throw error;
			return { kind: 'fault', error };
		}
	});
	const decisions = applyFilter(
		readings.flatMap((reading) => (reading.kind === 'row' ? [reading.row] : [])),
		{
			kept,
			scope: `${this.getWorkflow().id ?? ''}\n${this.getNode().id}`,
			// Sync may have Dry Run on behind it.
			remembers: this.getMode() !== 'manual',
		},
	).values();
	const rows = items.map(({ json }, itemIndex): OutputRow => {
		const reading = readings[itemIndex];
		if (reading?.kind === 'fault') {
			const code: SkipCode = 'SETTINGS_INVALID';
			const skip = { code, reason: reading.error.message };
			return {
				good: false,
				json: { ...json, skip },
				fault: { error: reading.error, details: { status: 'skipped', ...skip } },
			};
		}
		const decision = reading?.kind === 'row' ? decisions.next().value : undefined;
		if (reading?.kind !== 'row' || decision === undefined) {
			return { good: false, json: { ...json, skip: skipOf('NOT_PREPARED') } };
		}
		const givenUp = decision.keep ? undefined : decision.givenUp;
		return {
			good: decision.keep,
			json: { ...json, ...additions(decision) },
			...(givenUp === undefined ? {} : { also: { ...givenUp } }),
		};
	});
	return toOutputs(this, items, rows);
}
