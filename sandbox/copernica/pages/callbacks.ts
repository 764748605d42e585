import { html, type Html } from '../../http/html';
import { details, table } from '../../http/layout';
import type { Delivery } from '../callbacks/deliveries';
import { formatSchema } from '../callbacks/format';
import type { Callback } from '../callbacks/registry';
import { triggers } from '../causes';
import { signingModes } from '../signing';
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
	return html`<h2>Callback ${callback.id} on ${source}</h2>
		<form
			class="grid"
			method="post"
			action="/publisher/callback/${callback.id}"
			aria-label="Callback ${callback.id}"
		>
			${settings(callback)}
			<div class="wide bar">
				<button name="do" value="save">Save callback ${callback.id}</button
				><button class="quiet" name="do" value="delete">Delete callback ${callback.id}</button>
			</div>
		</form>`;
}

/** The registered callbacks and a form for a new one. */
export function callbacksPage(store: CopernicaStore, callbacks: readonly Callback[]): Html {
	return html`<h2>Add Callback URL</h2>
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
		${callbacks.length === 0
			? html`<p class="dim">No callbacks yet.</p>`
			: callbacks.map((callback) => callbackForm(store, callback))}
		<h2>Marketing Suite: Test webhook</h2>
		<form class="bar" method="post" action="/publisher/test-webhook">
			<label><span>URL</span><input name="url" required /></label><button>Test webhook</button>
		</form>`;
}

function outcome(delivery: Delivery): Html {
	if (delivery.state === 'failed') return html`<span class="tag bad">no answer</span>`;
	if (delivery.httpStatus === null) return html`<span class="tag">${delivery.state}</span>`;
	const good = delivery.httpStatus >= 200 && delivery.httpStatus < 300;
	return html`<span class="tag ${good ? 'good' : 'bad'}">${delivery.httpStatus}</span>`;
}

const shownDeliveries = 100;

/** The last deliveries, newest first; a part of the page that is loaded again every second. */
export function deliveriesPart(deliveries: readonly Delivery[]): Html {
	if (deliveries.length === 0)
		return html`<p class="dim">
			No callbacks have been sent yet. Add a callback, then edit a profile.
		</p>`;
	const rows = [...deliveries]
		.slice(-shownDeliveries)
		.reverse()
		.map((delivery) => {
			const headers = delivery.sent?.headers.map(([name, value]) => `${name}: ${value}`) ?? [];
			const message = [...headers, '', delivery.sent?.body ?? ''].join('\n');
			return html`<tr>
				<td>${delivery.at.slice(11, 19)}</td>
				<td>${delivery.subject}<br /><span class="dim">by ${delivery.cause}</span></td>
				<td>${delivery.url}${details('Message', message)}</td>
				<td>${outcome(delivery)}</td>
				<td>${delivery.answer}</td>
				<td>${delivery.durationMs === null ? '' : `${delivery.durationMs} ms`}</td>
			</tr>`;
		});
	const heads = ['Time (UTC)', 'Change', 'Sent to', 'Status', 'Answer', 'Duration'];
	return table('Deliveries', heads, html`${rows}`);
}

/** The page of deliveries. */
export function deliveriesPage(deliveries: readonly Delivery[]): Html {
	return html`<h2>Sent callbacks, newest first</h2>
		<div data-live="/publisher/deliveries/part" aria-live="polite">
			${deliveriesPart(deliveries)}
		</div>`;
}
