import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodePropertyOptions,
} from 'n8n-workflow';
import { profileSchema, subprofileSchema } from '../../../core/copernica/entities';
import {
	consentValuesOf,
	refuseConsentField,
	type ConsentValue,
} from '../../../core/normalise/consentValues';
import { parseSource } from '../../../core/normalise/source';
import { pathOf } from '../../Copernica/api/request';
import { readPage, type ReadRequest } from '../../Copernica/api/read';
import { listThatSays } from '../../Copernica/methods/selection';
import { missingChoice, offeredFields, type OfferedField } from './offeredFields';

/** How many profiles or subprofiles to read values from: those that changed last, in one request. */
const SAMPLE = 100;

const USUALLY: Readonly<Record<NonNullable<ConsentValue['usually']>, string>> = {
	subscribed: 'Usually means subscribed',
	unsubscribed: 'Usually means unsubscribed',
	unknown: 'Usually means unknown',
};

/** The field in a few profiles; nothing else is kept. */
async function sampleOf(context: ILoadOptionsFunctions, field: OfferedField): Promise<string[]> {
	const { kind, id } = field.owner;
	const read = async <Entity extends { fields: Record<string, string> }>(
		request: Pick<ReadRequest<Entity>, 'path' | 'schema' | 'what'>,
	) => {
		const { rows } = await readPage(context, {
			...request,
			query: { orderby: 'modified', order: 'desc', total: 'false', start: 0, limit: SAMPLE },
		});
		return rows.map(({ fields }) => fields[field.name] ?? '');
	};
	return kind === 'database'
		? await read({ path: pathOf(kind, id, 'profiles'), schema: profileSchema, what: 'a profile' })
		: await read({
				path: pathOf(kind, id, 'subprofiles'),
				schema: subprofileSchema,
				what: 'a subprofile',
			});
}

/**
 * The values that a consent's field really has, for a person to say what each of them means. Reads the field `field` of
 * the same row of the form.
 *
 * Without a field or a database the list says what to choose first.
 *
 * @throws NodeOperationError that says why the field holds no consent; NodeApiError when Copernica cannot be read
 */
export async function getConsentValues(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const refuse = (reason: string) => new NodeOperationError(this.getNode(), reason);
	if (this.getCurrentNodeParameter('fieldList') !== 'copernica') {
		throw refuse(
			'Set Field Names to From Copernica to see the values of the field, or set Texts to My Own Texts.',
		);
	}
	const source = parseSource(String(this.getCurrentNodeParameter('&field') ?? ''));
	if (source.name === '') return listThatSays('Choose the Copernica field of this consent first');
	if (source.scope === 'interest') {
		throw refuse(
			'Interests are always "yes" or "no". Set Texts to English, or set it to My Own Texts and enter these two.',
		);
	}
	const missing = missingChoice(this);
	if (missing !== null) return listThatSays(missing);
	const offered = await offeredFields(this);
	const wanted = source.text.toLowerCase();
	const field = offered.find((each) => each.source.toLowerCase() === wanted);
	if (field === undefined) {
		throw refuse(
			`There is no field "${source.text}" in the chosen database or collection. Choose another field.`,
		);
	}
	const refusal = refuseConsentField(field);
	if (refusal !== null) throw refuse(refusal);
	const result = consentValuesOf(field, await sampleOf(this, field));
	if (!result.ok) throw refuse(result.reason);
	return result.values.map(({ text, usually }) => ({
		name: text,
		value: text,
		...(usually === null ? {} : { description: USUALLY[usually] }),
	}));
}
