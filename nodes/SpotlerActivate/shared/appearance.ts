import type { ExpressionString, NodeHint } from 'n8n-workflow';

/** What a step does, shown on the canvas under the node's name. Only evaluated by the editor. */
const SUBTITLES = {
	filter: '"Filter"',
	getAll: '"Get Many"',
	normalise:
		'"Normalise · " + ($parameter["mapBy"] === "oneByOne" ? Object.values($parameter["mapping"]?.value ?? {}).filter((field) => field).length + " fields" : "known names")',
	sync: '"Sync · " + ({ automatic: "EmailOptIn/CRMUpdate", custom: $parameter["eventName"] }[$parameter["event"]] ?? $parameter["event"])',
	track:
		'"Track · " + ($parameter["event"] === "custom" ? $parameter["eventName"] : $parameter["event"])',
} as const;

export const subtitle: ExpressionString = `={{ ({ ${Object.entries(SUBTITLES)
	.map(([operation, text]) => `${operation}: () => ${text}`)
	.join(', ')} })[$parameter["operation"]]() }}`;

const when = (operations: string[], condition: string) =>
	`={{ ${JSON.stringify(operations)}.includes($parameter["operation"]) && ${condition} }}`;

/** Shown next to the form before a run, while the settings can still be changed. */
export const hints: NodeHint[] = [
	{
		message:
			'No Copernica field is mapped to <b>Email</b>, so rows go to the Invalid output. Choose one under <b>Copernica Fields</b>.',
		type: 'warning',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
		displayCondition: when(
			['normalise'],
			'$parameter["mapBy"] === "oneByOne" && !$parameter["mapping"]?.value?.email && $parameter["options"]?.matchOn !== "emailOrUserId"',
		),
	},
	{
		message:
			'No consent is mapped, so opt-ins and opt-outs do not reach Activate. Add them under <b>Consents</b>.',
		type: 'info',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
		displayCondition: when(['normalise'], '!$parameter["consents"]?.consent?.length'),
	},
	{
		message:
			'A consent has no text yet that means subscribed or unsubscribed, so rows end on the Invalid output. Fill them under <b>Consents</b>.',
		type: 'warning',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
		displayCondition: when(
			['normalise'],
			'$parameter["consents"]?.consent?.some((row) => (row.texts === "own" && !row.subscribed && !row.unsubscribed) || (row.texts === "fieldValues" && !row.subscribedValues?.length && !row.unsubscribedValues?.length))',
		),
	},
	{
		message: '<b>Dry Run</b> is on: rows are checked, and nothing is sent.',
		type: 'info',
		whenToDisplay: 'always',
		location: 'outputPane',
		displayCondition: when(['sync', 'track'], '$parameter["options"]?.dryRun === true'),
	},
	{
		message:
			'<b>Events per Request</b> is 1, so each row needs its own request. 50 is usually just as safe and much faster.',
		type: 'info',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
		displayCondition: when(['sync', 'track'], '$parameter["options"]?.eventsPerRequest === 1'),
	},
];
