import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { mailingEventSchema } from '../../../core/callback/mailingEvent';
import { locatorId, names, optionsSchema } from '../trigger/settings';

const settingsSchema = z
	.object({
		events: names.pipe(z.array(mailingEventSchema)),
		databaseId: locatorId,
		signature: z.enum(['required', 'whenPresent', 'off']),
		options: optionsSchema,
	})
	.transform((settings) => ({
		...settings,
		events: [...new Set(settings.events)].sort(),
		// The account is always the credential's.
		registration: 'automatic' as const,
		accountId: null,
	}));

/** The parsed parameters of the Copernica Mailing Trigger. */
export type MailingTriggerSettings = Readonly<z.infer<typeof settingsSchema>>;

/** Reads the parameters. @throws ZodError only when one holds something that no form can produce */
export function readMailingSettings(
	context: IHookFunctions | IWebhookFunctions,
): MailingTriggerSettings {
	return settingsSchema.parse({
		events: context.getNodeParameter('events', []),
		databaseId: context.getNodeParameter('database', null),
		signature: context.getNodeParameter('signature', 'required'),
		options: context.getNodeParameter('options', {}),
	});
}
