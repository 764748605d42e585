import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { USUAL_PARALLEL } from '../../core/http/parallel';

const MOST = 16;

/** How many requests may run at a time; how many actually do is up to the vendor. */
export const parallelRequestsSchema = z.number().int().min(1).max(MOST).default(USUAL_PARALLEL);

export const PARALLEL_REQUESTS_LABEL = 'Parallel Requests';

/**
 * The option that limits parallel requests ({@link Parallel} in core/http).
 *
 * @param vendor who they go to
 * @param neverTogether one sentence on what is never done in parallel
 */
export function parallelRequestsOption(vendor: string, neverTogether: string): INodeProperties {
	return {
		displayName: PARALLEL_REQUESTS_LABEL,
		name: 'parallelRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST },
		default: USUAL_PARALLEL,
		description: `Max number of requests at the same time. Sending starts with one, adds more while ${vendor} answers well, and slows down when it does not. ${neverTogether}`,
	};
}
