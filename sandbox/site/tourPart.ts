import { timeText } from '../clock';
import { html, type Html } from '../http/html';
import { card, live, tag } from '../http/layout';
import type { Site } from './site';
import type { TourStep } from './tour';

/** The profile that the tour is about. */
const GUEST = 'emma.bakker@example.com';
/** A phone number that Activate does not take. */
const BAD_PHONE = '06 of 020';

function guestAddress({ copernica }: Site): string {
	const profile = [...copernica.store.profiles.values()].find(
		({ fields, removed }) => removed === false && fields.Email === GUEST,
	);
	return profile === undefined ? '/' : `/publisher/profile/${profile.id}`;
}

interface StepText {
	title: string;
	text: (site: Site) => Html;
}

const texts: Record<TourStep['name'], StepText> = {
	edit: {
		title: 'Edit a profile',
		text: (site) =>
			html`Open <a href="${site.copernica.url}${guestAddress(site)}">Emma Bakker</a>, set
				<b>Nieuwsbrief</b> to <b>Ja</b>, and select <b>Save profile</b>.`,
	},
	see: {
		title: 'See the contact',
		text: (site) =>
			html`Open <a href="${site.activate.url}/">Spotler Activate</a>: the event and the contact
				appear by themselves.`,
	},
	follow: {
		title: 'Follow the execution',
		text: () =>
			html`Open <a href="/tour/executions" target="n8n">the executions in n8n</a>. You are signed
				in; close the checklist that n8n shows first. The green line is the way that the change
				took.`,
	},
	break: {
		title: 'Break something',
		text: (site) =>
			html`Open <a href="${site.copernica.url}${guestAddress(site)}">Emma Bakker</a> again, set
				<b>Telefoon</b> to <b>${BAD_PHONE}</b>, and select <b>Save profile</b>. Activate does not
				take such a number.`,
	},
	rejected: {
		title: 'See the rejected row',
		text: () =>
			html`Open <a href="/tour/executions" target="n8n">the executions in n8n</a> again, and select
				the newest. The row left <b>Sync to Activate</b> through <b>Rejected</b>: double-click that
				step to read the code and what to do.`,
	},
};

const stateTags = {
	done: tag('Done', 'good'),
	next: tag('Next', 'wait'),
	waiting: tag('To do'),
};

function stepItem(site: Site, step: TourStep): Html {
	const { title, text } = texts[step.name];
	const { told } = step;
	return html`<li data-state="${step.state}" data-step="${step.name}">
		<h3>${title}</h3>
		${stateTags[step.state]}
		<p>${text(site)}</p>
		${told === null
			? null
			: html`<p class="told ${told.isTrouble ? 'bad' : ''}">
					${timeText(told.at)} · ${told.text}
				</p>`}
	</li>`;
}

function currentSteps({ tour, copernica, activate }: Site): TourStep[] {
	return tour.steps(copernica.deliveries.list(), activate.arrivals());
}

function progress(steps: readonly TourStep[]): Html {
	const done = steps.filter(({ state }) => state === 'done').length;
	const bars = steps.map(({ state }) => html`<i class="${state}"></i>`);
	return html`<div class="progress" role="img" aria-label="${done} of ${steps.length} steps done">
		${bars}
	</div>`;
}

/** The five steps; a part of the start page that is loaded again every second. */
export function tourPart(site: Site): Html {
	const steps = currentSteps(site);
	const isOver = steps.every(({ state }) => state === 'done');
	const restart = html`<form method="post" action="/tour/restart" data-stay>
		<button class="plain" name="restart">Start again</button>
	</form>`;
	const items = steps.map((step) => stepItem(site, step));
	return html`<div class="tour">
		${card(
			isOver ? 'Guided tour: you have seen it all' : 'Guided tour',
			html`<ol>
				${items}
			</ol>`,
			html`<div class="bar between">${progress(steps)}${restart}</div>`,
		)}
	</div>`;
}

/** What is to be done next, in one line. */
export function stripPart(site: Site): Html {
	const steps = currentSteps(site);
	const at = steps.findIndex(({ state }) => state === 'next');
	const step = steps[at];
	const overview = html`<a href="${site.copernica.url}/">All steps</a>`;
	if (step === undefined) {
		return html`<aside class="strip done" aria-label="Guided tour">
			<p><b>Guided tour:</b> all five steps are done.</p>
			${progress(steps)}${overview}
		</aside>`;
	}
	const { title, text } = texts[step.name];
	return html`<aside class="strip" aria-label="Guided tour">
		<p><b>Step ${at + 1}: ${title}.</b> ${text(site)}</p>
		${progress(steps)}${overview}
	</aside>`;
}

/** {@link stripPart}, kept up to date; on top of every page but the first. */
export function tourStrip(site: Site): Html {
	return live('/tour/strip', stripPart(site));
}
