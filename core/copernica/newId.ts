import { readId } from './ids';

/**
 * The id of what a POST created. Where to find it is not certain (docs/vendors/copernica.md#12-registering-through-rest
 * and docs/vendors/copernica.md#32-requests-and-answers): `X-Created` holds a number, `X-Location` and `Location` end
 * in `<entity>/<id>`.
 *
 * @param headers names in lower case
 * @returns null when the answer does not say
 */
export function readNewId(
	headers: Record<string, string>,
	entity: 'profile' | 'subprofile' | 'webhook' | 'emailing' | 'scheduledemailing',
): string | null {
	const created = readId(headers['x-created']);
	if (created !== null) return created;
	for (const name of ['x-location', 'location']) {
		const path = (headers[name] ?? '').replace(/[?#].*$/s, '').replace(/\/+$/, '');
		const match = /(?:^|\/)([a-z]+)\/(\d+)$/.exec(path);
		if (match?.[1] === entity) return readId(match[2]);
	}
	return null;
}
