/** The forms that `npm run pictures` opens: every operation, and every hint of a form. */

/** What a panel shows besides its form. */
export type Shown = 'form' | 'formAndOutput' | 'everything';

export type Panel = {
	/** File name in `docs/images`, without `.png`. */
	picture: string;
	/** Name of the node on the canvas; the picture shows it. */
	title: string;
	node:
		| 'copernica'
		| 'copernicaTrigger'
		| 'copernicaChangesTrigger'
		| 'copernicaMailingTrigger'
		| 'spotlerActivate';
	shows: Shown;
	parameters: (ids: { database: object; collection: object }) => Record<string, unknown>;
	credential?: 'copernicaApi' | 'spotlerActivateApi';
	/** Parameter whose list to open before the picture is taken. */
	open?: string;
};

type Parameters = Panel['parameters'];

const copernica = (
	resource: string,
	operation: string,
	title: string,
	more: Parameters = () => ({}),
): Panel => ({
	picture: `copernica-${resource}-${operation}`,
	title,
	node: 'copernica',
	shows: 'form',
	credential: 'copernicaApi',
	parameters: (ids) => ({ resource, operation, ...more(ids) }),
});

const activate = (
	operation: string,
	title: string,
	parameters: Parameters,
	over: Partial<Panel> = {},
): Panel => ({
	picture: `activate-${operation}`,
	title,
	node: 'spotlerActivate',
	shows: 'form',
	credential: operation === 'normalise' ? 'copernicaApi' : 'spotlerActivateApi',
	parameters: (ids) => ({
		resource: operation === 'track' ? 'event' : 'profile',
		operation,
		...parameters(ids),
	}),
	...over,
});

const hint = (picture: string): Partial<Panel> => ({
	picture: `hint-${picture}`,
	shows: 'formAndOutput',
});

const trigger = (
	picture: string,
	title: string,
	shows: Shown,
	parameters: Parameters,
	credential?: Panel['credential'],
): Panel => ({ picture, title, node: 'copernicaTrigger', shows, parameters, credential });

const changes = (picture: string, title: string, parameters: Parameters): Panel => ({
	picture,
	title,
	node: 'copernicaChangesTrigger',
	shows: 'form',
	parameters,
	credential: 'copernicaApi',
});

const mapped = (value: Record<string, string>) => ({ mappingMode: 'defineBelow', value });
const written = (value: Record<string, string>, matchingColumns: string[] = []) => ({
	fields: { ...mapped(value), matchingColumns },
});

