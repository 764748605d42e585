import { IGNORED, REFUSALS } from '../../core/callback/codes';
import { CHECK_CODES } from '../../core/copernica/check/codes';
import { COPERNICA_CODES } from '../../core/copernica/codes';
import { SKIP_CODES } from '../../core/filter/codes';
import { INVALID_CODES, NOTE_CODES } from '../../core/normalise/codes';
import { SYNC_CODES, SYNC_NOTES } from '../../core/activate/codes';
import { copernicaAdvice, ignoredAdvice, refusedAdvice } from './codeAdvice';

interface Section {
	heading: string;
	intro?: string;
	/** Headings of the cells between the code and its sentence. */
	columns?: string[];
	lastColumn: string;
	rows: Row[];
}

interface Row {
	code: string;
	cells: string[];
	text: string;
}

/** What the placeholders of the sentences stand for; the node fills in the name itself. */
const PLACEHOLDERS: Record<string, string> = {
	from: 'Copernica field',
	field: 'field',
	event: 'event',
	tries: 'number of',
	setting: 'ID',
	record: 'profile or subprofile',
	change: 'change',
	callback: 'callback',
	database: 'database',
	where: 'the database or collection',
	ids: 'IDs',
	limit: 'number of',
	options: 'options',
	account: 'account',
	name: 'name',
	id: 'ID',
	names: 'names',
	count: 'number of',
	address: 'address',
	resolver: 'resolver',
	code: 'code',
	seconds: 'number of',
	kind: 'selection or miniselection',
	host: 'host',
	system: 'Marketing Suite or Publisher',
	at: 'time',
	mark: 'time of change',
};

/** What the node puts there is a sentence, or the end of one. */
const SENTENCES: Record<string, string> = {
	rule: 'takes other values.',
	risk: 'the reason says why.',
	// What Copernica or n8n says about this very row.
	said: '',
	nearest: '',
	settings: '',
	text: '',
	counts: '',
	newest: '',
	built: '',
};

/** How the page writes whether a check found all well. */
const OK_WORDS = new Map<boolean | null, string>([
	[true, '`true`'],
	[false, '`false`'],
	[null, '`null`'],
]);

/** A sentence as Markdown shows it. */
function prose(text: string): string {
	return text
		.replace(/[|*]|(?<!\w)_|_(?!\w)/g, '\\$&')
		.replace(
			/\{(\w+)\}/g,
			(_, name: string) => SENTENCES[name] ?? `_${PLACEHOLDERS[name] ?? name}_`,
		)
		.replace(/ {2,}/g, ' ')
		.trim();
}

/** Rows of a table of sentences. */
function rowsOf(
	sentences: Readonly<Record<string, string>>,
	advice: Partial<Record<string, string>> = {},
): Row[] {
	return Object.entries(sentences).map(([code, sentence]) => ({
		code,
		cells: [],
		text: [sentence, advice[code] ?? ''].join(' ').trim(),
	}));
}

/** The same for a table whose entries hold more than a sentence. */
function rowsWith<Entry>(
	table: Readonly<Record<string, Entry>>,
	read: (entry: Entry) => { cell: string; sentence: string },
	advice: Partial<Record<string, string>> = {},
): Row[] {
	return Object.entries(table).flatMap(([code, entry]) => {
		const { cell, sentence } = read(entry);
		return rowsOf({ [code]: sentence }, advice).map((row) => ({ ...row, cells: [cell] }));
	});
}

const sections: Section[] = [
	{
		heading: 'Refused calls',
		intro:
			'The trigger answers Copernica with this HTTP status and `{ "code": …, "message": … }`, and writes a warning to n8n\'s log. No execution starts. In a test in the editor, the test ends with the code.',
		columns: ['HTTP'],
		lastColumn: 'What happened, what to do next',
		rows: rowsWith(
			REFUSALS,
			({ status, text }) => ({ cell: String(status), sentence: text }),
			refusedAdvice,
		),
	},
	{
		heading: 'Ignored calls',
		intro:
			'The trigger answers with 200 and `{ "status": "ignored", "code": …, "message": … }`. The call is valid, but starts no execution.',
		lastColumn: 'What happened, what to do next',
		rows: rowsOf(IGNORED, ignoredAdvice),
	},
	{
		heading: 'Normalise: invalid rows',
		lastColumn: 'What happened, what to do next',
		rows: rowsOf(INVALID_CODES),
	},
	{
		heading: 'Normalise: notes',
		intro: 'The row goes to Prepared; `notes` lists the fields that were left out or adjusted.',
		lastColumn: 'What happened',
		rows: rowsOf(NOTE_CODES),
	},
	{ heading: 'Filter: skipped rows', lastColumn: 'Why', rows: rowsOf(SKIP_CODES) },
	{
		heading: 'Sync and Track: rows',
		columns: ['Status'],
		lastColumn: 'What happened, what to do next',
		rows: rowsWith(SYNC_CODES, ({ status, reason }) => ({
			cell: `\`${status}\``,
			sentence: reason,
		})),
	},
	{
		heading: 'Sync and Track: notes',
		intro:
			'The row was sent; `notes` says what was done differently. Values that were left out have a code from the table above.',
		lastColumn: 'What happened',
		rows: rowsOf(SYNC_NOTES),
	},
	{
		heading: 'Copernica: rejected rows',
		intro:
			'The `status` of a rejected row is `invalid` (correct the item or the settings), `rejected` (Copernica refused it), or `unknown` (check in Copernica before you run it again).',
		columns: ['Status'],
		lastColumn: 'What happened, what to do next',
		rows: rowsWith(
			COPERNICA_CODES,
			({ status, reason }) => ({ cell: `\`${status}\``, sentence: reason }),
			copernicaAdvice,
		),
	},
	{
		heading: 'Copernica: checks',
		intro:
			'_Copernica → Callback → Check_ gives one row for each check, with `ok`: `true` (fine), `false` (look at this) or `null` (could not be told).',
		columns: ['`ok`'],
		lastColumn: 'What was seen, what to do next',
		rows: rowsWith(CHECK_CODES, ({ ok, seen, advice }) => ({
			cell: OK_WORDS.get(ok) ?? '',
			sentence: `${seen} ${advice}`.trim(),
		})),
	},
];

function line(cells: string[]): string {
	return `| ${cells.join(' | ')} |`;
}

function markdownOf({ heading, intro, columns = [], lastColumn, rows }: Section): string {
	const head = ['Code', ...columns, lastColumn];
	const table = [
		line(head),
		line(head.map(() => '---')),
		...rows.map(({ code, cells, text }) => line([`\`${code}\``, ...cells, prose(text)])),
	].join('\n');
	return [`## ${heading}`, ...(intro === undefined ? [] : [intro]), table].join('\n\n');
}

/** The page of all codes, in the form that the formatter leaves as it is. */
export function codesPage(): string {
	return `${[
		'# Codes',
		'Codes stay the same, so your workflow can rely on them. Texts may change. The node replaces the words in italics with a name or number.',
		...sections.map(markdownOf),
		'`npm run codes` writes this page from the tables that the nodes use.',
	].join('\n\n')}\n`;
}
