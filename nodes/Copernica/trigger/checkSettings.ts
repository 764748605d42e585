import { NodeOperationError, type IExecuteFunctions, type IHookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { DesiredCallback } from '../../../core/callback/registration';
import { txtQueryUrl } from '../../../core/callback/signature/dnsOverHttps';
import { isLoopbackHost } from '../../../core/http/baseUrl';
import { tryReadWatchable } from '../api/fieldList';
import { placeOf } from './answer';
import type { ProofSettings } from './prove';
import { sourceOf } from './remote';
import { isUnreadableId, names, type TriggerSettings } from './settings';

/** An unusable setting, and what to do about it. */
export function wrong(
	context: IHookFunctions,
	message: string,
	description: string,
): NodeOperationError {
	return new NodeOperationError(context.getNode(), message, { description });
}

/** Refuses an entered database or collection that is not an ID. @throws NodeOperationError */
export function checkIds(context: IHookFunctions, names: readonly string[]): void {
	for (const name of names) {
		if (isUnreadableId(context.getNodeParameter(name, null))) {
			throw wrong(
				context,
				`The ${name} is not an ID`,
				`IDs have digits only. Enter the ID of the ${name} as shown in Publisher.`,
			);
		}
	}
}

/** Refuses a resolver that could not be used to look up keys. @throws NodeOperationError */
export function requireResolvers(
	context: IHookFunctions,
	{ signature, options }: Pick<TriggerSettings, 'signature'> & Pick<ProofSettings, 'options'>,
): void {
	const bad = options.resolvers.find((url) => txtQueryUrl(url, 'copernica.com') === null);
	if (bad === undefined || signature === 'off') return;
	throw wrong(
		context,
		`The DNS-over-HTTPS resolver "${bad}" cannot be used`,
		'Enter a URL that starts with https://, for example https://dns.google/resolve.',
	);
}

/** Refuses settings that would let no call in, while someone is there to read it. */
export function checkSettings(context: IHookFunctions, settings: TriggerSettings): void {
	const { actions, signature, registration, accountId } = settings;
	if (actions.length === 0) {
		throw wrong(context, 'No actions are selected', 'Select at least one action under Actions.');
	}
	checkIds(context, ['database', 'collection']);
	requireResolvers(context, settings);
	if (registration === 'manual' && signature !== 'off' && accountId === null) {
		throw wrong(
			context,
			'The Account ID is not set',
			'Enter the number of your Copernica account, which the Marketing Suite shows under your account. Calls signed for other accounts are then refused.',
		);
	}
}

/** The URL that Copernica must call. @throws NodeOperationError when n8n does not know it */
export function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw wrong(
		context,
		'n8n did not provide a webhook URL',
		'Save the workflow and publish it again.',
	);
}

/**
 * What automatic mode must register.
 *
 * @throws NodeOperationError when the database or collection is not chosen or does not exist, CopernicaFaultError
 */
export async function desiredCallback(
	context: IHookFunctions,
	settings: TriggerSettings,
	url: string,
): Promise<DesiredCallback> {
	const { databaseId, actions, options } = settings;
	const where = await sourceOf(context, settings);
	if (where === null && settings.source === 'audience' && databaseId !== null) {
		throw wrong(
			context,
			'The database has no collection squeezely_triggers',
			'The Copernica connector of Spotler Activate makes it. Choose the database that is connected in Activate. If the collection has another name, choose the Source "Collection" instead.',
		);
	}
	if (where === null) {
		const source = settings.source === 'collection' ? 'collection' : 'database';
		throw wrong(
			context,
			`No ${source} is selected`,
			`Choose the ${source} from the list, or enter its ID.`,
		);
	}
	const only = actions.length === 1 ? actions[0] : undefined;
	return { ...where, url, action: only ?? 'all', expression: options.expression };
}

const credentialSchema = z.object({ baseUrl: z.string().url().catch('https://api.copernica.com') });

/** Whether the Copernica of the credential is on this machine (sandbox, tests). */
export async function isCopernicaHere(
	context: IExecuteFunctions | IHookFunctions,
): Promise<boolean> {
	const credential: unknown = await context.getCredentials('copernicaApi');
	const { baseUrl } = credentialSchema.parse(credential);
	return isLoopbackHost(new URL(baseUrl).hostname);
}

/**
 * Refuses to register a URL that Copernica cannot reach. A Copernica on this machine (sandbox, tests) can reach any.
 *
 * @throws NodeOperationError with what to do
 */
export async function checkReachable(context: IHookFunctions, url: string): Promise<void> {
	if (!isLoopbackHost(new URL(url).hostname)) return;
	if (await isCopernicaHere(context)) return;
	throw wrong(
		context,
		'Copernica cannot reach this n8n',
		`The webhook URL ${url} only works on this machine. Set N8N_WEBHOOK_URL (formerly WEBHOOK_URL) to n8n's public URL, or use a tunnel, and restart n8n. Then unpublish the workflow (if it is published) and publish it again.`,
	);
}

/**
 * Checks whether the watched fields exist: an update in which no watched field changes starts nothing. A missing one is
 * an error in a test in the editor. A published workflow continues, because it may watch other fields too, and logs it.
 * Nothing is reported when the fields cannot be read.
 *
 * @throws NodeOperationError in a test
 */
export async function checkWatchedFields(
	context: IHookFunctions,
	{ watch }: TriggerSettings,
	{ source, sourceId }: DesiredCallback,
): Promise<void> {
	if (watch.size === 0) return;
	const known = await tryReadWatchable(context, { kind: source, id: sourceId });
	if (!known.ok) return;
	const there = new Set(known.rows.map((name) => name.toLowerCase()));
	const missing = names
		.parse(context.getNodeParameter('fieldsToWatch', []))
		.filter((name) => !there.has(name.toLowerCase()));
	if (missing.length === 0) return;
	const list = missing.map((name) => `"${name}"`).join(', ');
	if (context.getMode() === 'manual') {
		throw wrong(
			context,
			`The ${source} has no field or interest called ${list}`,
			'Correct Field Names or IDs to Watch. An update in which no watched field changes starts nothing.',
		);
	}
	context.logger.warn(
		`${placeOf(context)} watches ${list}, which the ${source} ${sourceId} does not have. An update in which no watched field changes starts nothing.`,
		{ fields: missing, node: context.getNode().name, workflowId: context.getWorkflow().id ?? null },
	);
}
