import { html, type Html } from '../../http/html';
import type { Field } from '../store/model';
import { selectOptions } from '../store/fieldTypes';

/** A labelled choice; `emptyText` is shown for the empty option. */
export function choice(
	name: string,
	label: string,
	options: readonly string[],
	selected: string,
	emptyText = '(empty)',
): Html {
	const entries = options.map(
		(option) =>
			html`<option value="${option}" ${option === selected ? html` selected` : null}>
				${option === '' ? emptyText : option}
			</option>`,
	);
	return html`<label
		><span>${label}</span
		><select name="${name}">
			${entries}
		</select></label
	>`;
}

/** A labelled text input. */
export function text(name: string, label: string, value: string, required = false): Html {
	return html`<label
		><span>${label}</span
		><input name="${name}" value="${value}" ${required ? html` required` : null}
	/></label>`;
}

/** A group of tick boxes; ticked ones are sent as `name[]`. */
export function boxes(
	name: string,
	legend: string,
	options: readonly string[],
	ticked: readonly string[],
): Html {
	const entries = options.map(
		(option) =>
			html`<label
				><input
					type="checkbox"
					name="${name}[]"
					value="${option}"
					${ticked.includes(option) ? html` checked` : null}
				/>
				${option}</label
			>`,
	);
	return html`<fieldset class="wide">
		<legend>${legend}</legend>
		${entries}
	</fieldset>`;
}

/** The input of a database or collection field. */
export function fieldInput(field: Field, value: string): Html {
	const name = `fields[${field.name}]`;
	if (field.type === 'select') {
		const options = ['', ...selectOptions(field).options.filter((option) => option !== '')];
		return choice(name, field.name, options, value);
	}
	if (field.type === 'big')
		return html`<label class="wide"
			><span>${field.name}</span><textarea name="${name}" rows="3">${value}</textarea>
		</label>`;
	return text(name, field.name, value);
}
