import { fill } from '../codes';

/** What _Check_ looks at, in the order in which things fail. The words are those of its rows. */
export const CHECKS = [
	'Sign-in',
	'Sign-in for callbacks',
	'Database',
	'Collection',
	'Selection',
	'Fields',
	'Callbacks',
	'Callback',
	'Marketing Suite Webhooks',
	'Webhook',
	'Address of n8n',
	'Validated domain',
	'Resolver',
	'Clock',
	'Calls',
	'Changes',
	'Unsubscribes',
	'Looks',
	'Spotler Activate',
] as const;
export type CheckName = (typeof CHECKS)[number];

interface CheckEntry {
	/** True = fine, false = look at this, null = it could not be told. */
	ok: boolean | null;
	/** What was seen. The names in braces are filled in by {@link checkResult}. */
	seen: string;
	/** What to do; empty where there is nothing to do. */
	advice: string;
}

/**
 * Every way in which a check of _Copernica → Callback → Check_ can end: the one list, from which docs/guide/codes.md is
 * written. Codes are stable, because workflows branch on them. Sentences name settings, fields, IDs and addresses of
 * servers, never values of people.
 */
export const CHECK_CODES = {
	SIGN_IN_WORKS: {
		ok: true,
		seen: 'Copernica accepts the access token (REST v4). The account has the number {account}.',
		advice: '',
	},
	TOKEN_REFUSED: {
		ok: false,
		seen: '{said}',
		advice:
			'Create an access token in Marketing Suite (your account, Access Tokens) and enter it in the Copernica credential. If the token is limited to IP addresses, add those of this n8n.',
	},
	SIGN_IN_FAILED: {
		ok: false,
		seen: 'Signing in to Copernica failed. {said}',
		advice:
			'Check the Base URL and the Authentication URL in the Copernica credential, and whether this n8n may reach them. If they are right, try again later.',
	},
	CALLBACKS_READABLE: {
		ok: true,
		seen: 'Copernica also accepts the access token for callbacks (REST v1).',
		advice: '',
	},
	CALLBACKS_REFUSED: {
		ok: false,
		seen: 'The access token works for REST v4, but not for callbacks (REST v1). {said}',
		advice:
			'The token is limited to version 4, was revoked, or lacks a right: create one without these limits. Or set Registration in the trigger to Manual in Publisher, which needs no token.',
	},
	CALLBACKS_UNREADABLE: {
		ok: null,
		seen: 'The callbacks could not be read. {said}',
		advice: 'Try again later.',
	},
	DATABASE_NOT_CHOSEN: {
		ok: false,
		seen: 'No database is chosen.',
		advice: 'Choose it in this node, and in the trigger.',
	},
	DATABASE_FOUND: {
		ok: true,
		seen: 'The database "{name}" (ID {id}) exists.',
		advice: '',
	},
	DATABASE_ARCHIVED: {
		ok: false,
		seen: 'The database "{name}" (ID {id}) is archived.',
		advice: 'Choose the database that is in use, in this node and in the trigger.',
	},
	DATABASE_NOT_FOUND: {
		ok: false,
		seen: 'This account has no database with the ID {id}.',
		advice:
			'Choose the database from the list. If it is not there, the credential belongs to another account.',
	},
	COLLECTION_NOT_CHOSEN: {
		ok: false,
		seen: 'No collection is chosen.',
		advice: 'Choose it in this node, and in the trigger.',
	},
	COLLECTION_FOUND: {
		ok: true,
		seen: 'The collection "{name}" (ID {id}) exists in this database.',
		advice: '',
	},
	COLLECTION_NOT_FOUND: {
		ok: false,
		seen: 'This database has no collection with the ID {id}.',
		advice: 'Choose the collection from the list.',
	},
	SELECTION_NOT_CHOSEN: {
		ok: false,
		seen: 'No {kind} is chosen.',
		advice: 'Choose it in this node, and in the trigger.',
	},
	SELECTION_FOUND: {
		ok: true,
		seen: 'The {kind} "{name}" (ID {id}) exists. {built}',
		advice: '',
	},
	SELECTION_NOT_FOUND: {
		ok: false,
		seen: 'This account has no {kind} with the ID {id}.',
		advice: 'Choose the selection from the list, in this node and in the trigger.',
	},
	RECORD_UNREADABLE: {
		ok: null,
		seen: 'It could not be read. {said}',
		advice: 'Try again later.',
	},
	FIELDS_FOUND: {
		ok: true,
		seen: 'All names to look for exist: {names}.',
		advice: '',
	},
	FIELD_NOT_FOUND: {
		ok: false,
		seen: 'There is no field or interest called "{field}". {nearest}',
		advice:
			'Choose the field again where it is watched (Copernica Trigger) or mapped (Normalise): an update in which no watched field changes starts nothing.',
	},
	CALLBACK_MISSING: {
		ok: false,
		seen: 'There is no callback.',
		advice:
			'Publish the workflow. With manual registration, add the Production URL in Publisher: Database management, Callback URLs.',
	},
	CALLBACK_NOT_HERE: {
		ok: false,
		seen: 'There are callbacks ({count}), but none calls this n8n at {address}.',
		advice:
			'If one has an earlier address of this n8n, set N8N_WEBHOOK_URL to the present one, restart n8n, unpublish the workflow and publish it again. Otherwise publish the workflow.',
	},
	CALLBACK_HERE: {
		ok: true,
		seen: 'One callback calls this n8n. Callbacks in all: {count}.',
		advice: '',
	},
	CALLBACK_SEVERAL: {
		ok: false,
		seen: 'Several callbacks call this n8n ({count}), so each change starts several workflows.',
		advice:
			'If that is not intended, unpublish the workflows that should not start. If a callback is left over, delete it with Callback: Delete; its row below has its ID.',
	},
	CALLBACK_URL_MISSING: {
		ok: false,
		seen: 'No callback has the Production URL that was entered.',
		advice:
			'Unpublish the workflow and publish it again. With manual registration, copy the Production URL to Publisher once more.',
	},
	CALLBACK_PUBLISHED: {
		ok: true,
		seen: 'It calls a published workflow of this n8n. {settings}',
		advice: '',
	},
	CALLBACK_UNPUBLISHED: {
		ok: false,
		seen: 'It calls this n8n, but no published workflow answers there. {settings}',
		advice: 'Publish the workflow, or remove the callback with Callback: Delete.',
	},
	CALLBACK_UNTRIED: {
		ok: null,
		seen: 'It calls this n8n. Whether a published workflow answers there could not be tried. {said} {settings}',
		advice:
			'n8n cannot reach its own public address. Copernica may reach it all the same: look at the row Calls.',
	},
	CALLBACK_OF_TEST: {
		ok: false,
		seen: 'It calls the Test URL, which answers only while the editor listens.',
		advice: 'If no test is running, remove it with Callback: Delete, and publish the workflow.',
	},
	CALLBACK_TO_ACTIVATE: {
		ok: true,
		seen: 'It calls Spotler Activate: the native connector gets the same changes. {settings}',
		advice: 'Let only one of the two handle each consent.',
	},
	CALLBACK_ELSEWHERE: {
		ok: null,
		seen: 'It calls another system. {settings}',
		advice:
			'Nothing, if you know it. If it is an earlier address of this n8n, remove it with Callback: Delete.',
	},
	WEBHOOKS_ARRIVED: {
		ok: false,
		seen: 'A Marketing Suite Webhook has called this n8n and was ignored ({count}).',
		advice:
			'Delete the Webhook in Marketing Suite: Configuration, Webhooks. The callback of the database replaces it.',
	},
	WEBHOOKS_NOT_LISTED: {
		ok: null,
		seen: 'Copernica has no way to list Webhooks, so whether one calls n8n or Spotler Activate cannot be told.',
		advice:
			'Look in Marketing Suite: Configuration, Webhooks. Delete those that send changes to n8n or Spotler Activate.',
	},
	WEBHOOK_PUBLISHED: {
		ok: true,
		seen: 'The Webhook for the event "{event}" is there, and calls a published workflow of this n8n.',
		advice: '',
	},
	WEBHOOK_UNPUBLISHED: {
		ok: false,
		seen: 'The Webhook for the event "{event}" calls this n8n, but no published workflow answers there.',
		advice:
			'Publish the workflow, or remove the Webhook in Marketing Suite: Configuration, Webhooks.',
	},
	WEBHOOK_UNTRIED: {
		ok: null,
		seen: 'The Webhook for the event "{event}" is there. Whether a published workflow answers at its URL could not be tried. {said}',
		advice:
			'n8n cannot reach its own public address. Copernica may reach it all the same: look at the row Calls.',
	},
	WEBHOOK_GONE: {
		ok: false,
		seen: 'The Webhook for the event "{event}" is not there any more as n8n added it.',
		advice: 'Unpublish the workflow and publish it again: n8n then adds what is missing.',
	},
	WEBHOOKS_UNKNOWN: {
		ok: null,
		seen: 'Copernica has no way to list Webhooks, and this process of n8n has neither added one nor been called by one since it started.',
		advice:
			'Unpublish the workflow and publish it again: n8n then looks for each of its Webhooks and adds what is missing. In queue mode, look in the log of the main process.',
	},
	DOMAIN_CALLED: {
		ok: true,
		seen: 'A call about a mailing was let in, so Copernica calls this domain.',
		advice: '',
	},
	DOMAIN_UNKNOWN: {
		ok: null,
		seen: 'Copernica only calls validated domains, and has no way to ask whether that of {host} is one.',
		advice:
			'Look in Marketing Suite: Configuration, Your company, Validated domains. Add the main domain of this n8n, put the TXT record that you see there into its DNS, and select Validate.',
	},
	ADDRESS_PUBLIC: {
		ok: true,
		seen: 'Copernica is to call this n8n at {address}.',
		advice: '',
	},
	ADDRESS_OF_SANDBOX: {
		ok: true,
		seen: 'This n8n is at {address}, which a Copernica on the same machine reaches.',
		advice: '',
	},
	ADDRESS_LOCAL: {
		ok: false,
		seen: 'The address of this n8n is {address}, which works only on this machine or in its network.',
		advice:
			'Set N8N_WEBHOOK_URL (formerly WEBHOOK_URL) to the public address of n8n, for all its processes, or use a tunnel. Restart n8n, unpublish the workflow and publish it again.',
	},
	ADDRESS_NOT_SECURE: {
		ok: false,
		seen: 'The address of this n8n is {address}, without https.',
		advice:
			'Publish n8n under https, set N8N_WEBHOOK_URL to that address, restart n8n, unpublish the workflow and publish it again.',
	},
	ADDRESS_UNKNOWN: {
		ok: null,
		seen: 'n8n does not tell its public address.',
		advice: 'Compare the Production URL of the trigger with the callbacks above.',
	},
	RESOLVER_HAS_KEY: {
		ok: true,
		seen: '{resolver} answers, and knows a usable key under {name}.',
		advice: '',
	},
	RESOLVER_WITHOUT_KEY: {
		ok: null,
		seen: '{resolver} answers, but knows no usable key under {name} ({code}).',
		advice:
			'Copernica changes its keys, so this name may be out of use. Enter the keyId of a refused call as Key Name to look for that one.',
	},
	RESOLVER_FAILED: {
		ok: false,
		seen: '{resolver} does not answer as a resolver. {said}',
		advice:
			'Let this n8n reach it over https, or enter another one under DNS-over-HTTPS Resolvers in the trigger. Without any, each signed call is refused with KEY_LOOKUP_FAILED.',
	},
	RESOLVER_UNUSABLE: {
		ok: false,
		seen: '"{resolver}" is not the address of a resolver.',
		advice: 'Enter a URL that starts with https://, for example https://dns.google/resolve.',
	},
	CLOCK_RIGHT: {
		ok: true,
		seen: 'The clocks of this n8n and of Copernica differ by {seconds} seconds.',
		advice: '',
	},
	CLOCK_BEHIND: {
		ok: false,
		seen: 'The clock of this n8n is {seconds} seconds behind that of Copernica. Calls are refused from {limit} seconds on.',
		advice: 'Set the clock of the server, best with NTP.',
	},
	CLOCK_AHEAD: {
		ok: false,
		seen: 'The clock of this n8n is {seconds} seconds ahead of that of Copernica. Calls are refused from {limit} seconds on.',
		advice: 'Set the clock of the server, best with NTP.',
	},
	CLOCK_UNKNOWN: {
		ok: null,
		seen: 'Copernica did not tell its time.',
		advice: 'Check the clock of the server.',
	},
	CALLS_ACCEPTED: {
		ok: true,
		seen: 'The last call was accepted. {counts} {newest}',
		advice: '',
	},
	CALLS_REFUSED: {
		ok: false,
		seen: 'The last call was refused: {code}. {text} {counts} {newest}',
		advice: 'Look up the code in the documentation, under Codes, Refused calls.',
	},
	CALLS_IGNORED: {
		ok: false,
		seen: 'The last call was ignored: {code}. {text} {counts} {newest}',
		advice:
			'If this change should start the workflow, correct the settings of the trigger that the code names.',
	},
	CALLS_NONE: {
		ok: null,
		seen: 'No call has arrived in this process since n8n started. {newest}',
		advice:
			'Change one profile by hand in Publisher and run this again. If still no call arrives, check that Copernica can reach n8n, the Action and the condition of the callback, and its Triggers in Publisher. In queue mode calls arrive in other processes: look in their logs.',
	},
	CALLS_OF_MAILINGS_NONE: {
		ok: null,
		seen: 'No call has arrived in this process since n8n started.',
		advice:
			'Open or click a test mailing and run this again. If still no call arrives, check the validated domain first. In queue mode calls arrive in other processes: look in their logs.',
	},
	CALLS_OLDER: {
		ok: null,
		seen: 'The newest change in Copernica is later than the last call. {counts} {newest}',
		advice:
			'That is right for changes that the callback leaves out: by its Action, its condition, or its Triggers in Publisher. Otherwise change one profile by hand in Publisher and run this again.',
	},
	CHANGES_READABLE: {
		ok: true,
		seen: 'Copernica can be asked for what changed. {newest}',
		advice: '',
	},
	CHANGES_HIDDEN: {
		ok: false,
		seen: 'A field is called "modified". It hides the time at which Copernica changed a record, so nobody can ask for what changed.',
		advice: 'Give the field another name in Copernica.',
	},
	UNSUBSCRIBES_READABLE: {
		ok: true,
		seen: 'The unsubscribes from mailings of {system} can be read.',
		advice: '',
	},
	UNSUBSCRIBES_REFUSED: {
		ok: false,
		seen: 'The unsubscribes from mailings of {system} cannot be read, so each look fails. {said}',
		advice:
			'The access token lacks a right, or the account does not have these mailings. Ask Copernica which of the two it is.',
	},
	LOOKS_WORK: {
		ok: true,
		seen: 'The last look at this source began at {at}, and gave {count} items. {newest}',
		advice: '',
	},
	LOOKS_BEHIND: {
		ok: null,
		seen: 'The last look at this source began at {at}, and has come to {mark}. {newest}',
		advice:
			'The next look gives what is newer. If this stays so after the next one (see Poll Times), look at the executions of the workflow.',
	},
	LOOKS_FAILED: {
		ok: false,
		seen: 'The last look at this source, at {at}, failed. {said}',
		advice:
			'Do what the failed execution of the workflow says. Nothing is lost: the next look begins where this one did.',
	},
	LOOKS_NONE: {
		ok: null,
		seen: 'No Copernica Changes Trigger has looked at this source in this process since n8n started. {newest}',
		advice:
			'Publish the workflow, and choose the same source here as in the trigger. In queue mode the main process looks: run this there, or look at the executions of the workflow.',
	},
	ACTIVATE_WORKS: {
		ok: true,
		seen: 'Spotler Activate accepts the account ID and the API key.',
		advice: '',
	},
	ACTIVATE_REFUSED: {
		ok: false,
		seen: 'Spotler Activate does not accept the account ID and the API key.',
		advice:
			'Copy both from the account settings of Spotler Activate to the credential. Keys of other Spotler products do not work.',
	},
	ACTIVATE_FAILED: {
		ok: false,
		seen: 'Spotler Activate gave no usable answer. {said}',
		advice: 'Check the Base URL of its credential. If it is right, try again later.',
	},
	ACTIVATE_NOT_CHOSEN: {
		ok: null,
		seen: 'No Spotler Activate credential is chosen in this node.',
		advice: 'Choose it to have it checked too.',
	},
	NOT_CHECKED: {
		ok: null,
		seen: 'Not checked, because "{before}" failed.',
		advice: 'Do what that row says, and run this again.',
	},
} as const satisfies Record<string, CheckEntry>;

