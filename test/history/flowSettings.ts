import type { Settings } from './history';

/** The settings of a history as Normalise and Filter take them. */

export function normaliseInput(settings: Settings) {
	const consent = (name: 'newsletter' | 'service' | 'marketing', source: string) => ({
		consent: name,
		source,
		texts: { preset: 'dutchAndEnglish' as const },
	});
	return {
		mapping: 'manual' as const,
		fields: { email: 'Email', firstname: 'Voornaam', city: 'Woonplaats' },
		consents: [
			consent('newsletter', 'Nieuwsbrief'),
			consent('service', 'Service'),
			consent('marketing', 'Marketing'),
		],
		consentsToSend: settings.consentsToSend,
		unknownConsent: settings.unknownConsent,
		unlistedConsent: settings.unlistedConsent,
		deletedProfiles: settings.deletedProfiles,
	};
}

export function filterInput(settings: Settings) {
	return {
		rules: [
			'CONNECTOR_FIELDS_ONLY' as const,
			'DELETED' as const,
			'UNCHANGED' as const,
			...(settings.supersede ? (['SUPERSEDED'] as const) : []),
			...(settings.noConsentRule ? (['NO_CONSENT'] as const) : []),
			...(settings.consentUnknownRule ? (['CONSENT_UNKNOWN'] as const) : []),
			...(settings.sameAsLastSent ? (['SAME_AS_LAST_SENT'] as const) : []),
		],
		consents: ['newsletter' as const],
	};
}
