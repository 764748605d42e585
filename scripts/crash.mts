/**
 * `npm run crash [-- --kills 20]`: kills a real n8n again and again in the middle of a storm of callbacks and writes to
 * docs/crash.md what became of every change that had been answered 200.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { crashStorm } from './host/crashStorm.mts';
import { packPackage } from './host/pack.mts';
import { artifactsFolder, root } from './host/paths.mts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '20' } } });
const packed = await packPackage(path.join(artifactsFolder, 'packed-crash'));
const report = await crashStorm(packed, Number(values.kills), console.log);

const text = [
	'# Crashes',
	'',
	`Made by \`npm run crash -- --kills ${values.kills}\`: a real n8n (one process, SQLite) with the packed package and the first example. Copernica`,
	'(the sandbox) sends a storm of callbacks, Activate answers slowly, and n8n is ended with SIGKILL after a random number of',
	'answers; then it is started again and the next storm begins. *Group Bursts* is off, as by default.',
	'',
	'From the moment the trigger answers 200 the change is ours. n8n gives that answer only after it has stored the execution, so',
	'a change is either done, or stands in n8n’s list of executions as *crashed* and can be run again there. A callback that',
	'was not answered is known to its sender. With *Group Bursts* on, the callbacks that wait for the window to end have not been',
	'answered either.',
	'',
	'| | |',
	'| --- | --: |',
	`| Kills | ${report.kills.length} |`,
	`| Callbacks sent | ${report.sent} |`,
	`| Answered 200 | ${report.accepted} |`,
	`| Of these, arrived at Activate without help | ${report.arrived} |`,
	`| Of these, unfinished executions in n8n | ${report.unfinished} |`,
	`| Of the unfinished, arrived after *Retry* in n8n | ${report.recovered} |`,
	`| **Unaccounted for** | **${report.unaccounted.length}** |`,
	'',
	'| Kill | Callbacks | Answered 200 | Killed after answer |',
	'| --: | --: | --: | --: |',
	...report.kills.map(
		({ sent, accepted, killedAfter }, index) =>
			`| ${index + 1} | ${sent} | ${accepted} | ${killedAfter} |`,
	),
	'',
].join('\n');
writeFileSync(path.join(root, 'docs', 'crash.md'), text);
console.log(
	`${report.accepted} answered 200, ${report.unaccounted.length} unaccounted for: docs/crash.md`,
);
process.exitCode = report.unaccounted.length > 0 ? 1 : 0;
