import type { FaultRow } from '../../test/engine/faults/faultRow';

type Figure = 'rows' | 'accepted' | 'reported' | 'lost' | 'twice';

const FIGURES: Figure[] = ['rows', 'accepted', 'reported', 'lost', 'twice'];
const COUNT_HEADINGS = 'Rows in | Accepted | Reported otherwise | Lost | Sent twice';

/** docs/measured/faults.md: first what matters, at the end each case. */
export function faultsPage(rows: FaultRow[]): string {
	const steps = [...new Set(rows.map(({ step }) => step))].map((step) => ({
		step,
		rows: rows.filter((row) => row.step === step),
	}));
	return [
		'# What happens to the rows if something fails',
		'',
		'Made by `npm run measure:faults`; do not edit. Each step runs in n8n’s engine against the sandbox, with ten rows and one fault. `test/e2e/server/faults` tests some of them on a real n8n server.',
		'',
		`| Step | Cases | ${COUNT_HEADINGS} |`,
		'| --- | --: | --: | --: | --: | --: | --: |',
		...steps.map((one) => summaryOf(one.step, one.rows)),
		summaryOf('**All**', rows),
		'',
		'- _Accepted_: the row is on the main output, and the vendor really has it.',
		'- _Reported otherwise_: the row is on another output with a code, or part of a run that stopped with an error. Such a run is then repeated without the fault. _Lost_ and _Sent twice_ are counted after that.',
		'- _Sent twice_: the vendor has an event or profile twice. Updates with the same values may be sent again, because they change nothing; opt-ins and new profiles may not.',
		'- _Requests_: how many requests the first run made, including signing in.',
		'',
		...steps.flatMap((one) => answersOf(one.step, one.rows)),
		'## Every case',
		'',
		'<details>',
		`<summary>All ${rows.length} cases</summary>`,
		'',
		...steps.flatMap((one) => casesOf(one.step, one.rows)),
		'</details>',
		'',
	].join('\n');
}

function sumOf(rows: FaultRow[], figure: Figure): number {
	return rows.reduce((sum, row) => sum + row[figure], 0);
}

function summaryOf(name: string, rows: FaultRow[]): string {
	const cells = [name, rows.length, ...FIGURES.map((figure) => sumOf(rows, figure))];
	return `| ${cells.join(' | ')} |`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** What the user sees → the faults that lead to it: a line for each answer rather than for each fault. */
function answersOf(step: string, rows: FaultRow[]): string[] {
	const answers = [...new Set(rows.map(({ seen }) => seen))];
	return [
		`## ${step}`,
		'',
		'| What the user sees | Cases | Accepted | Reported otherwise | After these faults |',
		'| --- | --: | --: | --: | --- |',
		...answers.map((answer) => {
			const alike = rows.filter(({ seen }) => seen === answer);
			const seen = answer === '' ? 'nothing: every row is accepted' : cell(answer);
			const faults = cell(shortList(alike.map(({ fault }) => fault)));
			return `| ${seen} | ${alike.length} | ${sumOf(alike, 'accepted')} | ${sumOf(alike, 'reported')} | ${faults} |`;
		}),
		'',
	];
}

/** `500, once` and `500, always` as `500 (once, always)`. */
function shortList(faults: string[]): string {
	const times = new Map<string, string[]>();
	for (const fault of faults) {
		const [, name = fault, how] = /^(.*), (once|every 2nd request|always)$/.exec(fault) ?? [];
		times.set(name, [...(times.get(name) ?? []), ...(how === undefined ? [] : [how])]);
	}
	const named = [...times].map(([name, hows]) =>
		hows.length === 0 ? name : `${name} (${hows.join(', ')})`,
	);
	return named.join('; ');
}

function casesOf(step: string, rows: FaultRow[]): string[] {
	return [
		`### ${step}: every case`,
		'',
		`| Fault | ${COUNT_HEADINGS} | Requests | What the user sees |`,
		'| --- | --: | --: | --: | --: | --: | --: | --- |',
		...rows.map(
			(row) =>
				`| ${cell(row.fault)} | ${FIGURES.map((figure) => row[figure]).join(' | ')} | ${row.requests} | ${cell(row.seen)} |`,
		),
		'',
	];
}
