import { NodeOperationError, type INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { arrivalOf, readUnprepared } from '../../../../core/activate/unprepared';
import {
	readPrepared,
	sourceSchema,
	type Source,
} from '../../../../core/contracts/preparedProfile';
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
import type { Operation } from '../../../shared/operation';
import { checkWiring } from '../../../shared/wiring';
import type { Row } from '../../../shared/rows';
import { asOperationError } from '../../shared/rows';
import { settingsPerItem, type ParameterSpec } from '../../shared/settingsPerItem';

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

/** What is known about an item before looking at the whole run. */
type Reading = { readonly source: Source } & (
	| { readonly kind: 'row'; readonly row: FilterRow }
	| { readonly kind: 'notPrepared' }
	| { readonly kind: 'fault'; readonly error: NodeOperationError }
);

interface SkipReason {
	code: SkipCode;
	reason: string;
}

/** What was last let through, for as long as the process lives: some 20,000 contacts. */
const kept = new KeptPrints(80_000);

/**
 * The source of an item that came without one, or with a time in the future: the steps that follow, and this one another
 * time, must know when it came in.
 */
function missingSource(json: INodeExecutionData['json'], { source }: Reading): { source?: Source } {
	const told = sourceSchema.safeParse(json.source);
	const isTold =
		told.success &&
		told.data.order <= source.order &&
		Date.parse(told.data.receivedAt) <= Date.parse(source.receivedAt);
	return isTold ? {} : { source };
}

/**
 * What a decision adds to the item: the fingerprint of its current content, what it says for others, why it is skipped.
 */
function additions(decision: FilterDecision): INodeExecutionData['json'] {
	const { fingerprint, ...others } = decision.prepared;
	return {
		...(decision.merged ? others : {}),
		fingerprint,
		...(decision.keep ? {} : { skip: { ...decision.skip } }),
	};
}

/**
 * *Filter*: screens prepared profiles. Each item gives one row, and a skipped one that gives up an address a second row
 * for that.
 */
export const filter: Operation = {
	fields: filterProperties,
	outputs: ['Keep', 'Skip'],
	run: async (context, items) => {
		if (items.length === 0) return [];
		checkWiring(context, items, 'prepared');
		const filterOf = settingsPerItem(context, PARAMETERS, (values, itemIndex) => {
			const read = readFilterSettings({
				...Object.fromEntries(values),
				consents: values.get('requiredConsents'),
				// An expression that gives nothing must not let everything through.
				excludedAddresses: values.get('excludedAddresses') ?? null,
			});
			if (!read.ok) throw new NodeOperationError(context.getNode(), read.reason, { itemIndex });
			return compileFilter(read.settings);
		});
		const lastSentOf = settingsPerItem(context, [{ path: 'lastSent', fallback: '' }], (values) =>
			lastSentSchema.parse(values.get('lastSent')),
		);
		const now = new Date().toISOString();
		const readings = items.map(({ json }, itemIndex): Reading => {
			const parsed = readPrepared(json, now);
			if (!parsed.success) {
				const { source } = readUnprepared(json, arrivalOf(json, now));
				return { kind: 'notPrepared', source };
			}
			const prepared = parsed.data;
			const { source } = prepared;
			try {
				const row = { prepared, filter: filterOf(itemIndex), lastSent: lastSentOf(itemIndex) };
				return { kind: 'row', source, row };
			} catch (cause) {
				const error = asOperationError(context, cause, itemIndex);
				if (!context.continueOnFail()) throw error;
				return { kind: 'fault', source, error };
			}
		});
		const decisions = applyFilter(
			readings.flatMap((reading) => (reading.kind === 'row' ? [reading.row] : [])),
			{
				kept,
				scope: `${context.getWorkflow().id ?? ''}\n${context.getNode().id}`,
				// The Sync step that follows may have Dry Run on.
				remembers: context.getMode() !== 'manual',
			},
		).values();
		const rowsOf = ({ json: given, binary }: INodeExecutionData, reading?: Reading): Row[] => {
			const json = { ...given, ...(reading === undefined ? {} : missingSource(given, reading)) };
			if (reading?.kind === 'fault') {
				const { message } = reading.error;
				const skip = { code: 'SETTINGS_INVALID', reason: message } satisfies SkipReason;
				const fault = { error: message, details: { status: 'skipped', ...skip } };
				return [{ output: 1, json: { ...json, skip }, binary, fault }];
			}
			const decision = reading?.kind === 'row' ? decisions.next().value : undefined;
			if (decision === undefined) {
				return [{ output: 1, json: { ...json, skip: skipOf('NOT_PREPARED') }, binary }];
			}
			const decided = { ...json, ...additions(decision) };
			if (decision.keep) return [{ output: 0, json: decided, binary }];
			const { givenUp } = decision;
			const row: Row = { output: 1, json: decided, binary };
			return givenUp === undefined ? [row] : [row, { output: 0, json: { ...givenUp } }];
		};
		return items.map((item, itemIndex) => rowsOf(item, readings[itemIndex]));
	},
};
