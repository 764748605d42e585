/**
 * The guards that keep the order and the consents right, each with the change of the sources that takes it away. The
 * history test must turn red without any one of them; `npm run measure:history` tries it.
 *
 * Not among them: that the fingerprint of a result is that of the record only if Activate has all of its consents
 * (`lacking` in core/activate/results.ts). It only shows where a rejected row, or one that never came, is compared with
 * the table before it is sent again. The histories lose no call, and send rejected rows past the rule;
 * test/unit/activate holds it.
 */
export interface Guard extends Cut {
	readonly name: string;
	/** What does the same elsewhere. */
	readonly also?: readonly Cut[];
}

/** A change of the sources. */
export interface Cut {
	readonly file: string;
	/** Stands exactly once in the file. */
	readonly from: string;
	readonly to: string;
}

/** All changes that take a guard away. */
export function cutsOf({ file, from, to, also = [] }: Guard): readonly Cut[] {
	return [{ file, from, to }, ...also];
}

export const GUARDS: readonly Guard[] = [
	{
		name: 'consents only when they are news',
		file: 'core/normalise/normalise.ts',
		from: "this.change.change !== 'update' ||",
		to: "this.change.change !== '' ||",
	},
	{
		name: 'consents of a refused change with the next one',
		file: 'core/normalise/normalise.ts',
		from: "return this.isOwnNews(consent) || (this.wasRefused && !(this.isRefused && value === 'yes'));",
		to: 'return this.isOwnNews(consent);',
	},
	{
		name: 'what is only restated is held back',
		file: 'core/activate/overtaken.ts',
		from: '\tif (past.length === 0) return',
		to: '\tif (past.length < 9) return',
	},
	{
		name: 'nothing is restated against another word of its second',
		file: 'core/activate/orderMemory.ts',
		from: 'mayBeOwn(word) && isOpen(word)',
		to: 'false',
	},
	{
		name: 'a no that was taken is not restated',
		file: 'core/activate/orderMemory.ts',
		from: '? !this.hasTaken(claim, key, own)',
		to: "? newestOf(words)?.values[key] === 'yes'",
	},
	{
		name: 'each address on the way is given up',
		file: 'core/filter/supersede.ts',
		from: 'if (alsoLeft.length === 0) delete',
		to: 'if (alsoLeft.length < 9) delete',
	},
	{
		name: 'a withdrawal in a row with an unlisted text',
		file: 'core/normalise/normalise.ts',
		from: 'return withdraws ? null : this.firstRefusal;',
		to: 'return this.firstRefusal;',
	},
	{
		name: 'a deleted profile whose address another one has',
		file: 'core/normalise/normalise.ts',
		from: "if (says === 'yes') {",
		to: "if (says === 'yes' && plan.consents.length === 0) {",
	},
	{
		name: 'an opt-out of another address is not superseded',
		file: 'core/filter/supersede.ts',
		from: 'if (!sameContact(newer, older)) return false;',
		to: '',
	},
	{
		name: 'the rule No Consent lets withdrawals through',
		file: 'core/filter/rules.ts',
		from: "NO_CONSENT: (row) => !has(row, 'yes') && has(row, 'no') && !withdraws(row),",
		to: "NO_CONSENT: (row) => !has(row, 'yes') && has(row, 'no'),",
	},
	{
		name: 'all consents with the first row that passes',
		file: 'core/filter/filter.ts',
		from: 'filter.beginsToPass(entry.prepared)',
		to: 'filter.beginsToPass(entry.prepared) && index < 0',
	},
	{
		name: 'Same as Last Sent lets proven withdrawals through',
		file: 'core/filter/rules.ts',
		from: 'isLastSent(row, lastSent) && !provesWithdrawal(row) && !changesContact(row),',
		to: 'isLastSent(row, lastSent),',
	},
	{
		name: 'what was let through since the table was written',
		file: 'core/filter/filter.ts',
		from: 'const lastSent = isOutdated(entry, memory) ? [] : entry.lastSent;',
		to: 'const { lastSent } = entry;',
	},
	{
		name: 'Filter does not remember a dry run',
		file: 'core/filter/filter.ts',
		from: 'if (memory.remembers && filter.comparesLastSent && isWhole)',
		to: 'if (filter.comparesLastSent)',
	},
	{
		name: 'no fingerprint in a dry run',
		file: 'core/activate/results.ts',
		from: "const isAccepted = said.status === 'accepted';",
		to: 'const isAccepted = true;',
	},
	{
		name: 'a dry run sends nothing',
		file: 'core/activate/results.ts',
		from: 'return isDryRun(row.itemIndex) ?',
		to: 'return isDryRun(row.itemIndex) && row.itemIndex < 0 ?',
	},
	{
		name: 'order of the rows of a run',
		file: 'core/contracts/order.ts',
		from: '\tconst byArrival = rows\n',
		to: '\tif (rows.length > 0) return [...rows];\n\tconst byArrival = rows\n',
	},
	{
		name: 'signed date',
		file: 'core/contracts/order.ts',
		from: 'return signed === 0 ? a.order - b.order : signed;',
		to: 'return a.order - b.order;',
		also: [
			{
				file: 'core/callback/arrivals.ts',
				from: 'const fits = below < arrival && arrival < above;',
				to: 'const fits = below < above;',
			},
		],
	},
	{
		name: 'order memory',
		file: 'core/activate/orderMemory.ts',
		from: "return value === 'no' || isSameContact(other, claim) ? [value] : [];",
		to: 'return [];',
	},
	{
		name: 'order memory is asked before each try',
		file: 'core/activate/orderedPost.ts',
		from: '\t\tparcel.state = this.look(',
		to: '\t\tif (parcel.attempts === 0) parcel.state = this.look(',
	},
	{
		name: 'one request at a time for a contact',
		file: 'core/activate/orderedPost.ts',
		from: 'await this.shared.turns.take(peopleIn(group));',
		to: '() => undefined;',
	},
	{
		name: 'a withdrawal counts from its first try',
		file: 'core/activate/orderedPost.ts',
		from: 'if (withdrawals !== null) this.shared.memory.note(withdrawals);',
		to: 'if (withdrawals === undefined) return await this.ports.post(events);',
	},
	{
		name: 'no opt-in event after a newer no',
		file: 'core/activate/overtaken.ts',
		from: '\t\tevent.event === OPT_IN &&\n',
		to: '\t\tevent.event === UPDATE &&\n',
	},
	{
		name: 'old address only after the new one was taken',
		file: 'core/activate/deliver.ts',
		from: "return code !== null && code !== 'OVERTAKEN';",
		to: 'return false;',
	},
	{
		name: 'an address that is in use is not opted out',
		file: 'core/activate/oldAddress.ts',
		from: '(use.rank > by.rank || isOthers(use, by)),',
		to: 'use.rank < 0 && isOthers(use, by),',
	},
	{
		name: 'no beats yes of two profiles in a run',
		file: 'core/activate/settleConsents.ts',
		from: 'else if (said.some(statement.profile === null ? isTiedWithNo : isRefused)) {',
		to: 'else if (statement.profile === null && said.some(isTiedWithNo)) {',
	},
	{
		name: 'no answer is no acceptance',
		file: 'core/activate/deliver.ts',
		from: "if (answer === null || answer.kind === 'cut') return this.stop('NO_ANSWER', sent);",
		to: "if (answer === null || answer.kind === 'cut') return this.accept(parcels, reply);",
	},
];
