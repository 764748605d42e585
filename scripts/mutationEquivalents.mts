/** A change of the code that leaves its behaviour as it is, so that no test can notice it. */
export type Equivalent = {
	/** Below core/callback. */
	file: string;
	/** On one line. */
	code: string;
	/** Part of the line on which it begins, where the code alone does not say which is meant. */
	line?: string;
	/** What Stryker puts there. */
	becomes: string[];
	why: string;
};

const TEXT = ['"Stryker was here!"'];
const LIST = ['["Stryker was here"]'];
const FOR_TYPES = 'Only there for the type checker: the groups of the expression always match.';

/** Why each change that survives does so; `npm run measure:mutation` refuses one that is not listed. */
export const equivalents: Equivalent[] = [
	{
		file: 'body/form.ts',
		code: "''",
		becomes: TEXT,
		why: 'Only there for the type checker: a path has at least one part.',
	},
	{
		file: 'body/form.ts',
		code: '!/[%+\\x80-\\xff]/.test(part)',
		becomes: ['false'],
		why: 'Saves time only: where there is nothing to undo, the rest undoes nothing.',
	},
	{
		file: 'body/json.ts',
		code: "typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'",
		becomes: ['true'],
		why: 'Only there for the type checker: what is left is null, which stands for itself.',
	},
	{
		file: 'payload/parse.ts',
		code: "''",
		becomes: TEXT,
		why: 'A Webhook is known by a type that is a text, so nothing else comes here.',
	},
	{
		file: 'payload/parse.ts',
		code: "typeof event === 'string'",
		becomes: ['true'],
		why: 'A Webhook is known by a type that is a text, so nothing else comes here.',
	},
	{
		file: 'registration.ts',
		code: '{ return url; }',
		becomes: ['{}'],
		why: 'A URL that cannot be decoded is compared as it is before that.',
	},
	{
		file: 'registration.ts',
		code: "''",
		becomes: TEXT,
		why: 'Neither text holds an ID, which is all that is looked for.',
	},
	{
		file: 'signature/dkimRecord.ts',
		code: '{ return null; }',
		becomes: ['{}'],
		why: 'No key either way; both are passed over in the same way.',
	},
	{
		file: 'signature/dkimRecord.ts',
		code: "''",
		becomes: TEXT,
		why: 'Neither text is base64, so there is no key either way.',
	},
	{
		file: 'signature/dkimRecord.ts',
		code: 'key.asymmetricKeyDetails?.modulusLength',
		becomes: ['key.asymmetricKeyDetails.modulusLength'],
		why: 'Only there for the type checker: an RSA key has these details.',
	},
	{
		file: 'signature/dnsOverHttps.ts',
		code: '[]',
		becomes: LIST,
		why: 'An entry without the type TXT is passed over.',
	},
	{ file: 'signature/headers.ts', code: "''", becomes: TEXT, why: FOR_TYPES },
	{ file: 'body/xml.ts', code: "''", becomes: TEXT, why: FOR_TYPES },
	{
		file: 'body/xml.ts',
		code: '[]',
		becomes: LIST,
		why: 'What stands in for a tag that is none is not used: the text is refused.',
	},
	{
		file: 'body/xml.ts',
		code: 'next === undefined',
		becomes: ['false'],
		why: 'An open CDATA is refused once more a few lines further down.',
	},
	{
		file: 'body/xml.ts',
		code: 'match?.[1]?.toLowerCase',
		becomes: ['match?.[1].toLowerCase'],
		why: FOR_TYPES,
	},
	{
		file: 'signature/verify.ts',
		code: 'host === own.host && target === own.target',
		becomes: ['false'],
		why: 'Saves time only: the same address, tried again, fits no better.',
	},
];
