import { describe, expect, it } from '@jest/globals';
import type { INodeTypeDescription } from 'n8n-workflow';
import { Copernica } from '../../../nodes/Copernica/Copernica.node';
import { CopernicaChangesTrigger } from '../../../nodes/Copernica/CopernicaChangesTrigger.node';
import { CopernicaMailingTrigger } from '../../../nodes/Copernica/CopernicaMailingTrigger.node';
import { CopernicaTrigger } from '../../../nodes/Copernica/CopernicaTrigger.node';
import { SpotlerActivate } from '../../../nodes/SpotlerActivate/SpotlerActivate.node';

const descriptions: INodeTypeDescription[] = [
	new Copernica(),
	new CopernicaChangesTrigger(),
	new CopernicaMailingTrigger(),
	new CopernicaTrigger(),
	new SpotlerActivate(),
].map(({ description }) => description);

/** Fields that n8n's editor takes for the choice between ways to sign in (docs/vendors/n8n.md#33-credentials-in-the-form). */
function takenForSignIn({
	credentials = [],
	properties,
}: Pick<INodeTypeDescription, 'credentials' | 'properties'>): string[] {
	const named = credentials.flatMap(({ displayOptions }) =>
		Object.entries(displayOptions?.show ?? {}),
	);
	return properties
		.filter(({ name }) => named.some(([field]) => field === name))
		.filter(({ name, options = [] }) =>
			options.every(
				(option) =>
					'value' in option &&
					named.some(([field, values]) => field === name && values?.includes(option.value)),
			),
		)
		.map(({ name }) => name);
}

describe('the editor, which hides and resets the choice between ways to sign in', () => {
	it.each(descriptions.map((description) => [description.displayName, description] as const))(
		'takes no field of %s for it',
		(_, description) => expect(takenForSignIn(description)).toEqual([]),
	);

	it('would take an Operation whose values are all named', () => {
		const { properties } = new SpotlerActivate().description;
		const credentials = [
			{ name: 'any', displayOptions: { show: { operation: ['getAll', 'sync', 'track'] } } },
		];
		expect(takenForSignIn({ credentials, properties })).toEqual(['operation']);
	});
});
