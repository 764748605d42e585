import { z } from 'zod';
import { dateTimeText } from '../clock';
import { flatPairs, formText, type Message } from './callbacks/carrier';
import type { Payload } from './callbacks/payload';
import type { Action, Profile, Subprofile } from './store/model';
import type { UnsubscribeRecord } from './store/unsubscribes';

const zone = 'Europe/Amsterdam';

/** Events of mailings that a Webhook can have as its trigger (docs/vendors/copernica.md#110-webhooks-about-mailings). */
export const mailingEvents = [
	'click',
	'delivery',
	'open',
	'bounce',
	'failure',
	'unsubscribe',
] as const;

/** A Webhook as it is registered in Marketing Suite or through REST. */
export interface Webhook {
	id: number;
	handler: string;
	trigger: string;
	callers: string[];
	databaseId: number | null;
	collectionId: number | null;
}

/** Where the vendor's pages and samples differ in what a Webhook contains. */
const webhookVariantSchema = z
	.object({
		/** The key of the event: most pages say `type`, three places `action`. */
		eventKey: z.enum(['type', 'action']).default('type'),
		/** Whether `id` is sent along: the profile's, or for a subprofile a third number. */
		id: z.boolean().default(false),
		/** `list` as the text says, `map` as the samples show. */
		interests: z.enum(['list', 'map']).default('list'),
		/** Older pages have no Unix time. */
		time: z.boolean().default(true),
		/** Values that the change was called with. */
		parameters: z.record(z.string(), z.string()).default({}),
	})
	.strict();
export type WebhookVariant = z.input<typeof webhookVariantSchema>;

function formMessage(payload: Payload): Message {
	return {
		contentType: 'application/x-www-form-urlencoded',
		body: Buffer.from(formText(flatPairs(payload))),
	};
}

/**
 * The message of a Marketing Suite Webhook: flat form fields, `profile` is a number
 * (docs/vendors/copernica.md#19-marketing-suite-webhooks). Not a callback: receivers of callbacks must tell the two
 * apart.
 *
 * @param subprofile where it is about one of the profile's subprofiles
 * @param interests all interests of the database, for the map
 * @param at milliseconds
 */
export function webhookMessage(
	event: Action,
	{
		profile,
		subprofile,
		interests,
	}: {
		profile: Profile;
		subprofile: Subprofile | null;
		interests: readonly string[];
	},
	given: WebhookVariant,
	at: number,
): Message {
	const variant = webhookVariantSchema.parse(given);
	const { created, modified, fields } = subprofile ?? profile;
	const on = new Set(profile.interests);
	const interestsShown =
		variant.interests === 'list'
			? [...on]
			: Object.fromEntries(interests.map((name) => [name, on.has(name) ? 1 : 0]));
	return formMessage({
		[variant.eventKey]: event,
		...(event === 'delete' ? {} : { parameters: variant.parameters }),
		timestamp: dateTimeText(at, zone),
		...(variant.time ? { time: Math.floor(at / 1000) } : {}),
		...(variant.id ? { id: subprofile === null ? profile.id : subprofile.id + 1_000_000 } : {}),
		...(subprofile === null ? {} : { subprofile: subprofile.id }),
		profile: profile.id,
		database: profile.databaseId,
		...(subprofile === null ? {} : { collection: subprofile.collectionId }),
		...(event === 'delete' ? {} : { created, modified }),
		fields,
		...(subprofile !== null || event === 'delete' ? {} : { interests: interestsShown }),
	});
}

/** What happens to a mailing, for {@link mailingMessage}. */
export const mailingEventSchema = z
	.object({
		event: z.enum(mailingEvents),
		/** Profile that the mail went to. */
		profile: z.number().int().positive(),
		url: z.string().default('https://shop.example.com/bikes'),
		tags: z.array(z.string()).default(['newsletter']),
		/** `type` as sent; the page about deliveries prints that of an open. */
		type: z.string().optional(),
	})
	.strict();
export type MailingEventInput = z.input<typeof mailingEventSchema>;
type MailingEvent = z.output<typeof mailingEventSchema>;
/** What happens to a message of a mailing; an unsubscribe happens to a profile. */
type MessageEvent = Omit<MailingEvent, 'event'> & {
	event: Exclude<MailingEvent['event'], 'unsubscribe'>;
};

const headOf = (id: number, type: string, at: number) => ({
	id,
	type,
	timestamp: dateTimeText(at, zone),
	time: Math.floor(at / 1000),
});

/** The message of a Webhook about an unsubscribe: it names the profile and the mailing, but no address. */
export function unsubscribeMessage(
	record: UnsubscribeRecord,
	profile: Profile,
	at: number,
): Message {
	return formMessage({
		...headOf(record.id, 'unsubscribe', at),
		database: profile.databaseId,
		profile: profile.id,
		mailing: record.mailing,
	});
}

/** The message of a Webhook about a message of a mailing (docs/vendors/copernica.md#110-webhooks-about-mailings). */
export function mailingMessage(
	{ event, url, tags, type }: MessageEvent,
	profile: Profile,
	id: number,
	at: number,
): Message {
	const browser = { ip: '192.0.2.7', useragent: 'Mozilla/5.0 (Example)', referer: '' };
	const own: Record<MessageEvent['event'], Payload> = {
		click: { ...browser, original: url },
		open: browser,
		delivery: {},
		bounce: { envelope: 'bounce-31@example.com', mime: 'From: postmaster@example.com' },
		failure: {
			action: 'failed',
			state: 'bounce',
			code: 550,
			extended: '5.1.1',
			description: 'User unknown',
		},
	};
	const head = headOf(id, type ?? event, at);
	return formMessage({ ...head, recipient: profile.fields.Email ?? '', ...own[event], tags });
}

/** The registered Webhooks. There is no call that lists them (docs/vendors/copernica.md#19-marketing-suite-webhooks). */
export class WebhookRegistry {
	private readonly entries = new Map<number, Webhook>();
	private lastId = 0;

	add(settings: Omit<Webhook, 'id'>): Webhook {
		this.lastId += 1;
		const webhook = { ...settings, id: this.lastId };
		this.entries.set(webhook.id, webhook);
		return webhook;
	}

	list(): Webhook[] {
		return [...this.entries.values()];
	}

	find(id: string | number): Webhook | null {
		return this.entries.get(Number(id)) ?? null;
	}

	remove(id: number): boolean {
		return this.entries.delete(id);
	}

	clear(): void {
		this.entries.clear();
	}
}
