import { jsonAnswer, type Answer } from '../../http/answer';
import { created } from './answers';
import { isMap, mapOf, quirksOf, type RestCall } from './call';
import { wrapped } from './lists';
import { messages, Refusal } from './refusal';

/**
 * Mailings of Marketing Suite, under both names that the documentation has had
 * (docs/vendors/copernica.md#34-entities).
 */

const targetTypes = ['database', 'collection', 'view', 'miniview', 'profile', 'subprofile'];

const templates = [
	{ id: 2820, name: 'Welcome', subject: 'Welcome!', archived: false },
	{ id: 2821, name: 'Newsletter', subject: 'News', archived: false },
	{ id: 2822, name: 'Newsletter of 2019', subject: 'Old news', archived: true },
];

function checkName(call: RestCall): void {
	const [name = ''] = call.path.split('/');
	if (!['both', name].includes(quirksOf(call).mailingPaths)) throw new Refusal(messages.method);
}

export function listTemplates(call: RestCall): Answer {
	checkName(call);
	const shown = wrapped(call, templates, ({ id, ...template }) => ({
		...template,
		id: String(id),
	}));
	return jsonAnswer(200, shown);
}

function send(call: RestCall, entity: string, isScheduled: boolean): Answer {
	checkName(call);
	const { target, targettype, template, start, rrule } = mapOf(call);
	const isKnown = templates.some(({ id }) => id === Number(template));
	if (!isKnown || !targetTypes.includes(String(targettype)) || !(Number(target) > 0))
		throw new Refusal(messages.data);
	if (isScheduled && typeof start !== 'string') throw new Refusal(messages.data);
	const { mailings } = call.world;
	const id = 160 + mailings.length;
	mailings.push({
		id,
		targettype: String(targettype),
		target: Number(target),
		template: Number(template),
		start: isScheduled ? String(start) : null,
		rrule: typeof rrule === 'string' ? rrule : null,
	});
	return created(call, entity, id);
}

export const postEmailing = (call: RestCall): Answer => send(call, 'emailing', false);
export const postScheduledEmailing = (call: RestCall): Answer =>
	send(call, 'scheduledemailing', true);

export function getStatistics(call: RestCall): Answer {
	checkName(call);
	const mailing = call.world.mailings.find(({ id }) => id === Number(call.params.emailing));
	if (mailing === undefined) throw new Refusal(messages.mailing);
	const pair = (total: number, unique: number) => ({ total, unique });
	return jsonAnswer(200, {
		destinations: 10,
		deliveries: { total: 10 },
		errors: pair(1, 1),
		impressions: pair(4, 3),
		clicks: pair(2, 2),
		unsubscribes: pair(0, 0),
		abuses: pair(0, 0),
		unknown: { total: 0 },
		dominant_results: { destinations: 10, clicks: 2 },
	});
}

/** A request of a person for their data (docs/vendors/copernica.md#34-entities). */
export function postDataRequest(call: RestCall): Answer {
	const profile = call.world.store.profiles.get(Number(call.params.profile));
	if (profile === undefined) throw new Refusal(messages.profile);
	const { report } = mapOf(call);
	if (typeof report !== 'string' || report === '') throw new Refusal(messages.data);
	call.world.dataRequests.push({
		id: call.world.dataRequests.length + 1,
		profile: profile.id,
		report,
	});
	return created(call, 'datarequest', call.world.dataRequests.length);
}

/** An import (docs/vendors/copernica.md#34-entities): rows are kept, not carried out. */
export function postImport(call: RestCall): Answer {
	const body = mapOf(call);
	const { database, name, source, location } = body;
	if (call.world.store.findDatabase(String(database)) === null)
		throw new Refusal(messages.database);
	if (typeof name !== 'string' || (source === undefined && location === undefined))
		throw new Refusal(messages.data);
	const rows = Array.isArray(source) ? source.filter(isMap) : [];
	const [first = {}] = rows;
	// All rows must have their keys in the same order.
	const keys = Object.keys(first).join();
	if (rows.some((row) => Object.keys(row).join() !== keys)) throw new Refusal(messages.data);
	call.world.imports.push({ ...body, id: call.world.imports.length + 1 });
	return created(call, 'import', call.world.imports.length);
}
