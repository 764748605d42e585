import { timeText } from '../clock';
import { htmlAnswer, textAnswer, type Answer } from '../http/answer';
import { html, type Html } from '../http/html';
import { card, details, live, pageTitle, table, tag } from '../http/layout';
import type { Call } from '../http/serve';
import { sitePage } from '../site/shell';
import type { Site } from '../site/site';
import { consents, type Contact } from './contacts';
import type { Arrival } from './track';

const shownRows = 100;

function consentTag(value: unknown): Html {
	if (value === 'yes') return tag('yes', 'good');
	if (value === 'no') return tag('no', 'bad');
	return html`<span class="soft">unknown</span>`;
}

/** A contact, as a link to the profile in Copernica that has its address. */
function contactLink({ copernica }: Site, name: string | null): Html {
	const address = name?.trim().toLowerCase() ?? '';
	const profile = [...copernica.store.profiles.values()].find(
		({ fields, removed }) =>
			removed === false && fields.Email?.trim().toLowerCase() === address && address !== '',
	);
	return profile === undefined
		? html`${name}`
		: html`<a href="${copernica.url}/publisher/profile/${profile.id}">${name}</a>`;
}

function contactRow(site: Site, contact: Contact): Html {
	const others = Object.entries(contact.fields).filter(
		([key]) => !consents.some((consent) => consent === key),
	);
	const values = others.map(([key, value]) => html`<span><b>${key}</b>${value}</span>`);
	return html`<tr data-key="contact-${contact.id}">
		<td>${contactLink(site, contact.email ?? contact.emailHash ?? contact.userid)}</td>
		${consents.map((consent) => html`<td>${consentTag(contact.fields[consent])}</td>`)}
		<td><div class="values">${values}</div></td>
		<td class="time">${contact.events.length}</td>
		<td class="time">${contact.modified}</td>
	</tr>`;
}

function contactsPart(site: Site): Html {
	const contacts = [...site.activate.contacts.list()].sort((left, right) =>
		left.modified < right.modified ? 1 : -1,
	);
	const rows = contacts.slice(0, shownRows).map((contact) => contactRow(site, contact));
	const heads = ['Contact', ...consents, 'Fields', 'Events', 'Modified'];
	return card(
		html`Contacts<span class="count">${contacts.length}</span>`,
		contacts.length === 0
			? html`<p class="empty">
					No contacts yet. They appear here as soon as their first event arrives.
				</p>`
			: table('Contacts', heads, html`${rows}`),
	);
}

function textOf(event: unknown, key: 'event' | 'email'): string {
	if (typeof event !== 'object' || event === null) return '';
	const found = Object.entries(event).find(([name]) => name === key);
	return found === undefined ? '' : String(found[1]);
}

const moods = { stored: 'good', refused: 'bad', dropped: 'wait' } as const;

function arrivalRow(site: Site, arrival: Arrival): Html {
	const text = JSON.stringify(arrival.event, null, 2) ?? '';
	return html`<tr data-key="arrival-${arrival.id}">
		<td class="time">${timeText(arrival.at)}</td>
		<td>${textOf(arrival.event, 'event')}</td>
		<td>${contactLink(site, textOf(arrival.event, 'email'))}</td>
		<td>${tag(arrival.status, moods[arrival.status])}</td>
		<td>
			${arrival.fault === null ? null : html`<div>${arrival.fault.message}</div>`}
			${details('Event', text, `event-${arrival.id}`)}
		</td>
	</tr>`;
}

function arrivalsPart(site: Site): Html {
	const arrivals = [...site.activate.arrivals()].slice(-shownRows).reverse();
	const rows = arrivals.map((arrival) => arrivalRow(site, arrival));
	const heads = ['Time', 'Event', 'Contact', 'Status', 'Content'];
	return card(
		html`Events<span class="count">newest first</span>`,
		arrivals.length === 0
			? html`<p class="empty">No events yet. Edit a profile in Copernica, and watch this page.</p>`
			: table('Events', heads, html`${rows}`),
	);
}

const parts: Record<string, (site: Site) => Html> = {
	'/activate/arrivals': arrivalsPart,
	'/activate/contacts': contactsPart,
};

function startPage(site: Site): Answer {
	const shown = Object.entries(parts).map(([address, part]) => live(address, part(site)));
	const body = html`${pageTitle('Events and contacts', 'What n8n sent, as it arrives.')}${shown}`;
	return sitePage(site, 'activate', { path: '/', heading: 'Events and contacts', body });
}

/** Answers a call for the page of Activate, or for one of its parts that are loaded again every second. */
export function answerActivatePage(site: Site, call: Call): Answer {
	if (call.path === '/') return startPage(site);
	site.tour.look(site.clock());
	const part = parts[call.path];
	return part === undefined ? textAnswer(404, 'Not found') : htmlAnswer(part(site).text);
}
