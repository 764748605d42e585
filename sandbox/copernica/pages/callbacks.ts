import { html, type Html } from '../../http/html';
import { timeText } from '../../clock';
import { card, details, live, pageTitle, table, tag } from '../../http/layout';
import { profileName } from '../../site/site';
import type { Delivery } from '../callbacks/deliveries';
import { formatSchema } from '../callbacks/format';
import type { Callback } from '../callbacks/registry';
import { triggers } from '../causes';
import { signingModes } from '../signing';
import { codeOf, outcomeOf, type DeliveryOutcome } from '../callbacks/outcome';
import type { Copernica } from '../copernica';
import type { CopernicaStore } from '../store/store';
import { boxes, choice, text } from './form';

/** An empty choice follows from the method. */
const byMethod = '(default for the method)';
const shapes = ['', ...formatSchema.shape.shape.unwrap().options];
const carriers = ['', ...formatSchema.shape.carrier.unwrap().options];
const charsets = ['', ...formatSchema.shape.charset.unwrap().options];

/** The sources of callbacks: databases and their collections, as `database:1` and `collection:2`. */
function sources(store: CopernicaStore): Html[] {
	return [...store.databases.values()].flatMap((database) => [
		html`<option value="database:${database.id}">Database ${database.name}</option>`,
		...store
			.collectionsOf(database.id)
			.map(({ id, name }) => html`<option value="collection:${id}">Collection ${name}</option>`),
	]);
}

function settings(callback: Callback | null): Html {
	return html`${text('url', 'URL', callback?.url ?? '', true)}
	${choice('method', 'Method', ['json', 'xml'], callback?.method ?? 'json')}
	${choice('action', 'Action', ['all', 'create', 'update', 'delete'], callback?.action ?? 'all')}
	${text('expression', 'Condition (JavaScript)', callback?.expression ?? '')}
	${choice('shape', 'Payload shape', shapes, callback?.format.shape ?? '', byMethod)}
	${choice('carrier', 'Body format', carriers, callback?.format.carrier ?? '', byMethod)}
	${choice('charset', 'Character set', charsets, callback?.format.charset ?? '', byMethod)}
	${choice('mode', 'Signature', signingModes, callback?.signing.mode ?? 'valid')}
	${boxes('triggers', 'Triggers', triggers, callback?.triggers ?? triggers)}`;
}

function callbackForm(store: CopernicaStore, callback: Callback): Html {
	const source =
		callback.collectionId === null
			? `database ${store.databases.get(callback.databaseId)?.name ?? ''}`
			: `collection ${store.collections.get(callback.collectionId)?.name ?? ''}`;
	const form = html`<div class="body">
		<form
			class="grid"
			method="post"
			action="/publisher/callback/${callback.id}"
			aria-label="Callback ${callback.id}"
		>
			${settings(callback)}
			<div class="wide bar">
				<button name="do" value="save">Save callback ${callback.id}</button
				><button class="danger" name="do" value="delete">Delete callback ${callback.id}</button>
			</div>
		</form>
	</div>`;
	return card(`Callback ${callback.id} on ${source}`, form);
}

/** The registered callbacks; a part of the page that is loaded again every second. */
export function callbacksPart(store: CopernicaStore, callbacks: readonly Callback[]): Html {
	return callbacks.length === 0
		? html`<section class="card"><p class="empty">No callbacks yet.</p></section>`
		: html`${callbacks.map((callback) => callbackForm(store, callback))}`;
}

/** The registered callbacks and a form for a new one. */
export function callbacksPage(copernica: Copernica): Html {
	const { store } = copernica;
	return html`${pageTitle(
			'Callbacks',
			'The addresses that Copernica calls when a profile changes.',
		)}
		${switchOfForm(copernica)}
		${live('/publisher/callbacks/part', callbacksPart(store, copernica.callbacks.list()))}
		<details class="card more" data-key="new-callback">
			<summary>Add Callback URL</summary>
			<div class="body">
				<form class="grid" method="post" action="/publisher/callbacks" aria-label="New callback">
					<label
						><span>Source</span
						><select name="source">
							${sources(store)}
						</select></label
					>
					${settings(null)}
					<div class="wide"><button>Add callback</button></div>
				</form>
			</div>
		</details>
		<details class="card more" data-key="test-webhook">
			<summary>Marketing Suite: Test webhook</summary>
			<div class="body">
				<form class="bar" method="post" action="/publisher/test-webhook">
					<label><span>URL</span><input name="url" required /></label><button>Test webhook</button>
				</form>
			</div>
		</details>`;
}