export type CheckCode = keyof typeof CHECK_CODES;

/** Findings after which there is nothing to look at for what comes next. */
const DEAD_ENDS: ReadonlySet<CheckCode> = new Set<CheckCode>([
	'TOKEN_REFUSED',
	'SIGN_IN_FAILED',
	'DATABASE_NOT_CHOSEN',
	'DATABASE_NOT_FOUND',
	'COLLECTION_NOT_CHOSEN',
	'COLLECTION_NOT_FOUND',
	'SELECTION_NOT_CHOSEN',
	'SELECTION_NOT_FOUND',
]);

/** Whether the checks behind this one cannot be made. */
export function isDeadEnd({ code }: CheckResult): boolean {
	return DEAD_ENDS.has(code);
}

/** How one check ended. */
export interface CheckResult {
	check: CheckName;
	ok: boolean | null;
	code: CheckCode;
	seen: string;
	advice: string;
	/** Of the row of a callback. */
	callbackId?: string;
	url?: string;
	/** Of the row of a Webhook, which has a `url` too. */
	webhookId?: string;
	/** Of a field that does not exist. */
	field?: string;
}

type NamesOf<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}`
	? Name | NamesOf<Rest>
	: never;

type Filling<Code extends CheckCode> = Readonly<
	Record<NamesOf<(typeof CHECK_CODES)[Code]['seen']>, string | number>
>;

/**
 * A finding with its sentence filled in.
 *
 * @param filling every name in braces of the sentence
 */
export function checkResult<Code extends CheckCode>(
	check: CheckName,
	code: Code,
	filling: Filling<Code>,
): CheckResult {
	const { ok, seen, advice } = CHECK_CODES[code];
	return { check, ok, code, seen: fill(seen, filling).replace(/ {2,}/g, ' '), advice };
}