export const panels: Panel[] = [
	trigger(
		'trigger-automatic',
		'Profile Changed',
		'everything',
		({ database }) => ({ registration: 'automatic', source: 'database', database }),
		'copernicaApi',
	),
	trigger('trigger-manual', 'Profile Changed (by Hand)', 'everything', () => ({
		registration: 'manual',
		source: 'database',
		accountId: '12345',
	})),
	trigger('hint-test-url', 'SQ_profile Changed (by Hand)', 'formAndOutput', () => ({
		registration: 'manual',
		source: 'any',
		accountId: '12345',
	})),
	trigger('hint-signature-off', 'Any Caller Changes a Profile', 'form', () => ({
		registration: 'manual',
		source: 'database',
		signature: 'off',
	})),
	trigger(
		'hint-no-loop-guard',
		'SQ_profile Changed',
		'form',
		({ database, collection }) => ({
			registration: 'automatic',
			source: 'collection',
			database,
			collection,
		}),
		'copernicaApi',
	),
	trigger(
		'hint-activate-audience',
		'Audience Changed',
		'form',
		({ database }) => ({ registration: 'automatic', source: 'audience', database }),
		'copernicaApi',
	),
	changes('changes-trigger', 'Changes Missed', ({ database }) => ({
		source: 'database',
		database,
	})),
	changes('changes-trigger-unsubscribes', 'Unsubscribed', ({ database }) => ({
		source: 'unsubscribes',
		database,
	})),
	{
		picture: 'mailing-trigger',
		title: 'Mailing Event',
		node: 'copernicaMailingTrigger',
		shows: 'everything',
		credential: 'copernicaApi',
		parameters: () => ({ events: ['bounce', 'click', 'open', 'unsubscribe'] }),
	},
	activate('normalise', 'Normalise Profile', ({ database }) => ({
		mapBy: 'oneByOne',
		fieldList: 'copernica',
		database,
		consents: {
			consent: [{ consent: 'newsletter', field: 'Nieuwsbrief', texts: 'dutchAndEnglish' }],
		},
	})),
	activate(
		'normalise',
		'Normalise Consents',
		({ database }) => ({
			mapBy: 'knownNames',
			fieldList: 'copernica',
			database,
			consents: {
				consent: [
					{
						consent: 'newsletter',
						field: 'Nieuwsbrief',
						texts: 'fieldValues',
						subscribedValues: ['Ja'],
						unsubscribedValues: ['Nee'],
					},
				],
			},
		}),
		{ picture: 'activate-normalise-consent', open: 'unknownValues' },
	),
	activate(
		'normalise',
		'Normalise Without an Address',
		() => ({
			mapBy: 'oneByOne',
			fieldList: 'typed',
			mapping: mapped({ firstname: 'Voornaam' }),
			consents: { consent: [{ consent: 'newsletter', field: 'Nieuwsbrief' }] },
		}),
		hint('no-email'),
	),
	activate(
		'normalise',
		'Normalise Without Consents',
		() => ({
			mapBy: 'oneByOne',
			fieldList: 'typed',
			mapping: mapped({ email: 'Email', firstname: 'Voornaam' }),
		}),
		hint('no-consent'),
	),
	activate(
		'normalise',
		'Normalise With Empty Lists',
		() => ({
			mapBy: 'knownNames',
			fieldList: 'typed',
			consents: { consent: [{ consent: 'newsletter', field: 'Nieuwsbrief', texts: 'own' }] },
		}),
		hint('consent-without-texts'),
	),
	activate('filter', 'Keep What Activate Needs', () => ({
		rules: ['CONNECTOR_FIELDS_ONLY', 'DELETED', 'NO_CONSENT', 'SUPERSEDED', 'UNCHANGED'],
	})),
	activate('sync', 'Sync to Activate', () => ({ event: 'automatic' })),
	activate(
		'sync',
		'Sync One by One',
		() => ({ event: 'automatic', options: { eventsPerRequest: 1 } }),
		hint('one-row-per-request'),
	),
	activate(
		'sync',
		'Sync Without Sending',
		() => ({ event: 'automatic', options: { dryRun: true } }),
		hint('dry-run'),
	),
	activate('track', 'Track a Registration', () => ({
		event: 'CompleteRegistration',
		email: 'anne@example.com',
	})),
	activate('getAll', 'Read Profiles', () => ({})),
	copernica('change', 'addProfile', 'Add Profile'),
	copernica('profile', 'upsert', 'Create or Update a Profile', ({ database }) => ({
		database,
		...written({ Email: 'anne@example.com', Nieuwsbrief: 'Ja' }, ['Email']),
	})),
	copernica('profile', 'get', 'Get a Profile', () => ({ profileId: '1234' })),
	copernica('profile', 'getAll', 'Get Many Profiles', ({ database }) => ({ database })),
	copernica('profile', 'getUnsubscribes', 'Get Unsubscribes', ({ database }) => ({
		database,
		since: '2026-11-01T00:00:00',
	})),
	copernica('profile', 'update', 'Update a Profile', ({ database }) => ({
		database,
		profileId: '1234',
		...written({ Nieuwsbrief: 'Nee' }),
	})),
	copernica('profile', 'delete', 'Delete a Profile', () => ({ profileId: '1234' })),
	copernica('profile', 'unsubscribe', 'Unsubscribe a Profile', () => ({ profileId: '1234' })),
	copernica('subprofile', 'upsert', 'Create or Update a Subprofile', (ids) => ({
		...ids,
		profileId: '1234',
		...written({ Favoriet_merk: 'Example Bikes' }),
	})),
	copernica('subprofile', 'delete', 'Delete a Subprofile', () => ({ subprofileId: '815' })),
	copernica('subprofile', 'get', 'Get a Subprofile', () => ({ subprofileId: '815' })),
	copernica('subprofile', 'update', 'Update a Subprofile', (ids) => ({
		...ids,
		subprofileId: '815',
		...written({ Favoriet_merk: 'Example Bikes' }),
	})),
	copernica('subprofile', 'getAll', 'Get Many Subprofiles', (ids) => ({ ...ids })),
	copernica('database', 'getAll', 'Get Many Databases'),
	copernica('database', 'getFields', 'Get Fields', (ids) => ({ source: 'collection', ...ids })),
	copernica('database', 'getCollections', 'Get Collections', ({ database }) => ({ database })),
	copernica('selection', 'getAll', 'Get Many Selections', ({ database }) => ({ database })),
	copernica('selection', 'rebuild', 'Rebuild a Selection', ({ database }) => ({
		database,
		selection: { __rl: true, mode: 'id', value: '31' },
	})),
	copernica('mailing', 'send', 'Send a Mailing', () => ({
		profileId: '1234',
		template: { __rl: true, mode: 'id', value: '2820' },
	})),
	copernica('mailing', 'getStatistics', 'Get Statistics', () => ({ emailingId: '169' })),
	copernica('callback', 'check', 'Why Nothing Arrives', ({ database }) => ({ database })),
	copernica('callback', 'getAll', 'Get Many Callbacks', ({ database }) => ({ database })),
	copernica('callback', 'delete', 'Delete a Callback', () => ({ callbackId: '12' })),
];
