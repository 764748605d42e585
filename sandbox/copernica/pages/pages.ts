import { z } from 'zod';
import { emptyAnswer, htmlAnswer, textAnswer, type Answer } from '../../http/answer';
import { html, type Html } from '../../http/html';
import { page } from '../../http/layout';
import { parseForm, textAt, textList, type FormMap } from '../../http/phpForm';
import type { Call } from '../../http/serve';
import { formatSchema } from '../callbacks/format';
import { triggers } from '../causes';
import type { Copernica } from '../copernica';
import { editSchema, UnknownEntity } from '../edit';
import { signingModes } from '../signing';
import { callbacksPage, deliveriesPage, deliveriesPart } from './callbacks';
import { newProfilePage, profilePage, profilesPage } from './profiles';

const title = 'Sandbox · Copernica';
const nav = [
	{ path: '/', name: 'Profiles' },
	{ path: '/publisher/callbacks', name: 'Callbacks' },
	{ path: '/publisher/deliveries', name: 'Deliveries' },
];

interface PageCall {
	copernica: Copernica;
	query: FormMap;
	form: FormMap;
	params: string[];
}
type PageHandler = (call: PageCall) => Answer;

function shown(path: string, body: Html, notice: string | null = null): Answer {
	const note = notice === null ? null : html`<p class="note" role="status">${notice}</p>`;
	return htmlAnswer(page({ title, nav, path, body: html`${note}${body}` }));
}

function missing(what: string): Answer {
	const body = html`<p class="note">${what} does not exist.</p>`;
	return htmlAnswer(page({ title, nav, path: '', body }), 404);
}

