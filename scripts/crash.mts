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
	['Of these, arrived at Activate without help', ({ arrived }) => arrived],
	['Of these, unfinished executions in n8n', ({ unfinished }) => unfinished],
	['Of the unfinished, arrived after *Retry* in n8n', ({ recovered }) => recovered],
	['**Answered 200 and unaccounted for**', ({ unaccounted }) => unaccounted.length],
	['Under way without an answer when n8n died', ({ cutOff }) => cutOff],
	['Of these, gone unless their sender comes again', ({ cutOffAndGone }) => cutOffAndGone],
	['Longest that one of these had waited, in milliseconds', ({ longestGone }) => longestGone],
];
const round = ({ sent, accepted, killedAfter }: CrashReport['kills'][number]) =>
	`${sent} | ${accepted} | ${killedAfter}`;

const text = [
	'# Crashes',
	'',
	`Made by \`npm run measure:crash -- --kills ${values.kills}\`; do not edit. A real n8n (one process, SQLite) with the packed package and the first example. Copernica`,
	'(the sandbox) sends a storm of callbacks, many at a time, Activate answers slowly, and n8n is ended with SIGKILL after a random',
	'number of answers; then it is started again and the next storm begins. Once with *Group Bursts* off, as by default, and once with',
	`a window of ${WINDOW_MS} milliseconds.`,
	'',
	'From the moment the trigger answers 200 the change is ours. n8n gives that answer only after it has stored the execution, so',
	'a change is either done, or is in n8n’s list of executions as *crashed* and can be run again there. That holds with',
	'*Group Bursts*, too: callbacks that wait for the end of the window are answered after the execution that they share is stored.',
	'',
	'A callback without an answer is known to its sender; whether Copernica sends it again is not documented. This is the price of',
	'*Group Bursts*: what waits in an open window, 200 callbacks at most for each trigger, is under way for that much longer (and for what n8n takes to start and store an execution).',
	'',
	`| | Off | ${WINDOW_MS} ms |`,
	'| --- | --: | --: |',
	...counts.map(([what, read]) => {
		const figures = [off, on].map(read);
		return `| ${what} | ${figures.map((figure) => (what.startsWith('**') ? `**${figure}**` : figure)).join(' | ')} |`;
	}),
	'',
	'Each kill, without and with *Group Bursts*:',
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
