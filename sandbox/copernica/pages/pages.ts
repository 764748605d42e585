import { z } from 'zod';
import { emptyAnswer, htmlAnswer, textAnswer, type Answer } from '../../http/answer';
import { html, type Html } from '../../http/html';
import { parseForm, textAt, textList, type FormMap } from '../../http/phpForm';
import type { Call } from '../../http/serve';
import { sitePage } from '../../site/shell';
import { profileName, type Site } from '../../site/site';
import { tourPart } from '../../site/tourPart';
import { live } from '../../http/layout';
import { formatSchema } from '../callbacks/format';
import { callbackSentence } from '../callbacks/outcome';
import { triggers } from '../causes';
import type { Copernica } from '../copernica';
import { editSchema, UnknownEntity } from '../edit';
import { unsubscribeBehaviours, type Values } from '../store/model';
import { quirksSchema } from '../quirks';
import { signingModes } from '../signing';
import {
	callbacksPage,
	callbacksPart,
	deliveriesPage,
	deliveriesPart,
	switchOfForm,
	switchPart,
} from './callbacks';
import { modifiedPart, newProfilePage, profilePage, profilesPage, profilesPart } from './profiles';
import { mailingNames } from './unsubscribe';

interface PageCall {
	site: Site;
	copernica: Copernica;
	query: FormMap;
	form: FormMap;
	params: string[];
}
type PageHandler = (call: PageCall) => Answer;

interface Shown {
	path: string;
	heading: string;
	body: Html;
}

function shown({ site, copernica, query }: PageCall, { path, heading, body }: Shown): Answer {
	const notice = noticePart(copernica, query);
	const from = encodeURIComponent(textAt(query, 'from') ?? '');
	const to = encodeURIComponent(textAt(query, 'to') ?? '');
	const done = encodeURIComponent(textAt(query, 'done') ?? '');
	const note =
		notice === null
			? null
			: html`<p
					class="note"
					role="status"
					data-live="/publisher/notice?done=${done}&from=${from}&to=${to}"
				>
					${notice}
				</p>`;
	return sitePage(site, 'copernica', { path, heading, body: html`${note}${body}` });
}

function missing(site: Site, what: string): Answer {
	const body = html`<p class="note bad">${what} does not exist.</p>`;
	return sitePage(site, 'copernica', { path: '', heading: 'Not found', body, status: 404 });
}

/** Back to a page after a form was sent, with a sentence to show. */
function back(path: string, done: string, callbacks: { from: number; to: number } | null): Answer {
	const numbers = callbacks === null ? '' : `&from=${callbacks.from}&to=${callbacks.to}`;
	return emptyAnswer(303, { Location: `${path}?done=${encodeURIComponent(done)}${numbers}` });
}

/** The sentence of {@link back} with what became of the callbacks by now; null where there is none. */
function noticePart({ deliveries }: Copernica, query: FormMap): Html | null {
	const done = textAt(query, 'done');
	if (done === null || done === '') return null;
	const [from, to] = [textAt(query, 'from') ?? '', textAt(query, 'to') ?? ''];
	if (from === '') return html`${done}`;
	const fired = deliveries.list().filter(({ id }) => id > Number(from) && id <= Number(to));
	return html`${done} ${callbackSentence(fired)}
	${fired.length === 0 ? null : html`<a href="/publisher/deliveries">Deliveries</a>`}`;
}

function fieldsOf(form: FormMap): Record<string, string> {
	const fields = form.fields;
	if (typeof fields !== 'object') return {};
	return Object.fromEntries(
		Object.entries(fields).flatMap(([name, value]) =>
			// Browsers send line ends as CRLF; an untouched text must not count as changed.
			typeof value === 'string' ? [[name, value.replace(/\r\n/g, '\n')]] : [],
		),
	);
}

/** Makes an edit, and tells which callbacks it fired. */
function fired(copernica: Copernica, input: Record<string, unknown>): { from: number; to: number } {
	const last = () => copernica.deliveries.list().at(-1)?.id ?? 0;
	const from = last();
	copernica.edit(editSchema.parse(input));
	return { from, to: last() };
}

const systemSchema = z.enum(['ms', 'publisher']);
const behaviourSchema = z.object({
	behavior: z.enum(unsubscribeBehaviours),
	values: z.string().default(''),
});

/** Lines such as `Nieuwsbrief=Nee`; others are left out. */
function valuesOf(lines: string): Values {
	const found = lines.split(/\r?\n/).flatMap((line): Array<[string, string]> => {
		const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
		return name === '' ? [] : [[name.trim(), value.trim()]];
	});
	return Object.fromEntries(found);
}

const causeOf = (form: FormMap) => textAt(form, 'cause') ?? 'publisher';

