import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { changeActionSchema, type ChangeAction } from '../../../core/contracts/change';
import type { Subscription } from '../../../core/callback/relevance';
import { readAccountId } from '../../../core/callback/signature/signedCall';
import { DEFAULT_RESOLVERS } from '../../../core/callback/signature/dnsOverHttps';
import { groupingSchema } from './grouping';

/** How old a call may be by default, in seconds: the vendor's own limit (docs/vendors/copernica.md#22-verification). */
export const DEFAULT_MAX_AGE_SECONDS = 60;

/**
 * A resource locator, or what an expression made of it. Null comes first, because failed attempts make a union slow.
 */
const locatorText = z
	.union([z.null(), z.object({ value: z.union([z.string(), z.number()]) }), z.string(), z.number()])
	.transform((locator) =>
		String(typeof locator === 'object' ? (locator?.value ?? '') : locator).trim(),
	)
	.catch('');

/** An ID as entered; null = none, or not readable. */
export const locatorId = locatorText.transform((id) => (/^[1-9]\d{0,19}$/.test(id) ? id : null));

/** A list parameter, or one text with commas or line breaks. */
export const names = z
	.union([z.array(z.coerce.string()), z.string().transform((text) => text.split(/[,\n]/))])
	.catch([])
	.transform((list) => list.map((name) => name.trim()).filter((name) => name !== ''));

const inLowerCase = (list: readonly string[]): ReadonlySet<string> =>
	new Set(list.map((name) => name.toLowerCase()));
const lowerCaseNames = names.transform(inLowerCase);

/**
 * Each has a default for "not added" and one for what no form can produce: it is too late to complain during a call.
 */
export const optionsSchema = z.object({
	acceptWebhooks: z.boolean().default(false).catch(false),
	/** Lower-case; empty = not set. */
	databaseFields: names.default([]).transform(inLowerCase),
	expression: z.string().default('').catch(''),
	groupBursts: groupingSchema,
	includePayload: z.boolean().default(false).catch(false),
	maximumAge: z.coerce
		.number()
		.min(1)
		.max(86_400)
		.default(DEFAULT_MAX_AGE_SECONDS)
		.catch(DEFAULT_MAX_AGE_SECONDS),
	resolvers: names
		.default([])
		.transform((list) => (list.length > 0 ? list : [...DEFAULT_RESOLVERS])),
});

const parametersSchema = z.object({
	registration: z.enum(['automatic', 'manual']),
	/**
	 * `any` = a database callback that may bring its subprofiles too; manual mode only. `audience` = the collection in
	 * which Activate's connector adds a row for everyone who enters or leaves an audience.
	 */
	source: z.enum(['database', 'collection', 'any', 'audience']),
	databaseId: locatorId,
	collectionId: locatorId,
	actions: names.pipe(z.array(changeActionSchema)),
	/** Lower-case. */
	watch: lowerCaseNames,
	/** Lower-case. */
	leaveOut: lowerCaseNames,
	signature: z.enum(['required', 'whenPresent', 'off']),
	/** As entered, in manual mode; null = none or not readable. */
	accountId: z.coerce.string().default('').transform(readAccountId),
	options: optionsSchema,
});

const KINDS = {
	database: 'profile',
	collection: 'subprofile',
	any: 'any',
	audience: 'subprofile',
} as const;

/**
 * Whether the connector adds a row and fills it afterwards is not documented
 * (docs/vendors/spotler-activate.md#9-the-native-copernica-connector), so an update counts too.
 */
const AUDIENCE_ACTIONS: ChangeAction[] = ['create', 'update'];

const settingsSchema = parametersSchema.transform((settings) => {
	const { source, databaseId, collectionId, registration, options } = settings;
	const isAudience = source === 'audience';
	const actions = isAudience ? AUDIENCE_ACTIONS : settings.actions;
	const only = actions.length === 1 ? (actions[0] ?? null) : null;
	const subscription: Subscription = {
		entity: KINDS[source],
		databaseId,
		collectionId: source === 'collection' || isAudience ? collectionId : null,
		actions,
		watch: isAudience ? new Set() : settings.watch,
		leaveOut: source === 'any' ? settings.leaveOut : new Set(),
		onlyAudiences: isAudience,
		// In manual mode the callback may be registered for actions other than those wanted here.
		onlyAction: registration === 'automatic' ? only : null,
		acceptWebhooks: options.acceptWebhooks,
	};
	return { ...settings, actions, subscription };
});

/** Whether an entered database or collection is not an ID. Calls would then not be checked against it. */
export function isUnreadableId(entered: unknown): boolean {
	return locatorText.parse(entered) !== '' && locatorId.parse(entered) === null;
}

/** The trigger's parameters, parsed. Shared between calls, so they must not be changed. */
export type TriggerSettings = Readonly<z.infer<typeof settingsSchema>>;

/** Parsed settings by their raw content: parsing costs more than the rest of a call, except the signature. */
const parsedBefore = new Map<string, TriggerSettings>();
const REMEMBERED_SETTINGS = 100;

/** Reads the trigger's parameters. @throws ZodError only when a parameter holds something that no form can produce */
export function readTriggerSettings(context: IHookFunctions | IWebhookFunctions): TriggerSettings {
	const raw = {
		registration: context.getNodeParameter('registration', 'automatic'),
		source: context.getNodeParameter('source', 'database'),
		databaseId: context.getNodeParameter('database', null),
		collectionId: context.getNodeParameter('collection', null),
		actions: context.getNodeParameter('actions', []),
		watch: context.getNodeParameter('fieldsToWatch', []),
		leaveOut: context.getNodeParameter('collectionsToLeaveOut', []),
		signature: context.getNodeParameter('signature', 'required'),
		accountId: context.getNodeParameter('accountId', ''),
		options: context.getNodeParameter('options', {}),
	};
	const key = JSON.stringify(raw);
	const known = parsedBefore.get(key);
	if (known) return known;
	const settings = settingsSchema.parse(raw);
	if (parsedBefore.size >= REMEMBERED_SETTINGS) parsedBefore.clear();
	parsedBefore.set(key, settings);
	return settings;
}
