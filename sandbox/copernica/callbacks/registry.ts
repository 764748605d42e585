import { z } from 'zod';
import { triggers, type Trigger } from '../causes';
import { signingSchema } from '../signing';
import { formatSchema } from './format';

/**
 * A callback as a person sets it up in Publisher (docs/vendors/copernica.md#14-registering-by-hand), plus how the
 * sandbox writes and signs it. Exactly one of `database` and `collection` (ids or names).
 */
export const callbackInputSchema = z
	.object({
		database: z.union([z.number().int(), z.string()]).optional(),
		collection: z.union([z.number().int(), z.string()]).optional(),
		url: z.string().min(1),
		method: z.string().default('json'),
		action: z.string().default('all'),
		expression: z.string().default(''),
		triggers: z.array(z.enum(triggers)).default([...triggers]),
		apiDisabled: z.boolean().default(false),
		format: formatSchema.default({}),
		signing: signingSchema.partial().default({}),
	})
	.strict();
export type CallbackInput = z.input<typeof callbackInputSchema>;

const callbackSettingsSchema = callbackInputSchema.omit({ database: true, collection: true });
type CallbackSettings = z.infer<typeof callbackSettingsSchema>;

/** The part of a callback that can be changed later. */
export const callbackChangesSchema = callbackSettingsSchema
	.extend({
		// Without the defaults: what is not named stays.
		method: z.string(),
		action: z.string(),
		expression: z.string(),
		triggers: z.array(z.enum(triggers)),
		apiDisabled: z.boolean(),
		format: formatSchema,
		signing: signingSchema.partial(),
	})
	.partial()
	.strict();
export type CallbackChanges = z.infer<typeof callbackChangesSchema>;

export interface Callback extends CallbackSettings {
	id: number;
	databaseId: number;
	/** Null for a callback on a database. */
	collectionId: number | null;
	triggers: Trigger[];
}

/** The registered callbacks; texts are kept verbatim (docs/vendors/copernica.md#12-registering-through-rest). */
export class CallbackRegistry {
	private readonly entries = new Map<number, Callback>();
	private lastId = 0;

	add(
		source: { databaseId: number; collectionId: number | null },
		input: z.input<typeof callbackSettingsSchema>,
	): Callback {
		const settings = callbackSettingsSchema.parse(input);
		this.lastId += 1;
		const callback: Callback = { ...settings, ...source, id: this.lastId };
		this.entries.set(callback.id, callback);
		return callback;
	}

	find(id: number | string): Callback | null {
		return this.entries.get(Number(id)) ?? null;
	}

	update(callback: Callback, changes: CallbackChanges): Callback {
		return Object.assign(callback, changes);
	}

	remove(id: number): boolean {
		return this.entries.delete(id);
	}

	list(): Callback[] {
		return [...this.entries.values()];
	}

	clear(): void {
		this.entries.clear();
		this.lastId = 0;
	}
}