function saveProfile({ site, copernica, form, params }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing(site, 'This profile');
	const about = { profile: profile.id, cause: causeOf(form) };
	if (textAt(form, 'do') === 'delete')
		return back('/', 'Profile deleted.', fired(copernica, { edit: 'delete-profile', ...about }));
	const input = {
		edit: 'update-profile',
		...about,
		fields: fieldsOf(form),
		interests: textList(form.interests) ?? [],
		replaceInterests: true,
	};
	return back(`/publisher/profile/${profile.id}`, 'Profile saved.', fired(copernica, input));
}

function unsubscribeProfile({ site, copernica, form, params }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing(site, 'This profile');
	const system = systemSchema.parse(form.system);
	const input = { edit: 'unsubscribe-profile', profile: profile.id, system };
	const done = `Unsubscribed through a mailing of ${mailingNames[system]}.`;
	return back(`/publisher/profile/${profile.id}`, done, fired(copernica, input));
}

function setUnsubscribeBehaviour({ site, copernica, form, params }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	const database = copernica.store.databases.get(profile?.databaseId ?? 0);
	if (profile === undefined || database === undefined) return missing(site, 'This profile');
	const { behavior, values } = behaviourSchema.parse(form);
	database.unsubscribe = { behavior, fields: valuesOf(values) };
	return back(`/publisher/profile/${profile.id}`, 'Behaviour saved.', null);
}

function createProfile({ site, copernica, query, form }: PageCall): Answer {
	const database = copernica.store.findDatabase(textAt(query, 'database') ?? '');
	if (database === null) return missing(site, 'This database');
	const input = {
		edit: 'create-profile',
		database: database.id,
		fields: fieldsOf(form),
		interests: textList(form.interests) ?? [],
		cause: causeOf(form),
	};
	return back('/', 'Profile created.', fired(copernica, input));
}

function saveSubprofile({ site, copernica, form, params }: PageCall): Answer {
	const subprofile = copernica.store.subprofiles.get(Number(params[0]));
	if (subprofile === undefined) return missing(site, 'This subprofile');
	const remove = textAt(form, 'do') === 'delete';
	const input = {
		edit: remove ? 'delete-subprofile' : 'update-subprofile',
		subprofile: subprofile.id,
		cause: causeOf(form),
		...(remove ? {} : { fields: fieldsOf(form) }),
	};
	const done = remove ? 'Subprofile deleted.' : 'Subprofile saved.';
	return back(`/publisher/profile/${subprofile.profileId}`, done, fired(copernica, input));
}

function addSubprofile({ site, copernica, params }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing(site, 'This profile');
	const input = {
		edit: 'create-subprofile',
		profile: profile.id,
		collection: Number(params[1]),
		fields: {},
		cause: 'publisher',
	};
	return back(`/publisher/profile/${profile.id}`, 'Subprofile added.', fired(copernica, input));
}

const callbackForm = z.object({
	url: z.string().min(1),
	method: z.string(),
	action: z.string(),
	expression: z.string(),
	mode: z.enum(signingModes),
});

function callbackSettings(form: FormMap) {
	const { mode, ...settings } = callbackForm.parse(form);
	const given = (name: string) => textAt(form, name) || undefined;
	const ticked = textList(form.triggers) ?? [];
	return {
		...settings,
		triggers: triggers.filter((trigger) => ticked.includes(trigger)),
		format: formatSchema.parse({
			shape: given('shape'),
			carrier: given('carrier'),
			charset: given('charset'),
		}),
		signing: { mode },
	};
}

function addCallback({ copernica, form }: PageCall): Answer {
	const [kind, id] = (textAt(form, 'source') ?? '').split(':');
	const source = kind === 'collection' ? { collection: Number(id) } : { database: Number(id) };
	copernica.registerCallback({ ...source, ...callbackSettings(form) });
	return back('/publisher/callbacks', 'Callback added.', null);
}

function saveCallback({ site, copernica, form, params }: PageCall): Answer {
	const callback = copernica.callbacks.find(params[0] ?? '');
	if (callback === null) return missing(site, 'This callback');
	if (textAt(form, 'do') === 'delete') {
		copernica.callbacks.remove(callback.id);
		return back('/publisher/callbacks', 'Callback deleted.', null);
	}
	copernica.callbacks.update(callback, callbackSettings(form));
	return back('/publisher/callbacks', 'Callback saved.', null);
}

function testWebhook({ copernica, form }: PageCall): Answer {
	copernica.testWebhook(textAt(form, 'url') ?? '');
	return back('/publisher/deliveries', 'Test webhook sent.', null);
}

function setCallbackForm({ copernica, form }: PageCall): Answer {
	copernica.quirks.set({ callbacksTell: quirksSchema.shape.callbacksTell.parse(form.tell) });
	return back('/publisher/callbacks', 'Switched.', null);
}

