import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../canonical';
import { readBody } from './body/readBody';
import { isTreeObject, type Tree, type TreeObject } from './body/tree';
import type { IgnoredCode, RefusalCode } from './codes';
import type { Arrival } from './payload/toChange';
import { fieldText, isMalformedRecordId, lowerCaseKeys, readRecordId } from './payload/values';

/**
 * What Marketing Suite tells of its mailings (docs/vendors/copernica.md#110-webhooks-about-mailings), by the name that
 * the Webhook has as its trigger.
 */
export const mailingEventSchema = z.enum([
	'bounce',
	'click',
	'delivery',
	'failure',
	'open',
	'unsubscribe',
]);
export type MailingEventName = z.infer<typeof mailingEventSchema>;

/** One thing that happened to a mailing. Ids are digits; null = not told. */
interface MailingEvent {
	event: MailingEventName;
	/** Address that the mail went to; an unsubscribe does not tell it. */
	email: string | null;
	/** Of the message; null for an unsubscribe, whose id is its own. */
	messageId: string | null;
	/** These three come with an unsubscribe only. */
	profileId: string | null;
	databaseId: string | null;
	mailingId: string | null;
	/** Where a click led. */
	url: string | null;
	tags: string[];
	userAgent: string | null;
	/** Why a mail could not be delivered; null for other events. */
	failure: {
		state: string | null;
		code: string | null;
		extendedCode: string | null;
		description: string | null;
	} | null;
	/** ISO 8601, UTC; null where no Unix time is told, because the other one has no zone. */
	occurredAt: string | null;
	accountId: string | null;
	receivedAt: string;
	order: number;
	sentAt: string | null;
}

/** What a trigger of mailings wants. */
export interface MailingSubscription {
	readonly events: readonly MailingEventName[];
	/** Null = any. */
	readonly databaseId: string | null;
}

export type MailingVerdict =
	| { kind: 'refused'; code: RefusalCode }
	| { kind: 'ignored'; code: IgnoredCode }
	| {
			kind: 'event';
			event: MailingEvent;
			payload: TreeObject;
			/** Equal for the same event told twice, as by two Webhooks; null where that cannot be known. */
			contentKey: string | null;
	  };

function textIn(tree: Tree | undefined): string | null {
	if (tree === undefined || isTreeObject(tree)) return null;
	const text = fieldText(tree).trim();
	return text === '' ? null : text;
}

/** Names as a list, a map or one text. */
function textsIn(tree: Tree | undefined): string[] {
	const entries = isTreeObject(tree) ? Object.values(tree) : Array.isArray(tree) ? tree : [tree];
	return entries.flatMap((entry) => textIn(entry) ?? []);
}

/** Unix seconds as ISO 8601; null for anything else, and for what no clock says. */
function timeIn(tree: Tree | undefined): string | null {
	const text = textIn(tree);
	if (text === null || !/^\d{9,11}$/.test(text)) return null;
	return new Date(Number(text) * 1_000).toISOString();
}

/**
 * Which event it is: the one that the Webhook was registered for, as its URL says, because the vendor's page about
 * deliveries prints the type of another event (docs/vendors/copernica.md#110-webhooks-about-mailings). The URL is part
 * of what is signed.
 */
function nameOf(registeredFor: unknown, { type, action }: TreeObject): MailingEventName | null {
	const told = [registeredFor, type, action === 'failed' ? 'failure' : action];
	const names = told.map((name) => mailingEventSchema.safeParse(name).data);
	return names.find((name) => name !== undefined) ?? null;
}

/**
 * All that the vendor's pages list of an event (docs/vendors/copernica.md#110-webhooks-about-mailings). Other keys do not
 * count: they could be about the Webhook that told it.
 */
const TOLD = [
	...['id', 'timestamp', 'time', 'recipient', 'database', 'profile', 'mailing', 'tags'],
	...['ip', 'original', 'useragent', 'referer', 'envelope', 'mime'],
	...['action', 'state', 'code', 'extended', 'description'],
];

/** Of an event with its second; without a time, one that is told again may as well be a new one. */
function contentKeyOf(event: MailingEventName, payload: TreeObject): string | null {
	if (textIn(payload.timestamp) === null && textIn(payload.time) === null) return null;
	return sha256Hex(canonicalJson([event, ...TOLD.map((key) => payload[key] ?? null)]));
}

/** Whether the body is about a profile or subprofile, and not about a mailing. */
function isAboutRecord({ type, fields, parameters, subprofile }: TreeObject): boolean {
	const isChange = /^(?:create|update|delete)/i.test(fieldText(type ?? null));
	return isChange || [fields, parameters, subprofile].some((part) => part !== undefined);
}

/**
 * Decides about a call of a Marketing Suite Webhook by its body. The sender is proven elsewhere (`signature/`). Never
 * throws.
 *
 * @param body bytes as they arrived
 * @param registeredFor the event in the query of the URL; anything else is as good as nothing
 */
export function interpretMailingEvent(
	body: Buffer,
	registeredFor: unknown,
	wanted: MailingSubscription,
	{ accountId, receivedAt, order, sentAt }: Arrival,
): MailingVerdict {
	const read = readBody(body);
	if (!read.ok) return { kind: 'refused', code: read.code };
	const payload = lowerCaseKeys(read.body.payload);
	const event = isAboutRecord(payload) ? null : nameOf(registeredFor, payload);
	if (event === null) return { kind: 'ignored', code: 'NOT_A_MAILING_EVENT' };
	if (!wanted.events.includes(event)) return { kind: 'ignored', code: 'EVENT_NOT_WATCHED' };

	const { profile, database, mailing } = payload;
	if ([profile, database, mailing].some(isMalformedRecordId)) {
		return { kind: 'refused', code: 'BODY_UNREADABLE' };
	}
	const profileId = readRecordId(profile);
	const email = textIn(payload.recipient);
	// Nobody could say whom it is about.
	if (profileId === null && email === null) return { kind: 'refused', code: 'NOT_A_CALLBACK' };
	const databaseId = readRecordId(database);
	if (databaseId !== null && wanted.databaseId !== null && databaseId !== wanted.databaseId) {
		return { kind: 'ignored', code: 'SOURCE_NOT_EXPECTED' };
	}
	const { state, code, extended, description } = payload;
	return {
		kind: 'event',
		payload: read.body.payload,
		contentKey: contentKeyOf(event, payload),
		event: {
			event,
			email,
			messageId: event === 'unsubscribe' ? null : textIn(payload.id),
			profileId,
			databaseId: databaseId ?? wanted.databaseId,
			mailingId: readRecordId(mailing),
			url: textIn(payload.original),
			tags: textsIn(payload.tags),
			userAgent: textIn(payload.useragent),
			failure:
				event === 'failure'
					? {
							state: textIn(state),
							code: textIn(code),
							extendedCode: textIn(extended),
							description: textIn(description),
						}
					: null,
			occurredAt: timeIn(payload.time),
			accountId,
			receivedAt,
			order,
			sentAt,
		},
	};
}

/** What makes a Webhook ours, as REST shows it (docs/vendors/copernica.md#110-webhooks-about-mailings). */
export const remoteWebhookSchema = z.object({ handler: z.string(), trigger: z.string() });

/** URL that a Webhook for an event is registered with. */
export function handlerOf(url: string, event: MailingEventName): string {
	return `${url}${url.includes('?') ? '&' : '?'}event=${event}`;
}
