/** A change of the code that leaves its behaviour as it is, so that no test can notice it. */
export type Equivalent = {
	/** Below core/callback, or from the root of the clone. */
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
const NUMBERS = 'core/contracts/exactNumbers.ts';

/** Why each change that survives does so; `npm run measure:mutation` refuses one that is not listed. */
export const equivalents: Equivalent[] = [
	{
		file: 'body/readBody.ts',
		code: "''",
		line: 'keys.at(-1)',
		becomes: TEXT,
		why: 'Only there for the type checker: a path has at least one part.',
	},
	{
		file: 'body/readBody.ts',
		code: '!/[%+\\x80-\\xff]/.test(part)',
		becomes: ['false'],
		why: 'Saves time only: where there is nothing to undo, the rest undoes nothing.',
	},
	{
		file: 'body/readBody.ts',
		code: "typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'",
		becomes: ['true'],
		why: 'Only there for the type checker: what is left is null, which stands for itself.',
	},
	{
		file: 'body/readBody.ts',
		code: 'exact === text',
		becomes: ['false'],
		why: 'Saves time only: the same text, parsed again, gives the same value.',
	},
	{ file: 'body/xml.ts', code: "''", line: '...pieces', becomes: TEXT, why: FOR_TYPES },
	{ file: 'body/xml.ts', code: "''", line: "[, name = ''", becomes: TEXT, why: FOR_TYPES },
	{ file: 'body/xml.ts', code: "''", line: 'double ?? single', becomes: TEXT, why: FOR_TYPES },
	{ file: 'body/xml.ts', code: "''", line: 'selfClosing =', becomes: TEXT, why: FOR_TYPES },
	{
		file: 'body/xml.ts',
		code: '[]',
		line: 'match ?? []',
		becomes: LIST,
		why: 'What stands in for a tag that is none is not used: the text is refused.',
	},
	{
		file: 'body/xml.ts',
		code: 'next === undefined',
		line: '!current',
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
		file: NUMBERS,
		code: '/\\d{16}|\\d\\.\\d|\\d[eE]/',
		becomes: ['/\\d|\\d\\.\\d|\\d[eE]/'],
		why: 'Saves time only: a number that is held exactly is left as it is.',
	},
	{
		file: NUMBERS,
		code: '!SUSPICIOUS.test(json)',
		becomes: ['false'],
		why: 'Saves time only: a number that is held exactly is left as it is.',
	},
	{
		file: NUMBERS,
		code: '/^-?\\d+\\.\\d+$/',
		becomes: ['/-?\\d+\\.\\d+$/'],
		why: 'A JSON number has one point at most, so what fits at its end fits from its start.',
	},
	{
		file: NUMBERS,
		code: 'at < json.length',
		becomes: ['at <= json.length'],
		why: 'Behind the last character there is none, so nothing is done.',
	},
	{
		file: NUMBERS,
		code: 'NUMBER_TOKEN.exec(json)?.[0]',
		becomes: ['NUMBER_TOKEN.exec(json)[0]'],
		why: 'Only there for the type checker: a number begins here.',
	},
	{
		file: NUMBERS,
		code: "''",
		line: 'NUMBER_TOKEN.exec',
		becomes: TEXT,
		why: 'Only there for the type checker: a number begins here.',
	},
	{
		file: 'arrivals.ts',
		code: 'a.arrival < arrival',
		becomes: ['a.arrival <= arrival'],
		why: 'No two calls have the same number of arrival.',
	},
	{
		file: 'arrivals.ts',
		code: 'a.sent < sent',
		becomes: ['a.sent <= sent'],
		why: 'Equal dates have been told apart before.',
	},
	{
		file: 'arrivals.ts',
		code: 'below < arrival',
		becomes: ['below <= arrival'],
		why: 'No other call has this number.',
	},
	{
		file: 'arrivals.ts',
		code: 'arrival < above',
		becomes: ['arrival <= above'],
		why: 'No other call has this number.',
	},
	{
		file: 'arrivals.ts',
		code: 'place < above',
		becomes: ['place <= above'],
		why: 'The place of another call is never free.',
	},
	{
		file: 'arrivals.ts',
		code: 'place > below',
		becomes: ['place >= below'],
		why: 'The place of another call is never free.',
	},
	{
		file: 'arrivals.ts',
		code: 'start - 1',
		becomes: ['start + 1'],
		why: 'What has been tried on the way up is not free.',
	},
	{
		file: 'core/forgetOldest.ts',
		code: 'oldest.done !== true',
		becomes: ['true'],
		why: 'Only there for the type checker: what is too large is not empty.',
	},
	{
		file: 'mailingEvent.ts',
		code: 'text === null',
		becomes: ['false'],
		why: 'Only there for the type checker: what is absent has no digits.',
	},
	{
		file: 'payload/interests.ts',
		code: 'name.toLowerCase()',
		line: 'const key',
		becomes: ['name.toUpperCase()'],
		why: 'Any one case serves to compare.',
	},
	{
		file: 'payload/interests.ts',
		code: 'isTreeObject(tree)',
		line: 'addMap(told, tree, false)',
		becomes: ['true'],
		why: 'Only there for the type checker: what is no list is a map.',
	},
	{
		file: 'payload/interests.ts',
		code: '[]',
		line: 'untold: []',
		becomes: LIST,
		why: 'No interest has this name.',
	},
	{
		file: 'payload/interests.ts',
		code: 'state !== null',
		line: 'told.add(name, state)',
		becomes: ['true'],
		why: 'Only there for the type checker: what is no switch is in neither list.',
	},
	{
		file: 'payload/updated.ts',
		code: 'Object.keys(values).length === 0',
		becomes: ['false'],
		why: 'Told once more where both places are put together.',
	},
	{
		file: 'payload/parse.ts',
		code: "''",
		line: 'event.toLowerCase()',
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
		file: 'payload/toChange.ts',
		code: 'known === undefined',
		line: 'const old',
		becomes: ['false'],
		why: 'Only there for the type checker: a name that the record does not have has no value.',
	},
	{
		file: 'payload/toChange.ts',
		code: 'fields?.[known]',
		becomes: ['fields[known]'],
		why: 'Only there for the type checker: the name comes from the record.',
	},
	{
		file: 'payload/toChange.ts',
		code: "''",
		line: 'isSameButForForm(previous[name]',
		becomes: TEXT,
		why: 'Only there for the type checker: both values are there.',
	},
	{
		file: 'payload/toChange.ts',
		code: 'text.toLowerCase()',
		line: 'const plain',
		becomes: ['text.toUpperCase()'],
		why: 'Any one case serves to compare.',
	},
	{
		file: 'payload/toChange.ts',
		code: "''",
		line: 'const [short',
		becomes: TEXT,
		why: 'Only there for the type checker: there are two values.',
	},
	{
		file: 'payload/toChange.ts',
		code: '/^\\d{6,}$/',
		becomes: ['/\\d{6,}$/', '/^\\d{6,}/'],
		why: 'A value with other characters is not the end of a number.',
	},
	{
		file: 'payload/toChange.ts',
		code: '[]',
		line: 'unread ?? []',
		becomes: LIST,
		why: 'No field and no interest has this name.',
	},
	{
		file: 'payload/updated.ts',
		code: 'value !== undefined',
		becomes: ['true'],
		why: 'Only there for the type checker: a pair has a value.',
	},
	{
		file: 'payload/values.ts',
		code: '!isTreeObject(value)',
		becomes: ['false'],
		why: 'Only there for the type checker: a number has no parts.',
	},
	{
		file: 'payload/values.ts',
		code: 'value !== undefined',
		line: 'typeof name',
		becomes: ['true'],
		why: 'Only there for the type checker: what is absent is neither 0 nor 1.',
	},
	{
		file: 'relevance.ts',
		code: "''",
		line: 'leaveOut.has',
		becomes: TEXT,
		why: 'No collection that is left out has this name.',
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
		line: "?? ''",
		becomes: TEXT,
		why: 'Neither text holds an ID, which is all that is looked for.',
	},
	{
		file: 'signature/dkimRecord.ts',
		code: '{ return null; }',
		line: 'catch',
		becomes: ['{}'],
		why: 'No key either way; both are passed over in the same way.',
	},
	{
		file: 'signature/dkimRecord.ts',
		code: "''",
		line: "base64 ?? ''",
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
		line: 'Answer = []',
		becomes: LIST,
		why: 'An entry without the type TXT is passed over.',
	},
	{
		file: 'signature/signedCall.ts',
		code: "''",
		line: 'matchAll(PARAMETER)',
		becomes: TEXT,
		why: FOR_TYPES,
	},
	{
		file: 'signature/keyDirectory.ts',
		code: '() => null',
		becomes: ['() => undefined'],
		why: 'No answer either way; the next resolver is asked.',
	},
	{
		file: 'signature/verify.ts',
		code: 'host === own.host && target === own.target',
		becomes: ['false'],
		why: 'Saves time only: the same address, tried again, fits no better.',
	},
];
