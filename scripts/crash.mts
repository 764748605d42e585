/**
 * `npm run measure:crash [-- --kills 20]`: kills a real n8n again and again in the middle of a storm of callbacks, with each
 * mode of *Group Bursts*, and writes to docs/measured/crash.md what became of every change that had been answered 200.
 */
import path from 'node:path';
import { crashStorm, type CrashReport } from './host/crashStorm.mts';
import { readCount, readOptions } from './host/options.mts';
import { packPackage } from './host/pack.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder } from './host/paths.mts';

const WINDOW_MS = 500;

const USAGE = `npm run measure:crash [-- --kills 20]
  --kills   how often n8n is killed in each of the three settings`;

const { values } = readOptions(USAGE, { options: { kills: { type: 'string', default: '20' } } });
const kills = readCount('kills', values.kills, USAGE);
const packedPackage = await packPackage(path.join(artifactsFolder, 'packed-crash'));
const modes = { Off: 'off', Automatic: 'automatic', [`Wait, ${WINDOW_MS} ms`]: WINDOW_MS } as const;
const reports: Array<[string, CrashReport]> = [];
for (const [mode, grouping] of Object.entries(modes)) {
	const log = (line: string) => console.log(`${mode}: ${line}`);
	reports.push([mode, await crashStorm({ packedPackage, kills, grouping, log })]);
}

const counts: Array<[string, (report: CrashReport) => number]> = [
	['Kills', ({ kills }) => kills.length],
	['Callbacks sent', ({ sent }) => sent],
	['Answered 200', ({ accepted }) => accepted],
	['Of these, arrived at Activate without a retry', ({ arrived }) => arrived],
	['Of these, unfinished executions in n8n', ({ unfinished }) => unfinished],
	['Of the unfinished, arrived after *Retry* in n8n', ({ recovered }) => recovered],
	['**Answered 200 and lost**', ({ unaccounted }) => unaccounted.length],
	['Not yet answered when n8n died', ({ cutOff }) => cutOff],
	['Of these, lost unless the sender tries again', ({ cutOffAndGone }) => cutOffAndGone],
	['Longest wait of one of these, in milliseconds', ({ longestGone }) => longestGone],
];
const round = ({ sent, accepted, killedAfter }: CrashReport['kills'][number]) =>
	`${sent} | ${accepted} | ${killedAfter}`;

const text = [
	'# Crashes',
	'',
	`Made by \`npm run measure:crash -- --kills ${values.kills}\`; do not edit. A real n8n (one process, SQLite) runs the packed package and the first example. The sandbox, acting as Copernica, sends many callbacks at a time, and Activate answers slowly. After a random number of answers, n8n is killed with SIGKILL and started again, and the next round begins. This is done once with each mode of _Group Bursts_; Automatic is the default.`,
	'',
	'When the trigger answers 200, the change is ours. n8n only gives that answer after it has stored the execution. So every such change is either processed, or its execution is in n8n’s list as _crashed_ and can be retried there. This also holds with _Group Bursts_: waiting callbacks are answered after the execution that they share is stored.',
	'',
	'n8n itself can leave an execution in its list as _running_ although its process was killed before the first step (1 of 600 in a trial). Nothing runs there any more: stop it in the list, then press _Retry_. This test does the same.',
	'',
	'If a callback gets no answer, its sender knows; Copernica does not document whether it sends it again. With Off and Automatic, these are the callbacks whose execution n8n was about to store. With Wait, waiting callbacks, at most 200 per trigger, stay unanswered for that much longer.',
	'',
	`| | ${reports.map(([mode]) => mode).join(' | ')} |`,
	`| --- |${reports.map(() => ' --: |').join('')}`,
	...counts.map(([what, read]) => {
		const figures = reports.map(([, report]) => read(report));
		return `| ${what} | ${figures.map((figure) => (what.startsWith('**') ? `**${figure}**` : figure)).join(' | ')} |`;
	}),
	'',
	...reports.flatMap(([mode, { kills }]) => [
		`## Each kill: ${mode}`,
		'',
		'| Kill | Callbacks | Answered 200 | Killed after answer |',
		'| --: | --: | --: | --: |',
		...kills.map((kill, index) => `| ${index + 1} | ${round(kill)} |`),
		'',
	]),
].join('\n');
await writePage('docs/measured/crash.md', text);
const total = (count: (report: CrashReport) => number) =>
	reports.reduce((sum, [, report]) => sum + count(report), 0);
const unaccounted = total((report) => report.unaccounted.length);
console.log(
	`${total(({ accepted }) => accepted)} answered 200, ${unaccounted} unaccounted for: docs/measured/crash.md`,
);
process.exitCode = unaccounted > 0 ? 1 : 0;
