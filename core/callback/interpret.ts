import { withKey, type Change } from '../contracts/change';
import { readBody } from './body/readBody';
import type { TreeObject } from './body/tree';
import type { IgnoredCode, RefusalCode } from './codes';
import { parseCallback } from './payload/parse';
import { toChange, touchedBeside, type Arrival } from './payload/toChange';
import { reasonToIgnore, reasonToIgnoreWebhook, type Subscription } from './relevance';

/** What happens to a call with a sender that is proven or need not be. */
export type Verdict =
	/** The body cannot be used. */
	| { kind: 'refused'; code: RefusalCode }
	/** The call is fine, but starts nothing. */
	| { kind: 'ignored'; code: IgnoredCode }
	/**
	 * `payload` is the body as it was read. `unmarked` = the names of a record that is taken for a profile although the
	 * body does not say so (`kindByNames`); null = the body says so, or the trigger expects subprofiles.
	 */
	| { kind: 'change'; change: Change; payload: TreeObject; unmarked: string[] | null };

/**
 * Decides about a call by its body: whether it can be read, whether it is a callback, which change it reports, and
 * whether the trigger wants that change. Proof of the sender is elsewhere (`signature/`). Never throws.
 *
 * @param body bytes as they arrived
 * @param subscription what the trigger wants
 * @param arrival what the proof and the clock say about the call
 */
export function interpret(body: Buffer, subscription: Subscription, arrival: Arrival): Verdict {
	const read = readBody(body);
	if (!read.ok) return { kind: 'refused', code: read.code };
	const parsed = parseCallback(read.body);
	if (!parsed.ok) return { kind: 'refused', code: parsed.code };
	const { callback } = parsed;

	const webhook = reasonToIgnoreWebhook(callback, subscription.acceptWebhooks);
	if (webhook) return { kind: 'ignored', code: webhook };

	const change = toChange(callback, subscription, arrival);
	const beside = touchedBeside(callback, change);
	const irrelevant = reasonToIgnore(change, subscription, beside, callback.collectionName);
	if (irrelevant) return { kind: 'ignored', code: irrelevant };
	const isUnmarked = callback.entity === null && change.entity === 'profile';
	const unmarked = isUnmarked ? [...Object.keys(change.fields), ...beside] : null;
	return { kind: 'change', change: withKey(change), payload: read.body.payload, unmarked };
}
