import { EXCUSES, INVARIANTS, invariants, type Tally } from '../../test/history/tally';
import type { Excuse } from '../../test/history/oracle';

/** What happened without one guard: the numbers end with the first history that was wrong. */
export interface GuardRow {
	readonly guard: string;
	readonly noticed: boolean;
	readonly tally: Tally;
}

export interface Measured {
	/** The command that makes the same page again. */
	readonly command: string;
	readonly tally: Tally;
	readonly minutes: number;
	/** In the order in which they are listed. */
	readonly guards: readonly GuardRow[];
	/** Histories without a guard, at most. */
	readonly guardRuns: number;
	readonly guardMinutes: number;
}

/** Each reason in a few words; test/history/README.md has them in full. */
const REASONS: Readonly<Record<Excuse, string>> = {
	repeated: 'A row that does not tell what changed repeats all that its profile says',
	readAgain: 'A profile that was read brings all that it says at that moment',
	onItsWay: 'Said in Activate while a change of the same consent was on its way',
	sameSecond: 'Two calls were signed in the same second, and the older one arrived later',
	contradiction: 'Two profiles with one address, and one of them says no',
	becameUnknown: 'A value was emptied before it was sent',
	filtered: 'A consent rule that the user chose kept the row back',
	unlisted: 'The row had a consent text that is in no list',
	left: 'The profile had left the address when its row was read or sent again',
	stillInUse: 'Another profile used the address that was given up, at about that time',
	sameAsLastSent: 'The user’s own table says that the same was sent last',
};

const number = (value: number) => value.toLocaleString('en');
const inMinutes = (value: number) => (value < 1 ? 'less than a minute' : `${value.toFixed(1)} min`);

/** docs/measured/history.md: what was found, in how many histories of what kind, and whether it would have been found. */
export function historyPage({
	command,
	tally,
	minutes,
	guards,
	guardRuns,
	guardMinutes,
}: Measured): string {
	const noticed = guards.filter((row) => row.noticed).length;
	const codes = Object.entries(tally.codes).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
	const explained = EXCUSES.map((name) => ({ name, histories: tally.excuses[name] }));
	return [
		'# Histories',
		'',
		`Made by \`${command}\` in ${inMinutes(minutes)}, and ${inMinutes(guardMinutes)} for the guards; do not edit. The same seed makes the same histories. \`npm test\` plays 1,000 others.`,
		'',
		`**${number(tally.wrong)} violations in ${number(tally.histories)} histories. ${noticed} of ${guards.length} guards are missed when taken away.**`,
		'',
		'A history is up to five people with up to twenty edits in Copernica, in a workflow with random settings; the calls overtake each other or come twice, executions run beside each other, and Activate refuses, delays and loses requests. What was rejected is sent again. In the end Activate must hold what Copernica last said. The rules are written down independently of the code, in [test/history](../../test/history/README.md), with what is not played.',
		'',
		'| What happened | Times |',
		'| --- | --: |',
		`| Edits in Copernica | ${number(tally.edits)} |`,
		`| … that withdrew a consent | ${number(tally.withdrawals)} |`,
		`| … that changed an address | ${number(tally.moves)} |`,
		`| … that deleted a profile | ${number(tally.deletions)} |`,
		`| Opt-ins and opt-outs made in Activate | ${number(tally.said)} |`,
		`| Callbacks | ${number(tally.callbacks)} |`,
		`| … that came after a newer one of the same profile | ${number(tally.overtaken)} |`,
		`| Executions | ${number(tally.executions)} |`,
		`| … that ran beside another one | ${number(tally.parallel)} |`,
		`| … run again, by n8n's _Retry_ or by a person | ${number(tally.again)} |`,
		`| … dry runs | ${number(tally.dryRuns)} |`,
		`| Requests to Activate | ${number(tally.requests)} |`,
		`| … of which nothing was taken | ${number(tally.notTaken)} |`,
		`| Events that Activate took | ${number(tally.events)} |`,
		`| Values that Activate held in the end | ${number(tally.values)} |`,
		'',
		'## Violations',
		'',
		'| | What must hold | Histories that broke it |',
		'| --- | --- | --: |',
		...invariants.map(
			(name) => `| ${name} | ${INVARIANTS[name]} | ${number(tally.violations[name])} |`,
		),
		'',
		'## Ends that are explained',
		'',
		'Histories in which a contact ended with something other than the newest, for a reason that the user is told of. [Each reason in full](../../test/history/README.md#why-a-contact-may-end-up-with-another-value).',
		'',
		'| Reason | What it means | Histories |',
		'| --- | --- | --: |',
		...explained.map(
			({ name, histories }) => `| \`${name}\` | ${REASONS[name]} | ${number(histories)} |`,
		),
		'',
		'## Each guard taken away',
		'',
		`The same histories without one guard of \`test/history/guards.ts\`, ${number(guardRuns)} at most: how many it took until one was wrong, and what that one broke (numbers as under Violations).`,
		'',
		'| Guard | Histories until one was wrong | Broke |',
		'| --- | --: | --- |',
		...guards.map(({ guard, noticed: isNoticed, tally: own }) => {
			const broken = invariants.filter((name) => own.violations[name] > 0);
			return `| ${guard} | ${isNoticed ? number(own.histories) : '**not noticed**'} | ${broken.join(', ')} |`;
		}),
		'',
		'## How rows ended',
		'',
		'| Status or [code](../guide/codes.md) | Rows |',
		'| --- | --: |',
		...codes.map(([code, rows]) => `| \`${code}\` | ${number(rows)} |`),
		'',
	].join('\n');
}
