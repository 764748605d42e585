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

/** `callbacks / executions / events / writes`, or that it never ends. */
function cell(layer: string, scenario: string): string {
	const row = rows.find((entry) => entry.layer === layer && entry.scenario === scenario);
	if (row === undefined) return '–';
	if (!row.rests) return `no end (stopped after ${row.executions} executions)`;
	return `${row.callbacks} / ${row.executions} / ${row.events} / ${row.writes}`;
}

const table = [
	['Layer', ...scenarios],
	['---', ...scenarios.map(() => '---')],
	...layers.map((layer) => [layer, ...scenarios.map((scenario) => cell(layer, scenario))]),
]
	.map((line) => `| ${line.join(' | ')} |`)
	.join('\n');

const text = `# How many calls one edit causes

Made by \`npm run measure:loops\`; do not edit. The same figures are checked by \`test/engine/loops\`.

Two systems that write to each other can go on forever: Copernica sends an edit to Activate, Activate writes something back, and Copernica sends that to Activate again. Four layers stop this. Each one is enough on its own for what its row shows. Together, they leave one execution per edit.

| Layer | Where | What it stops |
| --- | --- | --- |
| 1 | In Publisher: Callback URL, Triggers, untick **rest** and **soap** | Copernica does not call n8n for changes made through its API |
| 2 | Copernica Trigger, *Fields to Watch* | changes to other fields, and to fields that Activate owns, start no execution |
| 3 | Spotler Activate, *Filter* | values that did not change, or are the same as last time, are not sent |
| 4 | The Copernica node | a value that is already there is not written again |

The worst case was measured in the simulation of \`test/engine/loops\`: after each event, the customer ID and the first name are written back to Copernica, and Copernica calls back for each write, even if nothing changed. Layer 2 needs callbacks that say what changed; in the other rows they do not. Each cell counts, from the edit until nothing more happens: **callbacks / executions / events sent to Activate / writes by the Copernica node**. In every cell that has an end, both sides ended up with the same first name.

${table}

A callback contains the values at the time of the change. If both sides write **the same field**, or callbacks can overtake each other, put *Copernica → Profile → Get* (Output: Change) directly after the trigger. Then the newest values count, no matter how late, how often or in which order the callbacks arrive. Without it, A, B, A within a second ends with A as long as layer 1 is on. With only layer 2, 3 or 4, old values can go back and forth forever, because each side writes back what the other had before.
`;

await writePage('docs/measured/loops.md', text);
console.log(`\n${table}\n\nWritten to docs/measured/loops.md`);
