import type { MemoryResult } from './core/memory.mts';
import type { CoreResult, SignatureResult } from './core/run.mts';
import type { Results } from './server/runs.mts';
import type { Shares } from './server/scenarios/where.mts';
import { rounded, type Spread } from './support/statistics.mts';
import { isMet, measuredOf, targets, type ByScenario } from './targets.mts';

/** Everything that `npm run bench` writes into results.json. */
export type BenchResults = {
	machine: {
		at: string;
		processor?: string;
		cores: number;
		memoryGigabytes: number;
		system: string;
		node: string;
		loadBefore: number[];
	};
	minutes?: number;
	core?: CoreResult[];
	signature?: SignatureResult[];
	memory?: MemoryResult[];
	scenarios: ByScenario;
	where: Record<string, Record<string, Shares>>;
};

const number = (value: number) => value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });

const spread = (value: Spread | undefined) =>
	value === undefined
		? '–'
		: value.runs === 1
			? number(value.median)
			: `${number(value.median)} (${number(value.min)}–${number(value.max)})`;

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Contestants as rows, figures as columns. */
function figures(
	results: Results | undefined,
	columns: Record<string, string>,
	first: string,
): string {
	const rows = Object.entries(results ?? {}).map(([name, of]) => [
		contestants[name] ?? name,
		...Object.keys(columns).map((key) => spread(of[key])),
	]);
	return table([first, ...Object.values(columns)], rows);
}

const contestants: Readonly<Record<string, string>> = {
	ours: 'this package',
	ungrouped: 'this package, _Group Bursts_ off',
	grouped: 'this package, _Group Bursts_ waits 2 s',
	handWired: 'hand-wired',
	floor: 'a trigger that only answers, alone',
	floorInFlow: 'that trigger in our workflow',
	ignored: 'let in and ignored',
	unsigned: 'without a signature',
	forged: 'with another signature',
	sync: '_Sync_',
	syncInTurn: '_Sync_, one request at a time',
	peer: 'n8n’s ActiveCampaign node',
	upsert: '_Create or Update_',
	upsertInTurn: '_Create or Update_, one request at a time',
	http: 'HTTP Request',
	httpBatched: 'HTTP Request, 50 rows a second (its _Batching_)',
	httpLoop: 'HTTP Request in a loop, one row at a time',
};

const settingNames: Readonly<Record<string, string>> = {
	default: 'n8n as it comes',
	lazy: 'with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`',
};

function coreTables({ core = [], signature = [], memory = [] }: BenchResults): string[] {
	const steps = ['verify', 'parse', 'normalise', 'filter'];
	const together = ({ microseconds }: CoreResult) =>
		steps.reduce((sum, step) => sum + (microseconds[step]?.median ?? 0), 0);
	return [
		'### The pure path',
		'Microseconds a row, profile of 12 fields. _Together_ is verify (without RSA), parse, normalise and filter. One row alone is cold code.',
		table(
			['Rows', 'Verify', 'Parse', 'Normalise', 'Filter', 'Together', 'Plan', 'Heap, MB'],
			core.map((result) => [
				result.rows.toLocaleString('en-GB'),
				...steps.map((step) => spread(result.microseconds[step])),
				number(together(result)),
				spread(result.microseconds.plan),
				String(result.heapMegabytes),
			]),
		),
		'Microseconds a call for the proof:',
		table(
			['Body', 'All but RSA', 'RSA check'],
			signature.map(({ bytes, hash, rsa }) => [`${bytes / 1000} kB`, spread(hash), spread(rsa)]),
		),
		'What _Sync_ keeps in memory so that nothing older follows what it has sent (`OVERTAKEN`), at most 20,000 contacts, after a history of changes:',
		table(
			['Contacts', 'Changes of each', 'Heap, MB'],
			memory.map(({ contacts, changes, megabytes }) => [
				contacts.toLocaleString('en-GB'),
				String(changes),
				number(megabytes),
			]),
		),
	];
}

function callbackTables(setting: string, { scenarios }: BenchResults): string[] {
	const of = (name: string) => scenarios[`${setting}.${name}`];
	if (of('irrelevant') === undefined) return [];
	const rate = { callsPerSecond: 'Calls a second' };
	return [
		`### Callbacks, ${settingNames[setting] ?? setting}`,
		'_Irrelevant_: no watched field changed.',
		figures(of('irrelevant'), rate, 'Irrelevant'),
		'_Refused_: calls that do not get in, and such as are let in and start nothing.',
		figures(of('refused'), rate, 'Refused'),
		'_Steady_: every call matters, eight connections, until all have arrived at Activate.',
		figures(of('steady'), rate, 'Steady'),
		'_Storm_: many connections (64 by default, 256 with lazy isolates) at full speed, one call in five matters, until all of these have arrived.',
		figures(
			of('storm'),
			{
				...rate,
				executionsPer1000: 'Executions for 1,000 calls',
				requestsPer1000: 'Requests for 1,000 calls',
				peakMegabytes: 'Peak memory, MB',
			},
			'Storm',
		),
	];
}

