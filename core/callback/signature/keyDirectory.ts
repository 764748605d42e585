import type { KeyObject } from 'crypto';
import { refuse, type CallbackOutcome } from '../codes';
import { readKeyRecords } from './dkimRecord';
import { readTxtAnswer, txtQueryUrl, type TxtAnswer } from './dnsOverHttps';
import { forgetOldest } from '../../forgetOldest';

/** Fetches a resolver's JSON answer. May reject: then the next resolver is asked. */
export type Ask = (url: string) => Promise<unknown>;

type Keys = CallbackOutcome<{ keys: KeyObject[] }>;
/** What {@link KeyDirectory.find} found, and whether it was known before. */
type Found = CallbackOutcome<{ keys: KeyObject[]; isRemembered: boolean }>;
interface Entry {
	keys: Keys;
	/** Until then no resolver is asked again (ms). */
	freshUntil: number;
	/** Until then it is used if no resolver can be reached (ms). */
	usableUntil: number;
}

const MIN_TTL_SECONDS = 60;
const MAX_TTL_SECONDS = 3_600;
/** "No such key" is only kept briefly: a new key may be published at any time (they rotate monthly). */
const NEGATIVE_SECONDS = 30;
/** How often, at most, a key that does not fit a call is looked up again: anyone can invent such calls. */
const RENEWAL_SECONDS = 30;
/** A known key outlives an outage of the resolvers by this much. */
const GRACE_SECONDS = 3_600;
const CAPACITY = 200;
/** Anyone can invent names; they must not cause a flood of queries. */
const MAX_IN_FLIGHT = 20;

/** A Map that forgets its oldest entry when it is full. */
class BoundedMap<Value> extends Map<string, Value> {
	override set(key: string, value: Value): this {
		this.delete(key);
		super.set(key, value);
		forgetOldest(this, CAPACITY);
		return this;
	}
}

/** Kept per list of resolvers: a workflow with its own resolver must not decide what others believe. */
function idOf(name: string, resolvers: readonly string[]): string {
	return JSON.stringify([name, resolvers]);
}

async function askInTurn(
	name: string,
	resolvers: readonly string[],
	ask: Ask,
): Promise<TxtAnswer | null> {
	for (const resolver of resolvers) {
		const url = txtQueryUrl(resolver, name);
		if (url === null) continue;
		const answer = await ask(url).then(readTxtAnswer, () => null);
		if (answer) return answer;
	}
	return null;
}

/**
 * Public keys by their DNS name, over HTTPS because n8n does not let nodes use DNS. Kept in the memory of one process,
 * bounded, for the record's TTL (1 minute to 1 hour); callers of the same key share one look-up.
 */
export class KeyDirectory {
	private readonly known = new BoundedMap<Entry>();
	/** Kept apart from the known keys, so that invented names cannot push these out. */
	private readonly absent = new BoundedMap<Entry>();
	private readonly inFlight = new Map<string, Promise<Keys>>();
	/** When a known key was last looked up again (ms). */
	private readonly renewed = new BoundedMap<number>();

	/** @param now milliseconds since the epoch */
	constructor(private readonly now: () => number) {}

	/**
	 * Finds the keys of a name.
	 *
	 * @returns KEY_NOT_FOUND, KEY_REVOKED or KEY_UNUSABLE for what DNS says, KEY_LOOKUP_FAILED when no resolver gave an
	 * answer. Never throws.
	 */
	async find(name: string, resolvers: readonly string[], ask: Ask): Promise<Found> {
		const id = idOf(name, resolvers);
		const entry = this.known.get(id) ?? this.absent.get(id);
		const isRemembered = entry !== undefined && entry.freshUntil > this.now();
		const keys = isRemembered ? entry.keys : await this.look(id, name, resolvers, ask);
		return keys.ok ? { ...keys, isRemembered } : keys;
	}

	/**
	 * Looks up a known name although its keys are still fresh, because they do not fit a call: a new key may have been
	 * published under the same name.
	 *
	 * @param unfit the keys that do not fit
	 * @returns as {@link find}; null when a recent look-up gave these very keys
	 */
	async renew(
		name: string,
		resolvers: readonly string[],
		ask: Ask,
		unfit: readonly KeyObject[],
	): Promise<Keys | null> {
		const id = idOf(name, resolvers);
		const now = this.now();
		const isRecent = (this.renewed.get(id) ?? -Infinity) + RENEWAL_SECONDS * 1_000 > now;
		if (isRecent && !this.inFlight.has(id)) {
			const present = this.known.get(id)?.keys;
			return present?.ok === true && present.keys !== unfit ? present : null;
		}
		this.renewed.set(id, now);
		return await this.look(id, name, resolvers, ask);
	}

	private async look(
		id: string,
		name: string,
		resolvers: readonly string[],
		ask: Ask,
	): Promise<Keys> {
		const running = this.inFlight.get(id);
		if (running) return await running;
		// A known name is not an invented one: a flood of those must not keep its key from being renewed.
		const isFlooded = this.inFlight.size >= MAX_IN_FLIGHT && !this.known.has(id);
		if (isFlooded) return refuse('KEY_LOOKUP_FAILED');
		const look = this.lookUp(id, name, resolvers, ask).finally(() => this.inFlight.delete(id));
		this.inFlight.set(id, look);
		return await look;
	}

	private async lookUp(
		id: string,
		name: string,
		resolvers: readonly string[],
		ask: Ask,
	): Promise<Keys> {
		const answer = await askInTurn(name, resolvers, ask);
		const now = this.now();
		if (!answer) {
			const stale = this.known.get(id);
			return stale && stale.usableUntil > now ? stale.keys : refuse('KEY_LOOKUP_FAILED');
		}
		const keys = readKeyRecords(answer.records);
		const ttl = Math.min(Math.max(answer.ttl, MIN_TTL_SECONDS), MAX_TTL_SECONDS);
		const freshUntil = now + (keys.ok ? ttl : NEGATIVE_SECONDS) * 1_000;
		const entry = { keys, freshUntil, usableUntil: freshUntil + GRACE_SECONDS * 1_000 };
		(keys.ok ? this.absent : this.known).delete(id);
		(keys.ok ? this.known : this.absent).set(id, entry);
		return keys;
	}
}
