/**
 * People drag a field from the input panel into the mapping. That gives an expression for the value, but the mapping
 * wants the name, which also costs nothing to evaluate. So the reference is read as the name.
 */
const reference =
	/^=\{\{\s*\$json\.(fields|profileFields)(?:\.([\p{L}_$][\p{L}\p{N}_$]*)|\[\s*(["'])([^"'\\]+)\3\s*\])\s*\}\}$/u;

const step = /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[\s*(?:"([^"\\]+)"|'([^'\\]+)'|(\d+))\s*\]/gu;
const columnReference = new RegExp(`^=\\{\\{\\s*\\$json((?:${step.source})+)\\s*\\}\\}$`, 'u');

/**
 * The column in a dragged reference such as `={{ $json.email }}`, or `={{ $json.billing.email }}` for a value inside one.
 *
 * @returns undefined for any other text
 */
export function columnOfReference(raw: string): string | undefined {
	const steps = columnReference.exec(raw)?.[1];
	if (steps === undefined) return undefined;
	return [...steps.matchAll(step)]
		.map(([, plain, double, single, index]) => plain ?? double ?? single ?? index ?? '')
		.join('.');
}

/**
 * The field name in a dragged reference such as `={{ $json.fields.Voornaam }}`.
 *
 * @returns undefined for any other text
 */
export function fieldNameOfReference(raw: string): string | undefined {
	const match = reference.exec(raw);
	if (match === null) return undefined;
	const name = match[2] ?? match[4];
	return match[1] === 'profileFields' && name !== undefined ? `profile.${name}` : name;
}
