import { htmlAnswer, textAnswer, type Answer } from '../http/answer';
import { html, type Html } from '../http/html';
import { details, page, table } from '../http/layout';
import type { Call } from '../http/serve';
import { consents, type Contact } from './contacts';
import type { Activate } from './activate';
import type { Arrival } from './track';

const shownRows = 100;

function consentTag(value: unknown): Html {
	if (value === 'yes') return html`<span class="tag good">yes</span>`;
	if (value === 'no') return html`<span class="tag bad">no</span>`;
	return html`<span class="dim">unknown</span>`;
}

function contactRow(contact: Contact): Html {
	const others = Object.entries(contact.fields).filter(
		([key]) => !consents.some((consent) => consent === key),
	);
	return html`<tr>
		<td>${contact.email ?? contact.emailHash ?? contact.userid}</td>
		${consents.map((consent) => html`<td>${consentTag(contact.fields[consent])}</td>`)}
		<td>
			${others.map(([key, value]) => html`<div><span class="dim">${key}</span> ${value}</div>`)}
		</td>
		<td>${contact.events.length}</td>
		<td>${contact.modified}</td>
	</tr>`;
}

function contactsPart(activate: Activate): Html {
	const contacts = [...activate.contacts.list()].sort((left, right) =>
		left.modified < right.modified ? 1 : -1,
	);
	if (contacts.length === 0) return html`<p class="dim">No contacts yet.</p>`;
	const rows = contacts.slice(0, shownRows).map(contactRow);
	return table('Contacts', ['Contact', ...consents, 'Fields', 'Events', 'Modified'], html`${rows}`);
}

function arrivalRow(arrival: Arrival): Html {
	const stored = arrival.status === 'stored';
	const text = JSON.stringify(arrival.event, null, 2) ?? '';
	const name =
		typeof arrival.event === 'object' && arrival.event !== null && 'event' in arrival.event
			? String(arrival.event.event)
			: '';
	return html`<tr>
		<td>${arrival.at.slice(11, 19)}</td>
		<td>${name}</td>
		<td><span class="tag ${stored ? 'good' : 'bad'}">${arrival.status}</span></td>
		<td>${arrival.fault?.message}${details('Event', text)}</td>
	</tr>`;
}

function arrivalsPart(activate: Activate): Html {
	const arrivals = [...activate.arrivals()].slice(-shownRows).reverse();
	if (arrivals.length === 0) return html`<p class="dim">No events yet.</p>`;
	const rows = arrivals.map(arrivalRow);
	return table('Events', ['Time (UTC)', 'Event', 'Status', 'Content'], html`${rows}`);
}

function wholePage(activate: Activate): string {
	const body = html`<h2>Events, newest first</h2>
		<div data-live="/activate/arrivals" aria-live="polite">${arrivalsPart(activate)}</div>
		<h2>Contacts</h2>
		<div data-live="/activate/contacts">${contactsPart(activate)}</div>`;
	return page({ title: 'Sandbox · Spotler Activate', path: '/', body });
}

/** Answers a call for the page of Activate, or for one of its parts that are loaded again every second. */
export function answerActivatePage(activate: Activate, call: Call): Answer {
	if (call.path === '/') return htmlAnswer(wholePage(activate));
	if (call.path === '/activate/arrivals') return htmlAnswer(arrivalsPart(activate).text);
	if (call.path === '/activate/contacts') return htmlAnswer(contactsPart(activate).text);
	return textAnswer(404, 'Not found');
}
