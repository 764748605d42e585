import { z } from 'zod';

/**
 * Points where the answers of Spotler Activate are unknown (docs/vendors/spotler-activate.md#21-answers and
 * docs/vendors/spotler-activate.md#12-unknown). A client must live with every position.
 */
export const activateQuirksSchema = z
	.object({
		successStatus: z.union([z.literal(200), z.literal(201)]).default(200),
		successBody: z
			.enum(['success', 'empty', 'empty-object', 'not-json', 'created-updated'])
			.default('success')
			.describe('Body of an answer to track when every event was taken'),
		badEvents: z
			.enum(['400-partial', '400-all', '200-with-errors'])
			.default('400-partial')
			.describe(
				'With one bad event: 400 and the others are stored; 400 and none is; 200, others stored',
			),
		errorsForm: z
			.enum([
				'strings',
				'objects',
				'objects-with-index',
				'keyed-by-index',
				'single-string',
				'unspecific',
			])
			.default('objects')
			.describe('Form of the entries in errors'),
		unknownCustomFields: z
			.enum(['stored', 'ignored', 'refused'])
			.default('stored')
			.describe('custom_ keys that were not created in the app'),
		/** Custom fields that exist in the app; used unless they are `stored` anyway. */
		customFields: z.array(z.string()).default(['favoriet_merk', 'loyaliteitspunten']),
		emptyClears: z.boolean().default(false).describe('An empty value clears the stored one'),
		maximumEvents: z
			.number()
			.int()
			.positive()
			.default(1000)
			.describe('Events per call; more is 400'),
		bareEvent: z.boolean().default(true).describe('A bare event without events: […] is taken'),
		contactsForm: z
			.enum(['array', 'data', 'contacts'])
			.default('data')
			.describe('Shape of the contacts list'),
	})
	.strict();
export type ActivateQuirks = z.infer<typeof activateQuirksSchema>;

/** The switches of {@link activateQuirksSchema} in their present position. */
export class ActivateQuirkSwitches {
	current: ActivateQuirks = activateQuirksSchema.parse({});

	/** @throws ZodError for an unknown switch or position */
	set(changes: Partial<ActivateQuirks>): ActivateQuirks {
		this.current = activateQuirksSchema.parse({ ...this.current, ...changes });
		return this.current;
	}

	reset(): void {
		this.current = activateQuirksSchema.parse({});
	}
}
