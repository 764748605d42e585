/**
 * `npm run measure:crash [-- --kills 20]`: kills a real n8n again and again in the middle of a storm of callbacks, without and
 * with *Group Bursts*, and writes to docs/measured/crash.md what became of every change that had been answered 200.
 */
import path from 'node:path';
import { crashStorm, type CrashReport } from './host/crashStorm.mts';
import { readCount, readOptions } from './host/options.mts';
import { packPackage } from './host/pack.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder } from './host/paths.mts';

const WINDOW_MS = 500;

const USAGE = `npm run measure:crash [-- --kills 20]
  --kills   how often n8n is killed in each of the two settings`;

const { values } = readOptions(USAGE, { options: { kills: { type: 'string', default: '20' } } });
const kills = readCount('kills', values.kills, USAGE);
const packedPackage = await packPackage(path.join(artifactsFolder, 'packed-crash'));
const storm = async (groupBursts: number) =>
	await crashStorm({
		packedPackage,
		kills,
		groupBursts,
		log: (line) => console.log(`Group Bursts ${groupBursts}: ${line}`),
	});
const off = await storm(0);
const on = await storm(WINDOW_MS);

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
	`Made by \`npm run measure:crash -- --kills ${values.kills}\`; do not edit. A real n8n (one process, SQLite) runs the packed package and the first example. The sandbox, acting as Copernica, sends many callbacks at a time, and Activate answers slowly. After a random number of answers, n8n is killed with SIGKILL and started again, and the next round begins. This is done once with _Group Bursts_ off (the default) and once with it set to ${WINDOW_MS} milliseconds.`,
	'',
	'When the trigger answers 200, the change is ours. n8n only gives that answer after it has stored the execution. So every such change is either processed, or its execution is in n8n’s list as _crashed_ and can be retried there. This also holds with _Group Bursts_: waiting callbacks are answered after the execution that they share is stored.',
	'',
	'If a callback gets no answer, its sender knows; Copernica does not document whether it sends it again. This is the price of _Group Bursts_: waiting callbacks, at most 200 per trigger, stay unanswered for that much longer (plus the time that n8n needs to start and store an execution).',
	'',
	`| | Off | ${WINDOW_MS} ms |`,
	'| --- | --: | --: |',
	...counts.map(([what, read]) => {
		const figures = [off, on].map(read);
		return `| ${what} | ${figures.map((figure) => (what.startsWith('**') ? `**${figure}**` : figure)).join(' | ')} |`;
	}),
	'',
	'Each kill, without (left) and with (right) *Group Bursts*:',
	'',
	'| Kill | Callbacks | Answered 200 | Killed after answer | Callbacks | Answered 200 | Killed after answer |',
	'| --: | --: | --: | --: | --: | --: | --: |',
	...off.kills.map((kill, index) => {
		const other = on.kills[index];
		return `| ${index + 1} | ${round(kill)} | ${other === undefined ? '' : round(other)} |`;
	}),
	'',
].join('\n');
await writePage('docs/measured/crash.md', text);
const unaccounted = off.unaccounted.length + on.unaccounted.length;
console.log(
	`${off.accepted + on.accepted} answered 200, ${unaccounted} unaccounted for: docs/measured/crash.md`,
);
process.exitCode = unaccounted > 0 ? 1 : 0;
