/**
 * `npm run measure:loops`: runs the loop tests and writes what they measured to docs/measured/loops.md: how much one edit sets off
 * with each layer against loops, until everything is quiet.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Row } from '../test/engine/loops/keepTable.cjs';
import { readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder, root } from './host/paths.mts';

readOptions('npm run measure:loops     writes what the loop tests measure to its page', {});

const measured = path.join(artifactsFolder, 'loops.json');

rmSync(measured, { force: true });
const tests = spawnSync(
	process.execPath,
	[
		path.join(root, 'node_modules/jest/bin/jest.js'),
		'test/engine/loops',
		'--selectProjects',
		'engine',
	],
	{ cwd: root, stdio: 'inherit' },
);
if (tests.status !== 0) process.exit(tests.status ?? 1);

const rows = JSON.parse(readFileSync(measured, 'utf8')) as Row[];
const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
const layers = [...new Set(rows.map(({ layer }) => layer))];

/** `callbacks / executions / events / writes`, or that it goes on for ever. */
function cell(layer: string, scenario: string): string {
	const row = rows.find((entry) => entry.layer === layer && entry.scenario === scenario);
	if (row === undefined) return '–';
	if (!row.rests) return `no end (stopped after ${row.executions} runs)`;
	return `${row.callbacks} / ${row.executions} / ${row.events} / ${row.writes}`;
}

const table = [
	['Layer', ...scenarios],
	['---', ...scenarios.map(() => '---')],
	...layers.map((layer) => [layer, ...scenarios.map((scenario) => cell(layer, scenario))]),
]
	.map((line) => `| ${line.join(' | ')} |`)
	.join('\n');

const text = `# How many calls until it is quiet

Made by \`npm run measure:loops\`; do not edit. The same figures are checked by \`test/engine/loops\`.

Two systems that write to each other can go on forever: Copernica tells Activate about an edit, Activate writes
something back, Copernica tells Activate about that. Four layers stop this. Each is enough on its own for what its row
shows; together they leave one run for each edit.

| Layer | Where | What it stops |
| --- | --- | --- |
| 1 | In Publisher: Callback URL, Triggers, untick **rest** and **soap** | Copernica calls nobody back for what an API wrote |
| 2 | Copernica Trigger, *Fields to Watch* | changes of other fields, and of fields that Activate owns, start no run |
| 3 | Spotler Activate, *Filter* | what did not change, or is the same as last time, is not sent |
| 4 | The Copernica node | a value that is there already is not written again |

The worst case was measured, in the simulation of \`test/engine/loops\`: after each event the customer ID and the first
name are written back into Copernica, and Copernica calls back for each write, also for one that changes nothing.
Layer 2 needs callbacks that say what changed; in the other rows they do not. Each cell counts, from the edit until it is quiet: **callbacks / runs / events sent to Activate / writes by the Copernica node**. At the end both sides had the same
first name, in every cell that has an end.

${table}

A callback carries the values of its moment. Where both sides write **the same field**, or callbacks may overtake each
other, put *Copernica → Profile → Get* (Output: Change) behind the trigger: then the newest values count, however late,
often or out of order the callbacks come. Without it, A, B, A within a second ends with A as long as layer 1 is on; with
layer 2, 3 or 4 alone old values can go back and forth without end, because each side writes back what the other had before.
`;

await writePage('docs/measured/loops.md', text);
console.log(`\n${table}\n\nWritten to docs/measured/loops.md`);
