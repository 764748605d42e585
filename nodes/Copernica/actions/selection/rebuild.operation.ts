import type { RebuiltSelection } from '../../../../core/contracts/copernicaRows';
import { refusal } from '../../../../core/copernica/codes';
import { nameOf } from '../../../../core/copernica/ids';
import type { Operation } from '../../../shared/operation';
import { memoize } from '../../../shared/perKey';
import { CopernicaFaultError } from '../../api/apiError';
import { tryCopernicaRequest } from '../../api/client';
import { selectionPath } from '../../api/selections';
import {
	collectionField,
	databaseField,
	miniselectionField,
	ofSource,
	selectionField,
	sourceField,
} from '../../shared/descriptions';
import { eachItem, OUTPUTS } from '../../shared/rows';

const source = sourceField([
	{ name: 'Selection', value: 'selection', description: 'A selection of profiles' },
	{ name: 'Miniselection', value: 'miniselection', description: 'A selection of subprofiles' },
]);

/** *Rebuild*: a selection, once per run however many items ask for it. Copernica does not say when it is done. */
export const rebuild: Operation = {
	fields: [
		source,
		databaseField,
		ofSource('selection', selectionField),
		ofSource('miniselection', collectionField),
		ofSource('miniselection', miniselectionField),
	],
	outputs: OUTPUTS,
	run: async (context, items) => {
		const startRebuild = memoize(
			async (path: string) =>
				// Whoever fits is in the selection in the end, however often it is built.
				await tryCopernicaRequest(context, {
					version: 'v4',
					method: 'POST',
					path,
					idempotent: true,
				}),
		);
		return await eachItem(context, items, async (item) => {
			const isMini = item.setting('source', 'selection') === 'miniselection';
			const kind = isMini ? 'miniselection' : 'selection';
			const selectionId = item.id(kind);
			if (!selectionId.ok) return item.reject(selectionId.refusal);
			const { id } = selectionId;
			const result = await startRebuild(selectionPath(kind, id, 'rebuild'));
			if (result.ok) {
				return item.complete({ status: 'started', selectionId: id } satisfies RebuiltSelection);
			}
			if (result.fault.kind !== 'gone') throw new CopernicaFaultError(result.fault);
			const gone = refusal('SELECTION_GONE', { selection: nameOf(kind, id) });
			return item.reject(gone, { selectionId: id });
		});
	},
};
