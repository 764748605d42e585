import { z } from 'zod';
import { CONSENT_KEYS } from '../contracts/preparedProfile';
import { parseSettings, type ReadSettingsResult } from '../normalise/settingFault';
import { patternFault } from './addressPatterns';
import { FILTER_RULES } from './codes';

/** Texts, also as one text separated by commas or new lines. */
const listSchema = z
	.union([z.array(z.string()), z.string().transform((text) => text.split(/[,;\r\n]+/))])
	.transform((texts) => texts.map((text) => text.trim()).filter((text) => text !== ''));

/** The settings of Filter: the single definition for the node, the tests and the documentation. */
export const filterSettingsSchema = z.object({
	/** The rules that are on. Those of the default never withhold anything Activate does not have. */
	rules: z
		.array(z.enum(FILTER_RULES))
		.default(['CONNECTOR_FIELDS_ONLY', 'DELETED', 'SUPERSEDED', 'UNCHANGED']),
	/** Any one of these consents is enough for NO_CONSENT and CONSENT_UNKNOWN. */
	consents: z
		.array(z.enum(CONSENT_KEYS))
		.refine((consents) => consents.length > 0, 'names no consent')
		.default(['newsletter']),
	/**
	 * NO_CONSENT on new profiles that never opted in: `send` them (Activate may know the address from elsewhere with a
	 * consent that has to be withdrawn) or `skip` them.
	 */
	newWithoutConsent: z.enum(['send', 'skip']).default('send'),
	/** Domains, addresses, or either with `*`. */
	excludedAddresses: listSchema
		.superRefine((patterns, context) => {
			for (const pattern of patterns) {
				const fault = patternFault(pattern);
				if (fault !== null) {
					context.addIssue({ code: 'custom', message: `has a pattern that ${fault}` });
				}
			}
		})
		.default([]),
	/** Activate keys that Activate itself fills by way of Copernica, besides `squeezely…`; `*` at the end allowed. */
	connectorKeys: listSchema.default([]),
});
export type FilterSettings = z.infer<typeof filterSettingsSchema>;
export type FilterSettingsInput = z.input<typeof filterSettingsSchema>;

/** How the form calls the settings. */
const FILTER_LABELS: Readonly<Record<keyof FilterSettings, string>> = {
	rules: 'Skip',
	consents: 'Required Consents',
	newWithoutConsent: 'New Profiles Without Consent',
	excludedAddresses: 'Excluded Addresses',
	connectorKeys: 'Connector Fields',
};

/** Reads settings, naming the first one that does not fit; never throws. */
export function readFilterSettings(input: unknown): ReadSettingsResult<FilterSettings> {
	return parseSettings(filterSettingsSchema, input, FILTER_LABELS);
}
