/**
 * `npm run measure:full-sync [-- --profiles 100000]`: 100,000 profiles through the example "First full sync of a Copernica database" in a
 * real n8n with its default memory; killed half-way and started again. Writes docs/measured/full-sync.md.
 */
import os from 'node:os';
import path from 'node:path';
import { fullSync } from './host/fullSync.mts';
import { readCount, readOptions } from './host/options.mts';
import { packPackage } from './host/pack.mts';
import { writePage } from './host/page.mts';
import { artifactsFolder } from './host/paths.mts';

const USAGE = `npm run measure:full-sync [-- --profiles 100000]
  --profiles   how many profiles the database holds`;

const { profiles } = readOptions(USAGE, {
	options: { profiles: { type: 'string', default: '100000' } },
}).values;
const people = readCount('profiles', profiles, USAGE);
const packedPackage = await packPackage(path.join(artifactsFolder, 'packed'));
let shown = 0;
const sync = await fullSync({
	packedPackage,
	people,
	killHalfWay: true,
	logFile: path.join(artifactsFolder, 'full-sync', 'n8n.log'),
	onProgress: (arrived) => {
		if (arrived - shown < people / 20) return;
		shown = arrived;
		console.log(`${arrived.toLocaleString('en')} of ${people.toLocaleString('en')}`);
	},
});

const number = (value: number | null) => (value === null ? 'unknown' : value.toLocaleString('en'));
const lines: Array<[string, string]> = [
	['Profiles in Copernica', number(sync.profiles)],
	['Contacts in Activate at the end', number(sync.contacts)],
	['Contacts that differ from their profile', number(sync.different)],
	['Arrived when n8n was killed (SIGKILL)', number(sync.killedAt)],
	...Object.entries(sync.timesSent).map(([times, count]): [string, string] => [
		`Contacts whose content was sent ${times === '1' ? 'once' : `${times} times`}`,
		number(count),
	]),
	['Time without the restart', `${number(sync.seconds)} s`],
	['Profiles per second', number(Math.round(sync.profiles / sync.seconds))],
	['Peak memory of n8n (resident)', `${number(sync.peakMegabytes)} MB`],
	['Memory of n8n before the sync', `${number(sync.idleMegabytes)} MB`],
	['Requests to Copernica, sign-in included', number(sync.requests.copernica)],
	['Requests to Activate', number(sync.requests.activate)],
];
const table = [
	'| | |',
	'| --- | ---: |',
	...lines.map(([what, value]) => `| ${what} | ${value} |`),
];

const text = `# A full sync, killed halfway

Made by \`npm run measure:full-sync\`; do not edit. The end-to-end tests do the same with 4,000 profiles.

The example \`examples/full-sync-of-a-database.json\` ran in a real n8n with default settings (SQLite, no memory setting), against the sandbox on the same machine (${os.cpus().length} cores, Node's default heap). Halfway through, n8n was killed with SIGKILL and started again, and the workflow was run again. It continues after the last page that was finished, and sends only the unfinished page a second time.

${table.join('\n')}
`;

await writePage('docs/measured/full-sync.md', text);
console.log(`\n${table.join('\n')}\n\nWritten to docs/measured/full-sync.md`);
const most = Math.max(...Object.keys(sync.timesSent).map(Number));
if (sync.contacts !== sync.profiles || sync.different > 0 || most > 2) {
	console.error('The sync did not end complete');
	process.exit(1);
}
