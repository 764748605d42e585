import { describe, expect, it } from '@jest/globals';
import { NodeHelpers, type INodeParameters } from 'n8n-workflow';
import { triggers } from '../../../sandbox/copernica/causes';
import { loadPackageNode } from '../support/host.cjs';

/** Layer 1 exists in Publisher alone, so the form has to say where, and where it does not. */

const trigger = loadPackageNode('copernicaTrigger');

/** The notices that the form of the trigger shows, as text. */
function noticesOf(registration: string, source = 'database'): string {
	if (trigger === undefined) throw new Error('There is no trigger');
	const { description } = trigger;
	const parameters: INodeParameters = { registration, source };
	return description.properties
		.filter(({ type }) => type === 'notice')
		.filter((property) =>
			NodeHelpers.displayParameter(parameters, property, { typeVersion: 2 }, description),
		)
		.map(({ displayName }) => displayName)
		.join('\n');
}

describe('the form of the trigger tells about the loop guard', () => {
	it('by hand: which boxes to untick, by the names that Publisher gives them', () => {
		const text = noticesOf('manual');
		const boxes = [...text.matchAll(/untick "(\w+)" and "(\w+)"/g)];
		expect(boxes).toHaveLength(1);
		const [, ...names] = boxes[0] ?? [];
		expect(names).toEqual(['rest', 'soap']);
		for (const name of names) expect(triggers).toContain(name);
		expect(text).toContain('Triggers');
		expect(text).toContain('Method "JSON" and Action "All actions"');
	});

	it('automatic: that this mode cannot set it, and where it can be set', () => {
		const text = noticesOf('automatic');
		expect(text).toContain('starts this workflow too');
		expect(text).toContain(
			'untick "rest" and "soap" under Triggers of the new callback in Publisher',
		);
		expect(text).toContain('The node leaves that setting alone');
	});

	it.each(['automatic', 'manual'])(
		'%s, for an audience of Activate: which box must stay ticked, and why that is no loop',
		(registration) => {
			const text = noticesOf(registration, 'audience');
			expect(text).toMatch(/leave "rest" ticked/i);
			expect(text).toContain('only Activate writes to this collection');
			expect(text).not.toContain('untick');
		},
	);
});
