/**
 * `npm run measure:faults`: every step of the package against everything that the vendors and the network can do wrong, and what
 * became of each row, written to docs/measured/faults.md. The test test/engine/faults/faultTable.test.ts holds the same cases to
 * "nothing lost, nothing twice".
 */
import { readOptions } from './host/options.mts';
import { writePage } from './host/page.mts';
import { faultsPage } from './pages/faultsPage.ts';
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

const total = (key: 'lost' | 'twice') => rows.reduce((sum, row) => sum + row[key], 0);

await writePage('docs/measured/faults.md', faultsPage(rows));
console.log(
	`${rows.length} cases, ${total('lost')} lost, ${total('twice')} sent twice: docs/measured/faults.md`,
);
process.exitCode = total('lost') + total('twice') > 0 ? 1 : 0;
