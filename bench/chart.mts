import type { ByScenario } from './targets.mts';

/** One line of the chart: how many times as fast this package is, with no option set. */
type Line = { label: string; scenario: string; figure: string; ours: string; against: string };

const LINES: readonly Line[] = [
	['Every callback matters, n8n as it comes', 'default.steady', 'callsPerSecond'],
	['Every callback matters, lazy isolates', 'lazy.steady', 'callsPerSecond'],
	['One in five matters, n8n as it comes', 'default.storm', 'callsPerSecond'],
	['One in five matters, lazy isolates', 'lazy.storm', 'callsPerSecond'],
	['Callbacks to ignore, lazy isolates', 'lazy.irrelevant', 'callsPerSecond'],
].map(([label = '', scenario = '', figure = '']) => ({
	label,
	scenario,
	figure,
	ours: 'ours',
	against: 'handWired',
}));

const BULK: readonly Line[] = [
	{
		label: '10,000 rows in one execution',
		scenario: 'bulk.10000',
		figure: 'rowsPerSecond',
		ours: 'sync',
		against: 'http',
	},
	{
		label: '1,000 contacts, n8n’s ActiveCampaign node',
		scenario: 'peers',
		figure: 'rowsPerSecond',
		ours: 'sync',
		against: 'peer',
	},
];

const WIDTH = 760;
const LEFT = 300;
const ROW = 34;
const TOP = 58;
/** Beyond it a bar would be a line, so it ends in its number. */
const WIDEST = 370;

/**
 * A bar for each scenario: this package against the same flow of n8n's own nodes, on a logarithmic scale.
 *
 * @returns an SVG picture
 */
export function chartOf(results: ByScenario): string {
	const measured = [...LINES, ...BULK].flatMap(({ label, scenario, figure, ours, against }) => {
		const of = (name: string) => results[scenario]?.[name]?.[figure]?.median;
		const [own, other] = [of(ours), of(against)];
		return own === undefined || other === undefined ? [] : [{ label, times: own / other }];
	});
	const most = Math.max(2, ...measured.map(({ times }) => times));
	const widthOf = (times: number) => 24 + (Math.log(Math.max(1, times)) / Math.log(most)) * WIDEST;
	const bars = measured.map(({ label, times }, index) => {
		const y = TOP + index * ROW;
		const width = Math.round(widthOf(times));
		const text = `${times.toLocaleString('en-GB', { maximumSignificantDigits: 2 })} ×`;
		return `<text x="${LEFT - 12}" y="${y + 15}" text-anchor="end">${label}</text>
<rect x="${LEFT}" y="${y}" width="${width}" height="22" rx="3" fill="${times >= 1 ? '#2f7d5b' : '#b4533c'}"/>
<text x="${LEFT + width + 8}" y="${y + 15}" font-weight="600">${text}</text>`;
	});
	const height = TOP + measured.length * ROW + 12;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#2b2b2b" role="img" aria-label="How many times as fast this package is as the same flow of n8n's own nodes">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
<text x="${LEFT}" y="26" font-size="15" font-weight="600">How many times as fast as n8n’s own nodes</text>
<text x="${LEFT}" y="44" fill="#6b6b6b">No option set; logarithmic scale</text>
${bars.join('\n')}
</svg>
`;
}