function startPage(call: PageCall): Answer {
	const { site, copernica } = call;
	const isTour = site.tour.host !== null;
	const body = html`${isTour ? live('/tour/part', tourPart(site)) : null}
	${profilesPage(copernica.store, textAt(call.query, 'search') ?? '')}
	${isTour ? switchOfForm(copernica) : null}`;
	return shown(call, { path: '/', heading: 'Profiles', body });
}

function oneProfile(call: PageCall): Answer {
	const { site, copernica, params } = call;
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing(site, 'This profile');
	const body = profilePage(copernica.store, profile);
	return shown(call, {
		path: `/publisher/profile/${profile.id}`,
		heading: profileName(profile),
		body,
	});
}

function oneModified({ site, copernica, params, query }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing(site, 'This profile');
	return htmlAnswer(modifiedPart(profile, textAt(query, 'seen') ?? '').text);
}

function newProfile(call: PageCall): Answer {
	const database = call.copernica.store.findDatabase(textAt(call.query, 'database') ?? '');
	if (database === null) return missing(call.site, 'This database');
	return shown(call, {
		path: '/publisher/new',
		heading: 'New profile',
		body: newProfilePage(database),
	});
}

const handlers: Array<[method: string, path: RegExp, handler: PageHandler]> = [
	['GET', /^\/$/, startPage],
	[
		'GET',
		/^\/publisher\/profiles$/,
		({ copernica, query }) =>
			htmlAnswer(profilesPart(copernica.store, textAt(query, 'search') ?? '').text),
	],
	['GET', /^\/publisher\/profile\/(\d+)$/, oneProfile],
	['GET', /^\/publisher\/profile\/(\d+)\/modified$/, oneModified],
	['POST', /^\/publisher\/profile\/(\d+)$/, saveProfile],
	['POST', /^\/publisher\/profile\/(\d+)\/unsubscribe$/, unsubscribeProfile],
	['POST', /^\/publisher\/profile\/(\d+)\/unsubscribe-behaviour$/, setUnsubscribeBehaviour],
	['POST', /^\/publisher\/profile\/(\d+)\/subprofiles\/(\d+)$/, addSubprofile],
	['POST', /^\/publisher\/subprofile\/(\d+)$/, saveSubprofile],
	['GET', /^\/publisher\/new$/, newProfile],
	['POST', /^\/publisher\/new$/, createProfile],
	[
		'GET',
		/^\/publisher\/notice$/,
		({ copernica, query }) => htmlAnswer(noticePart(copernica, query)?.text ?? ''),
	],
	[
		'GET',
		/^\/publisher\/callbacks$/,
		(call) =>
			shown(call, {
				path: '/publisher/callbacks',
				heading: 'Callbacks',
				body: callbacksPage(call.copernica),
			}),
	],
	[
		'GET',
		/^\/publisher\/callbacks\/part$/,
		({ copernica }) => htmlAnswer(callbacksPart(copernica.store, copernica.callbacks.list()).text),
	],
	['POST', /^\/publisher\/callbacks$/, addCallback],
	['POST', /^\/publisher\/callback\/(\d+)$/, saveCallback],
	[
		'GET',
		/^\/publisher\/callback-form$/,
		({ copernica }) => htmlAnswer(switchPart(copernica).text),
	],
	['POST', /^\/publisher\/callback-form$/, setCallbackForm],
	['POST', /^\/publisher\/test-webhook$/, testWebhook],
	[
		'GET',
		/^\/publisher\/deliveries$/,
		(call) =>
			shown(call, {
				path: '/publisher/deliveries',
				heading: 'Deliveries',
				body: deliveriesPage(call.copernica),
			}),
	],
	[
		'GET',
		/^\/publisher\/deliveries\/part$/,
		({ copernica }) => htmlAnswer(deliveriesPart(copernica).text),
	],
];

/** Answers a call for one of the pages that play Publisher. */
export function answerPage(site: Site, call: Call): Answer {
	for (const [method, path, handler] of handlers) {
		const match = path.exec(call.path);
		if (match === null || method !== call.method) continue;
		const form = parseForm(call.body.toString('utf8'));
		const { copernica } = site;
		return safely(handler, { site, copernica, query: call.query, form, params: match.slice(1) });
	}
	return missing(site, 'This page');
}

function safely(handler: PageHandler, call: PageCall): Answer {
	try {
		return handler(call);
	} catch (reason) {
		if (!(reason instanceof z.ZodError || reason instanceof UnknownEntity))
			return textAnswer(500, `Sandbox: ${String(reason)}`);
		const body = html`<p class="note bad">This could not be saved: ${reason.message}</p>`;
		return sitePage(call.site, 'copernica', { path: '', heading: 'Not saved', body, status: 400 });
	}
}