const bulkColumns = {
	seconds: 'Seconds',
	rowsPerSecond: 'Rows a second',
	requestsPer1000: 'Requests for 1,000 rows',
	lostPer1000: 'Rows of 1,000 that did not arrive',
	peakMegabytes: 'Peak memory, MB',
};

function bulkTables({ scenarios }: BenchResults): string[] {
	if (scenarios['bulk.10000'] === undefined) return [];
	return [
		'### Many rows in one run, to a vendor that takes 50 ms for each answer',
		'10,000 rows (500 with _Batching_, 100 in the loop):',
		figures(scenarios['bulk.10000'], bulkColumns, '10,000 rows'),
		'The same when every 50th request is answered with 429 and `Retry-After: 1`:',
		figures(scenarios['bulk.10000.slowDown'], bulkColumns, '10,000 rows, 429'),
		'100,000 rows, once:',
		figures(scenarios['bulk.100000'], bulkColumns, '100,000 rows'),
		'1,000 contacts for two comparable vendors. n8n’s own node sends one request for each:',
		figures(scenarios.peers, bulkColumns, '1,000 contacts'),
		'1,000 new profiles written to Copernica, each looked for first:',
		figures(scenarios.writes, bulkColumns, '1,000 profiles'),
	];
}

function tuningTables({ scenarios }: BenchResults): string[] {
	return [
		'### Settings of n8n',
		'This package’s example workflow under settings that a heavy user may change; the database is SQLite.',
		figures(
			scenarios.settings,
			{
				irrelevantPerSecond: 'Irrelevant calls a second',
				relevantPerSecond: 'Relevant calls a second',
				databaseKilobytesPerCall: 'Database, kB for each relevant call',
			},
			'Setting',
		),
		'### Queue mode',
		'Every call matters, 64 connections, lazy isolates. All processes, Redis, PostgreSQL, the sender and both vendors share the cores of this machine: more processes cannot be faster here, the table shows what they cost.',
		figures(scenarios.queue, { callsPerSecond: 'Calls a second' }, 'Processes'),
	];
}

function whereTables({ where }: BenchResults): string[] {
	const parts = Object.entries(where);
	if (parts.length === 0) return [];
	return [
		'### Where the time goes',
		'CPU profiles of the server, percent of the time in which it worked. What Node does (sockets, hashing, the RSA check) counts for whoever called it.',
		...parts.flatMap(([setting, scenarios]) => {
			const owners = [
				...new Set(Object.values(scenarios).flatMap((shares) => Object.keys(shares))),
			];
			return [
				`${settingNames[setting] ?? setting}:`,
				table(
					['', ...Object.keys(scenarios)],
					owners.map((owner) => [
						owner,
						...Object.values(scenarios).map((shares) => number(shares[owner] ?? 0)),
					]),
				),
			];
		}),
	];
}

const figureNames: Readonly<Record<string, string>> = {
	callsPerSecond: 'calls a second',
	rowsPerSecond: 'rows a second',
	executionsPer1000: 'executions',
	requestsPer1000: 'requests',
	peakMegabytes: 'peak memory',
	lostPer1000: 'rows of 1,000 that did not arrive',
};

/** The targets and what was measured; the first thing that a reader sees. */
export function targetTable({ scenarios }: BenchResults): string {
	return table(
		['Scenario', 'Figure', 'Of', 'Against', 'Target', 'Measured', ''],
		targets.map((target) => {
			const { ours, against, limit } = target;
			const measured = measuredOf(target, scenarios);
			const elsewhere =
				against === null || against.scenario === ours.scenario ? '' : ` (${against.scenario})`;
			return [
				ours.scenario,
				figureNames[ours.figure] ?? ours.figure,
				contestants[ours.name] ?? ours.name,
				against === null ? '–' : `${contestants[against.name] ?? against.name}${elsewhere}`,
				against === null ? `at most ${limit}` : `≥ ${limit} ×`,
				measured === null ? '–' : `${number(measured)}${against === null ? '' : ' ×'}`,
				measured === null ? '' : isMet(target, measured) ? 'met' : '**missed**',
			];
		}),
	);
}

/** All results as Markdown. */
export function tablesOf(results: BenchResults): string {
	const { machine, minutes } = results;
	const parts = [
		`${machine.cores} cores (${machine.processor ?? 'unknown'}), ${machine.memoryGigabytes} GB, ${machine.system}, Node ${machine.node} for the sender and Node 24 for n8n 2.41; load before the start ${machine.loadBefore.join(', ')}. Medians, with the lowest and the highest in brackets.${minutes === undefined ? '' : ` The whole run took ${rounded(minutes)} minutes.`}`,
		...coreTables(results),
		...callbackTables('default', results),
		...callbackTables('lazy', results),
		...bulkTables(results),
		...tuningTables(results),
		...whereTables(results),
	];
	return `${parts.join('\n\n')}\n`;
}
