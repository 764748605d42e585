import { interestSchema, type Interest } from '../../../core/copernica/entities';
import type { CopernicaContext } from '../shared/context';
import { pathOf } from '../shared/path';
import { readAll } from '../api/read';

/** The interests of a database; `id` in digits. @throws NodeApiError */
export async function readInterests(context: CopernicaContext, id: string): Promise<Interest[]> {
	return await readAll(context, {
		path: pathOf('database', id, 'interests'),
		schema: interestSchema,
		what: 'an interest',
	});
}
