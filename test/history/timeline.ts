import type { Edit, Facts } from './facts';
import { FIELDS, type Fields } from './history';

/** A history as a person reads it: one line for each thing that happened. */

function told(fields: Fields | null): string {
	if (fields === null) return 'gone';
	return FIELDS.map((field) => `${field}=${fields[field]}`).join(' ');
}

function textOfEdit({ profile, before, after }: Edit): string {
	if (before === null) return `Copernica: profile ${profile} is created, ${told(after)}`;
	if (after === null) return `Copernica: profile ${profile} of ${before.Email} is deleted`;
	const changes = FIELDS.filter((field) => before[field] !== after[field]).map(
		(field) => `${field} "${before[field]}" → "${after[field]}"`,
	);
	return `Copernica: profile ${profile} (${before.Email}) ${changes.join(', ')}`;
}

export function timeline(facts: Facts): string {
	const start = facts.edits[0]?.at ?? 0;
	const lines: Array<{ at: number; text: string }> = [];
	const add = (at: number, text: string) => lines.push({ at, text });
	facts.edits.forEach((edit, index) => add(edit.at, `[${index}] ${textOfEdit(edit)}`));
	for (const { at, edit, sentAt, ignored } of facts.arrivals) {
		const signed =
			sentAt === null ? 'unsigned' : `signed ${new Date(sentAt).toISOString().slice(11, 19)}`;
		add(
			at,
			`    callback of [${edit}] arrives, ${signed}${ignored === null ? '' : `: ${ignored}`}`,
		);
	}
	for (const { at, address, consent, value } of facts.said) {
		add(at, `Activate: ${address} says ${consent} ${value}`);
	}
	facts.executions.forEach(({ kind, dryRun, from, until, failed, rows }, index) => {
		const about = rows.map(({ edit, reading }) => {
			const what = edit === null ? '' : `[${edit}]`;
			return reading === null ? what : `${what} read ${reading.profile}: ${told(reading.fields)}`;
		});
		const name = `execution ${index}${dryRun ? ' (dry run)' : ''}`;
		add(from, `    ${name} starts, ${kind} of ${about.join('; ')}`);
		const ends = rows.map(({ edit, endings }) => {
			const texts = endings.map(({ step, output, code, email }) =>
				`${step} ${output} ${code ?? ''} ${email ?? ''}`.trim(),
			);
			return `${edit === null ? '' : `[${edit}] `}${texts.join(' + ')}`;
		});
		if (until !== null)
			add(until, `    ${name} ends${failed ? ' in a fault' : ''}: ${ends.join('; ')}`);
	});
	for (const { at, execution, name, address, values, taken } of facts.events) {
		const pairs = Object.entries(values).map(([key, value]) => `${key}=${value}`);
		add(
			at,
			`        ${name} of execution ${execution} ${taken ? 'is taken' : 'is not taken'}: ${address} ${pairs.join(' ')}`,
		);
	}
	const contacts = [...facts.contacts].map(
		([address, values]) =>
			`  ${address}: ${[...values].map(([key, value]) => `${key}=${value}`).join(' ')}`,
	);
	const clock = (at: number) => `${((at - start) / 1000).toFixed(3).padStart(9)} s`;
	return [
		`Settings: ${JSON.stringify(facts.settings)}`,
		...lines
			.map((line, index) => ({ ...line, index }))
			.sort((a, b) => a.at - b.at || a.index - b.index)
			.map(({ at, text }) => `${clock(at)}  ${text}`),
		'Activate in the end:',
		...contacts,
	].join('\n');
}
