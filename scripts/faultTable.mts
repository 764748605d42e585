/**
 * `npm run measure:faults`: every step of the package against everything that the vendors and the network can do wrong, and what
 * became of each row, written to docs/faults.md. The test test/engine/faults/faultTable.test.ts holds the same cases to
 * "nothing lost, nothing twice".
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOptions } from './host/options.mts';
import { root } from './host/paths.mts';
import type { FaultRow } from '../test/engine/faults/faultRow.ts';
import '../test/engine/setup.cjs';

readOptions('npm run measure:faults     writes what each fault does to its page', {});

const { faultCases, startFaultSandbox } = await import('../test/engine/faults/faultTable.ts');

const sandbox = await startFaultSandbox();
const rows: FaultRow[] = [];
try {
	for (const { run } of faultCases) rows.push(await run(sandbox));
} finally {
	await sandbox.stop();
}

const total = (key: 'rows' | 'accepted' | 'reported' | 'lost' | 'twice') =>
	rows.reduce((sum, row) => sum + row[key], 0);
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (step: string) => [
	`## ${step}`,
	'',
	'| Fault | Rows in | Accepted | Reported otherwise | Lost | Sent twice | Requests | What the user sees |',
	'| --- | --: | --: | --: | --: | --: | --: | --- |',
	...rows
		.filter((row) => row.step === step)
		.map(
			(row) =>
				`| ${cell(row.fault)} | ${row.rows} | ${row.accepted} | ${row.reported} | ${row.lost} | ${row.twice} | ${row.requests} | ${cell(row.seen)} |`,
		),
	'',
];

const text = [
	'# Faults, and what becomes of the rows',
	'',
	'Made by `npm run measure:faults`: each step runs in n8n’s engine against the sandbox, with ten rows and one fault.',
	'A choice of them is tried on a real n8n server by `test/e2e/server/faults`.',
	'',
	'- *Accepted*: on the main output, and the vendor really has it.',
	'- *Reported otherwise*: on another output with a code, or part of a run that ended in a fault. Such a run is then run',
	'  again without the fault; *Lost* and *Sent twice* count what is there after that.',
	'- *Sent twice*: events or profiles that stand at the vendor twice. Updates of the same values may be sent again, they',
	'  change nothing; opt-ins and new profiles may not.',
	'- *Requests*: of the first run, those for signing in included.',
	'',
	`**${rows.length} cases, ${total('rows')} rows: ${total('accepted')} accepted, ${total('reported')} reported otherwise, ${total('lost')} lost, ${total('twice')} sent twice.**`,
	'',
	...[...new Set(rows.map(({ step }) => step))].flatMap(table),
].join('\n');

mkdirSync(path.join(root, 'docs'), { recursive: true });
writeFileSync(path.join(root, 'docs', 'faults.md'), text);
console.log(
	`${rows.length} cases, ${total('lost')} lost, ${total('twice')} sent twice: docs/faults.md`,
);
process.exitCode = total('lost') + total('twice') > 0 ? 1 : 0;
