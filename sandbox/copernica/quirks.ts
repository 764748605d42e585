import { z } from 'zod';

const on = (text: string) => z.boolean().default(true).describe(text);
const off = (text: string) => z.boolean().default(false).describe(text);

/**
 * Every point where real clients met something odd, or where nobody tells (docs/vendors/copernica.md#4-quirks and
 * docs/vendors/copernica.md#5-unknown). The defaults are what was observed; where nobody knows, what is harder on a
 * client.
 */
export const quirksSchema = z
	.object({
		authReply: z
			.enum(['text', 'json', 'json-string'])
			.default('text')
			.describe(
				'Reply of the authentication service: the bare JWT, {"token": JWT}, or a JSON string',
			),
		expiryClaim: z
			.enum(['exp', 'expires', 'none'])
			.default('exp')
			.describe('Name of the expiry claim in the JWT'),
		tokenErrorStatus: z
			.union([z.literal(400), z.literal(401)])
			.default(401)
			.describe('Status of a v4 call with a bad or expired JWT'),
		accessTokenV4Only: off('The access token was made for v4 only: v1 to v3 refuse it'),
		putAnswer: z
			.enum(['by-version', '204', '303'])
			.default('by-version')
			.describe('PUT answers 204, or 303 with a Location that echoes the access token (v1, v2)'),
		deleteStatus: z.union([z.literal(204), z.literal(200)]).default(204),
		createdHeaders: z
			.enum(['x-created-and-x-location', 'x-created', 'location', 'x-location', 'none'])
			.default('x-created-and-x-location')
			.describe('How POST tells the new id'),
		locationVersion: z
			.enum(['same', 'v1'])
			.default('same')
			.describe('A sample on the v3/v4 page still shows /v1/'),
		identityKey: z.enum(['id', 'ID']).default('id').describe('Key of the id in identity'),
		startMeans: z.enum(['offset', 'id']).default('offset'),
		limitAsText: z
			.enum(['v1', 'always', 'never'])
			.default('v1')
			.describe('List wrappers show start and limit as texts'),
		startEchoedAsZero: off('List wrappers show start 0 on every page'),
		startIgnored: off('Lists start at their first entry, whatever start says'),
		largestPage: z
			.number()
			.int()
			.min(1)
			.max(1000)
			.default(1000)
			.describe('Most rows of a page, whatever limit says'),
		largestPageShown: on('List wrappers show the limit that counted; off: the one asked for'),
		totalShown: on('List wrappers tell the total when it is asked for; off: never'),
		mailingPaths: z
			.enum(['both', 'ms', 'draganddrop'])
			.default('ms')
			.describe(
				'Under which names the mailings of Marketing Suite are: the documentation renamed them',
			),
		selectionOrderIgnored: off(
			'Members of a selection come in another order than orderby asks for',
		),
		nestedSelectionsInList: off('The selections of a database include nested ones'),
		hasChildrenShown: on('A selection tells whether others are nested in it'),
		emptyMapsAsLists: on('Empty maps come back as []'),
		deletedReadable: on('A deleted profile is still readable: 200, empty fields, removed date'),
		updateDeleted: on(
			'Updating a deleted profile succeeds and bumps modified, and it takes new subprofiles',
		),
		modifiedOnlyOnChange: on('modified moves only when a value really changes'),
		unknownFieldsIgnored: on('Unknown fields are ignored; off: 400'),
		fieldsNotObject: z
			.enum(['by-call', 'refused', 'ignored'])
			.default('by-call')
			.describe('fields that is no object: refused on POST and PUT of many, ignored on PUT of one'),
		sameFieldTwice: z
			.enum(['last', 'first'])
			.default('last')
			.describe('Which value counts when a field is named twice, in two cases'),
		modifiedFieldShadows: on('A field called modified shadows the property in fields[]'),
		unknownSelectorsIgnored: on(
			'Unknown or unreadable selectors are ignored: a PUT may hit everyone',
		),
		selectorsIgnoreCase: off('Values of == and != are compared without case'),
		fieldNamesIgnoreCase: on('Field, database and collection names are not case-sensitive'),
		secretIgnoredOnCreate: on('secret is ignored on create'),
		secretAsciiOnly: on('Non-ASCII characters of a secret become ? on update'),
		dataOnlyKeepsSecret: off('dataonly keeps the secret'),
		subprofileUpsertTellsNothing: on(
			'PUT subprofiles?create=1 gives no X-Created and a wrong Location',
		),
		postTwins: on('Undocumented POST twins of PUT calls work and return no id'),
		trailingPathIgnored: on('Trailing path parts are ignored'),
		refusedEmailDomain: z
			.string()
			.default('spam.example')
			.describe('Addresses of this domain are refused as spam with a generic text; empty = none'),
		subprofilesGoWithProfile: on('Removing a profile removes its subprofiles, which fires too'),
		callbacksAnswer: z
			.enum(['v1', 'all', 'none'])
			.default('v1')
			.describe('Versions that know /callbacks: v1 and unversioned, all, none'),
		callbackDelete: on('DELETE callback works; off: Invalid method'),
		callbackBare: off(
			'GET callback answers with the callback alone; off: in the list wrapper that its page shows',
		),
		callbackMethodKey: z.enum(['method', 'Method']).default('method'),
		noChangeFires: off('An update that changes nothing fires callbacks'),
		causesWithoutBoxFire: on('Changes by Marketing Suite, forms, follow-ups and unsubscribes fire'),
		apiDisabledCovers: z.enum(['both', 'rest', 'soap']).default('both'),
		callbacksTell: z
			.enum(['values', 'changes'])
			.default('values')
			.describe(
				'What callbacks by json tell that name no shape: the values only (shape B), or also the old ones and the action (shape C)',
			),
		deliveryRetries: z
			.number()
			.int()
			.min(0)
			.max(10)
			.default(0)
			.describe('How often a callback that was not answered 2xx is sent again'),
		deliveryConcurrency: z
			.number()
			.int()
			.min(1)
			.max(100)
			.default(1)
			.describe('Callbacks under way at a time; 1 = strictly in order'),
		deliveryConnection: z
			.enum(['own', 'one'])
			.default('own')
			.describe(
				'Each callback on a connection of its own, or all on one, the next without waiting for the answer',
			),
		deliveryTimeoutMs: z.number().int().positive().default(30_000),
		timeZone: z.enum(['Europe/Amsterdam', 'UTC']).default('Europe/Amsterdam'),
	})
	.strict();
export type Quirks = z.infer<typeof quirksSchema>;
export type QuirksInput = Partial<Quirks>;

/** The switches of {@link quirksSchema} in their present position. */
export class QuirkSwitches {
	current: Quirks = quirksSchema.parse({});

	/** @throws ZodError for an unknown switch or position */
	set(changes: QuirksInput): Quirks {
		this.current = quirksSchema.parse({ ...this.current, ...changes });
		return this.current;
	}

	reset(): void {
		this.current = quirksSchema.parse({});
	}
}