/** {@link switchPart}, kept up to date. */
export function switchOfForm(copernica: Copernica): Html {
	return live('/publisher/callback-form', switchPart(copernica));
}

/** The switch between the two forms of a callback: with what changed, or with the values alone. */
export function switchPart({ quirks }: Copernica): Html {
	const tellsChanges = quirks.current.callbacksTell === 'changes';
	return html`<section class="card">
		<form class="switch" method="post" action="/publisher/callback-form" data-stay>
			<div>
				<h3 id="callback-form">Callbacks tell what changed</h3>
				<p>
					${tellsChanges
						? 'Each callback has the old and the new values. A consent that was given arrives as EmailOptIn, and edits of fields that nobody watches start nothing.'
						: 'Each callback has only the values as they are now, and not which of them changed. Every edit starts an execution, and a consent arrives as CRMUpdate.'}
					Copernica does not say which of the two forms an account gets.
				</p>
			</div>
			<input type="hidden" name="tell" value="${tellsChanges ? 'values' : 'changes'}" />
			<button
				class="toggle"
				role="switch"
				aria-checked="${String(tellsChanges)}"
				aria-labelledby="callback-form"
				name="switch"
			></button>
		</form>
	</section>`;
}

const moods: Record<DeliveryOutcome, 'good' | 'bad' | 'wait' | 'plain'> = {
	'under way': 'wait',
	'held back': 'wait',
	accepted: 'good',
	ignored: 'plain',
	refused: 'bad',
	'not answered': 'bad',
};

const shownDeliveries = 100;

function deliveryRow(store: CopernicaStore, delivery: Delivery): Html {
	const headers = delivery.sent?.headers.map(([name, value]) => `${name}: ${value}`) ?? [];
	const message = [...headers, '', delivery.sent?.body ?? ''].join('\n');
	const profile = store.profiles.get(delivery.profileId ?? 0);
	const outcome = outcomeOf(delivery);
	const status = delivery.httpStatus === null ? '' : ` · ${delivery.httpStatus}`;
	return html`<tr data-key="delivery-${delivery.id}">
		<td class="time">${timeText(delivery.at)}</td>
		<td class="change">
			${profile === undefined
				? null
				: html`<a href="/publisher/profile/${profile.id}">${profileName(profile)}</a><br />`}
			<span class="soft">${delivery.subject} by ${delivery.cause}</span>
		</td>
		<td>${tag(`${outcome}${status}`, moods[outcome])}</td>
		<td>
			${codeOf(delivery) === null ? null : html`<code>${codeOf(delivery)}</code>`}
			${details('Answer', delivery.answer ?? '', `answer-${delivery.id}`)}
		</td>
		<td class="address">
			<span class="soft">${delivery.url}</span>
			${details('Message', message, `message-${delivery.id}`)}
		</td>
		<td class="time">${delivery.durationMs === null ? '' : `${delivery.durationMs} ms`}</td>
	</tr>`;
}

/** The last deliveries, newest first; a part of the page that is loaded again every second. */
export function deliveriesPart({ deliveries, store }: Copernica): Html {
	const last = [...deliveries.list()].slice(-shownDeliveries).reverse();
	if (last.length === 0)
		return html`<section class="card">
			<p class="empty">No callbacks have been sent yet. Edit a profile that a callback watches.</p>
		</section>`;
	const rows = last.map((delivery) => deliveryRow(store, delivery));
	const heads = ['Time', 'Change', 'Result', 'Answer', 'Sent to', 'Duration'];
	return card(
		html`Sent callbacks<span class="count">newest first</span>`,
		table('Deliveries', heads, html`${rows}`),
	);
}

/** The page of deliveries. */
export function deliveriesPage(copernica: Copernica): Html {
	return html`${pageTitle('Deliveries', 'What Copernica sent, and what came back.')}
	${live('/publisher/deliveries/part', deliveriesPart(copernica))}`;
}