/** Back to a page after a form was sent, with a sentence to show. */
function back(path: string, notice: string): Answer {
	return emptyAnswer(303, { Location: `${path}?notice=${encodeURIComponent(notice)}` });
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

/** Counts the callbacks that an edit fired, to tell the person. */
function fired(copernica: Copernica, what: string, edit: () => unknown): string {
	const before = copernica.deliveries.list().at(-1)?.id ?? 0;
	edit();
	const count = (copernica.deliveries.list().at(-1)?.id ?? 0) - before;
	return `${what} ${count === 0 ? 'No callback was sent.' : `Callbacks sent: ${count}.`}`;
}

const causeOf = (form: FormMap) => textAt(form, 'cause') ?? 'publisher';

function edit(copernica: Copernica, input: Record<string, unknown>): void {
	copernica.edit(editSchema.parse(input));
}

function saveProfile({ copernica, form, params }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing('This profile');
	const about = { profile: profile.id, cause: causeOf(form) };
	if (textAt(form, 'do') === 'delete')
		return back(
			'/',
			fired(copernica, 'Profile deleted.', () =>
				edit(copernica, { edit: 'delete-profile', ...about }),
			),
		);
	const input = {
		edit: 'update-profile',
		...about,
		fields: fieldsOf(form),
		interests: textList(form.interests) ?? [],
		replaceInterests: true,
	};
	const notice = fired(copernica, 'Profile saved.', () => edit(copernica, input));
	return back(`/publisher/profile/${profile.id}`, notice);
}

function createProfile({ copernica, query, form }: PageCall): Answer {
	const database = copernica.store.findDatabase(textAt(query, 'database') ?? '');
	if (database === null) return missing('This database');
	const input = {
		edit: 'create-profile',
		database: database.id,
		fields: fieldsOf(form),
		interests: textList(form.interests) ?? [],
		cause: causeOf(form),
	};
	return back(
		'/',
		fired(copernica, 'Profile created.', () => edit(copernica, input)),
	);
}

function saveSubprofile({ copernica, form, params }: PageCall): Answer {
	const subprofile = copernica.store.subprofiles.get(Number(params[0]));
	if (subprofile === undefined) return missing('This subprofile');
	const remove = textAt(form, 'do') === 'delete';
	const input = {
		edit: remove ? 'delete-subprofile' : 'update-subprofile',
		subprofile: subprofile.id,
		cause: causeOf(form),
		...(remove ? {} : { fields: fieldsOf(form) }),
	};
	const what = remove ? 'Subprofile deleted.' : 'Subprofile saved.';
	const notice = fired(copernica, what, () => edit(copernica, input));
	return back(`/publisher/profile/${subprofile.profileId}`, notice);
}

function addSubprofile({ copernica, params }: PageCall): Answer {
	const profile = copernica.store.profiles.get(Number(params[0]));
	if (profile === undefined) return missing('This profile');
	const input = {
		edit: 'create-subprofile',
		profile: profile.id,
		collection: Number(params[1]),
		fields: {},
		cause: 'publisher',
	};
	const notice = fired(copernica, 'Subprofile added.', () => edit(copernica, input));
	return back(`/publisher/profile/${profile.id}`, notice);
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
	return back('/publisher/callbacks', 'Callback added.');
}

function saveCallback({ copernica, form, params }: PageCall): Answer {
	const callback = copernica.callbacks.find(params[0] ?? '');
	if (callback === null) return missing('This callback');
	if (textAt(form, 'do') === 'delete') {
		copernica.callbacks.remove(callback.id);
		return back('/publisher/callbacks', 'Callback deleted.');
	}
	copernica.callbacks.update(callback, callbackSettings(form));
	return back('/publisher/callbacks', 'Callback saved.');
}

function testWebhook({ copernica, form }: PageCall): Answer {
	copernica.testWebhook(textAt(form, 'url') ?? '');
	return back('/publisher/deliveries', 'Test webhook sent.');
}

const handlers: Array<[method: string, path: RegExp, handler: PageHandler]> = [
	[
		'GET',
		/^\/$/,
		({ copernica, query }) =>
			shown(
				'/',
				profilesPage(copernica.store, textAt(query, 'search') ?? ''),
				textAt(query, 'notice'),
			),
	],
	[
		'GET',
		/^\/publisher\/profile\/(\d+)$/,
		({ copernica, query, params }) => {
			const profile = copernica.store.profiles.get(Number(params[0]));
			if (profile === undefined) return missing('This profile');
			return shown('', profilePage(copernica.store, profile), textAt(query, 'notice'));
		},
	],
	['POST', /^\/publisher\/profile\/(\d+)$/, saveProfile],
	['POST', /^\/publisher\/profile\/(\d+)\/subprofiles\/(\d+)$/, addSubprofile],
	['POST', /^\/publisher\/subprofile\/(\d+)$/, saveSubprofile],
	[
		'GET',
		/^\/publisher\/new$/,
		({ copernica, query }) => {
			const database = copernica.store.findDatabase(textAt(query, 'database') ?? '');
			return database === null ? missing('This database') : shown('', newProfilePage(database));
		},
	],
	['POST', /^\/publisher\/new$/, createProfile],
	[
		'GET',
		/^\/publisher\/callbacks$/,
		({ copernica, query }) =>
			shown(
				'/publisher/callbacks',
				callbacksPage(copernica.store, copernica.callbacks.list()),
				textAt(query, 'notice'),
			),
	],
	['POST', /^\/publisher\/callbacks$/, addCallback],
	['POST', /^\/publisher\/callback\/(\d+)$/, saveCallback],
	['POST', /^\/publisher\/test-webhook$/, testWebhook],
	[
		'GET',
		/^\/publisher\/deliveries$/,
		({ copernica, query }) =>
			shown(
				'/publisher/deliveries',
				deliveriesPage(copernica.deliveries.list()),
				textAt(query, 'notice'),
			),
	],
	[
		'GET',
		/^\/publisher\/deliveries\/part$/,
		({ copernica }) => htmlAnswer(deliveriesPart(copernica.deliveries.list()).text),
	],
];

/** Answers a call for one of the pages that play Publisher. */
export function answerPage(copernica: Copernica, call: Call): Answer {
	for (const [method, path, handler] of handlers) {
		const match = path.exec(call.path);
		if (match === null || method !== call.method) continue;
		const form = parseForm(call.body.toString('utf8'));
		return safely(handler, { copernica, query: call.query, form, params: match.slice(1) });
	}
	return missing('This page');
}

function safely(handler: PageHandler, call: PageCall): Answer {
	try {
		return handler(call);
	} catch (reason) {
		if (!(reason instanceof z.ZodError || reason instanceof UnknownEntity))
			return textAnswer(500, `Sandbox: ${String(reason)}`);
		const body = html`<p class="note">This could not be saved: ${reason.message}</p>`;
		return htmlAnswer(page({ title, nav, path: '', body }), 400);
	}
}
