import { jsonAnswer, type Answer } from '../../http/answer';
import { textAt, textList } from '../../http/phpForm';
import { meets, readSelector } from '../store/selectors';
import type { UnsubscribeRecord } from '../store/unsubscribes';
import { flag, type RestCall } from './call';
import { wrapped } from './lists';
import { messages, Refusal } from './refusal';

/** What the vendor tells of mailings (docs/vendors/copernica.md#34-entities). */

function of(call: RestCall, system: UnsubscribeRecord['system']): UnsubscribeRecord[] {
	return call.world.store.unsubscribes.all.filter((record) => record.system === system);
}

/** After `begintime` and before `endtime`, both left out themselves. It names the message, but no profile. */
export function listMsUnsubscribes(call: RestCall): Answer {
	const begin = textAt(call.query, 'begintime') ?? '';
	const end = textAt(call.query, 'endtime');
	const found = of(call, 'ms').filter(
		({ timestamp }) => timestamp > begin && (end === null || timestamp < end),
	);
	const seen = new Set<number>();
	const unique = flag(call, 'unique', false)
		? found.filter(({ profileId }) => !seen.has(profileId) && seen.add(profileId))
		: found;
	const show = ({ id, mailing, timestamp, destination, source }: UnsubscribeRecord) => ({
		ID: String(id),
		mailing: String(mailing),
		timestamp,
		destination: String(destination),
		source: source === 'link' ? 'click' : source,
	});
	return jsonAnswer(200, wrapped(call, unique, show));
}

/** `fields[]` knows `timestamp` only; what it does not understand is ignored, as elsewhere. */
export function listPublisherUnsubscribes(call: RestCall): Answer {
	const selectors = (textList(call.query.fields) ?? []).flatMap(
		(text) => readSelector(text.replace(/^timestamp(?=[=!<>])/, 'modified'), () => null) ?? [],
	);
	const found = of(call, 'publisher').filter(({ id, timestamp }) =>
		selectors.every((selector) =>
			meets({ id, secret: '', modified: timestamp, fields: {} }, selector, false),
		),
	);
	const show = (record: UnsubscribeRecord) => ({
		ID: String(record.id),
		timestamp: record.timestamp,
		source: record.source,
		success: true,
		emailing: String(record.mailing),
		destination: String(record.destination),
		profile: String(record.profileId),
		subprofile: null,
	});
	return jsonAnswer(200, wrapped(call, found, show));
}

/** A message of the Marketing Suite, and whom it went to. */
export function getMsDestination(call: RestCall): Answer {
	const wanted = Number(call.params.destination);
	const record = of(call, 'ms').find(({ destination }) => destination === wanted);
	if (record === undefined) throw new Refusal(messages.destination);
	return jsonAnswer(200, {
		ID: String(record.destination),
		messageID: `message${record.destination}`,
		timestampsent: record.timestamp,
		profile: String(record.profileId),
		subprofile: null,
		mailing: String(record.mailing),
	});
}
