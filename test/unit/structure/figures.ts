import { root } from '../docs/support/repository.cjs';
import { measureCallback } from './support/callback';
import { climbsOf } from './support/climbs';
import { circlesIn, importsBelow, loadedFrom, upwardIn } from './support/imports';

/** A figure that says how far a reader has to go. */
export interface Figure {
	what: string;
	/** What is counted, one entry each. */
	found: string[];
	/** More than this, and the next reader gets lost. */
	limit: number;
}

const upsert = 'nodes/Copernica/actions/profile/createOrUpdate.operation.ts';

/** Measures the structure of the code as it stands: imports by the syntax trees, files that run by running them. */
export async function measureFigures(): Promise<Figure[]> {
	const product = importsBelow(['core', 'nodes', 'credentials']);
	const circles = [...circlesIn(product), ...circlesIn(importsBelow(['sandbox']))];
	const { withLookUp, keyKnown } = await measureCallback();
	return [
		{ what: 'files that one signed callback runs through', found: keyKnown, limit: 24 },
		{ what: 'the same with a key look-up', found: withLookUp, limit: 27 },
		{
			what: 'files loaded with the trigger',
			found: loadedFrom('nodes/Copernica/CopernicaTrigger.node.ts', product),
			limit: 59,
		},
		{
			what: 'climbs from core/ back to nodes/ in Profile: Create or Update',
			found: climbsOf(root, upsert),
			limit: 4,
		},
		{
			what: 'circles of imports',
			found: circles.map((circle) => circle.join(' → ')),
			limit: 0,
		},
		{ what: 'imports from a floor above', found: upwardIn(product), limit: 0 },
	];
}
