import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import type { FieldReport, MissingField } from '../../../../../core/normalise/fieldReport';

/** The most names that one hint lists. */
const NAMES_TOLD = 6;
const LONGEST_NAME = 60;

/** The editor shows a hint as HTML, and a field can have any name. */
const quoted = (name: string) => `"${name.replace(/[<>&"]/g, '').slice(0, LONGEST_NAME)}"`;

function listOf(names: readonly string[]): string {
	return [...names.slice(0, NAMES_TOLD), ...(names.length > NAMES_TOLD ? ['…'] : [])].join(', ');
}

const rowsText = (rows: number) => (rows === 1 ? 'the row' : `any of the ${rows} rows`);

const guess = ({ nearest }: MissingField) =>
	nearest === null ? '' : ` Did you mean ${quoted(nearest)}?`;

/** One sentence for each consent that never arrives, and one for all other fields. */
function missingHints(missing: readonly MissingField[]): string[] {
	const consents = missing
		.filter(({ isConsent }) => isConsent)
		.map(
			(field) =>
				`The field ${quoted(field.from)} of the consent ${field.key} is not in ${rowsText(field.rows)}, so this consent was not sent.${guess(field)}`,
		);
	const others = missing.filter(({ isConsent }) => !isConsent);
	const [first] = others;
	if (first === undefined) return consents;
	const names = listOf(others.map((field) => `${quoted(field.from)}${guess(field)}`));
	return [...consents, `Mapped fields that are not in ${rowsText(first.rows)}: ${names}`];
}

function noConsentHint({ byName, lookAlikes }: NonNullable<FieldReport['noConsent']>): string {
	const start =
		byName === null
			? 'No consent is mapped, so opt-ins and opt-outs do not reach Activate.'
			: `No consent is mapped. Only ${quoted(byName)} is used, because its name is known.`;
	const names = listOf(lookAlikes.map(quoted));
	return lookAlikes.length === 0
		? `${start} Add them under Consents.`
		: `${start} These look like consents: ${names}. Add them under Consents.`;
}

/** The most hints of one run: settings that differ between items may be wrong in many ways. */
const HINTS_TOLD = 6;

/** Shows at the output what only the whole run reveals about the mapping. */
export function addFieldHints(context: IExecuteFunctions, reports: readonly FieldReport[]): void {
	const warnings = reports.flatMap(({ missing }) => missingHints(missing));
	const infos = reports.flatMap(({ noConsent }) =>
		noConsent === null ? [] : [noConsentHint(noConsent)],
	);
	const asHints = (messages: string[], type: NodeExecutionHint['type']) =>
		[...new Set(messages)].map(
			(message): NodeExecutionHint => ({ message, type, location: 'outputPane' }),
		);
	const hints = [...asHints(warnings, 'warning'), ...asHints(infos, 'info')];
	if (hints.length > 0) context.addExecutionHints(...hints.slice(0, HINTS_TOLD));
}
