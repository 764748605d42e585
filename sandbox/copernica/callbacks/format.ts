import { z } from 'zod';

/** The three payload shapes of docs/vendors/copernica.md#16-payload-shapes. */
const shapes = ['A', 'B', 'C'] as const;

/** How the message of a callback is written. What is left out follows from the callback's method and shape. */
export const formatSchema = z
	.object({
		shape: z.enum(shapes).optional(),
		carrier: z.enum(['json', 'form-json', 'xml', 'form-xml', 'form']).optional(),
		charset: z.enum(['utf-8', 'iso-8859-1']).optional(),
		/** Whether `fields` holds the state before or after the change. */
		values: z.enum(['before', 'after']).optional(),
		/** Whether the changed values are sent (`parameters`, in shape C `updated`). */
		changes: z.boolean().optional(),
		/** Whether `action` is sent. */
		action: z.boolean().optional(),
		/** Where the id is sent. */
		id: z.enum(['id', 'ID', 'entity', 'entity.id', 'entity.ID', 'none']).optional(),
		/** How interests are sent. */
		interests: z.enum(['list', 'map', 'none']).optional(),
		/** Name of the form field that carries JSON or XML. */
		formField: z.string().min(1).optional(),
		xmlRoot: z
			.string()
			.regex(/^[A-Za-z_][\w.-]*$/)
			.optional(),
		/** Content-Type as sent, in place of the right one. */
		contentType: z.string().optional(),
	})
	.strict();
export type FormatInput = z.infer<typeof formatSchema>;
export type Format = Required<Omit<FormatInput, 'contentType' | 'formField'>> &
	Pick<FormatInput, 'contentType' | 'formField'>;
type Shape = (typeof shapes)[number];

type ShapeDefaults = Pick<Format, 'values' | 'changes' | 'action' | 'id' | 'interests'>;

/**
 * What each account of the payload shows (docs/vendors/copernica.md#16-payload-shapes). A tells no id; without one
 * nobody could use it.
 */
const shapeDefaults: Record<Shape, ShapeDefaults> = {
	A: { values: 'after', changes: true, action: false, id: 'id', interests: 'none' },
	B: { values: 'after', changes: false, action: true, id: 'id', interests: 'list' },
	C: { values: 'before', changes: true, action: false, id: 'id', interests: 'none' },
};

/**
 * The whole format of a callback of the given method.
 *
 * @param tells what a callback by json tells where its format leaves the shape open: `values` is shape B, `changes` is
 * shape C with the action
 */
export function completeFormat(
	method: string,
	input: FormatInput,
	tells: 'values' | 'changes' = 'values',
): Format {
	const xml = method.toLowerCase() === 'xml';
	// A key that is there but undefined (an empty choice on the page) must not hide the default.
	const given = Object.fromEntries(
		Object.entries(input).filter(([, value]) => value !== undefined),
	);
	const tellsChanges = tells === 'changes' && input.shape === undefined && !xml;
	const shape = input.shape ?? (xml || tellsChanges ? 'C' : 'B');
	return {
		shape,
		carrier: xml ? 'xml' : 'json',
		charset: 'utf-8',
		xmlRoot: 'callback',
		...shapeDefaults[shape],
		...(tellsChanges ? { action: true } : {}),
		...given,
	};
}
