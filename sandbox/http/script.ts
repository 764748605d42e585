import { Html } from './html';

/**
 * Keeps every element with `data-live` up to date without a reload: its address is asked again every second, and after
 * each form with `data-stay`, which is sent without leaving the page. What a person has opened stays open, what has the
 * focus keeps it, and what was not there before is marked as new. A form that is being filled in is left alone.
 */
export const script = new Html(`
const keyOf = (element) => element.dataset.key || element.getAttribute('href') || element.getAttribute('name');
const keyed = (part) => new Set([...part.querySelectorAll('tr[data-key]')].map(keyOf));

function show(part, text) {
	const open = [...part.querySelectorAll('details[open]')].map(keyOf);
	const active = part.contains(document.activeElement) ? keyOf(document.activeElement) : null;
	const before = keyed(part);
	const first = part.dataset.last === undefined;
	part.dataset.last = text;
	part.innerHTML = text;
	for (const element of part.querySelectorAll('details')) if (open.includes(keyOf(element))) element.open = true;
	if (active !== null) [...part.querySelectorAll('a, button, summary')].find((element) => keyOf(element) === active)?.focus();
	if (!first) for (const row of part.querySelectorAll('tr[data-key]')) if (!before.has(keyOf(row))) row.classList.add('new');
}

async function refresh(part) {
	const answer = await fetch(part.dataset.live);
	const text = await answer.text();
	const isTyping = part.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');
	if (answer.ok && !isTyping && part.dataset.last !== text) show(part, text);
}

let isRefreshing = false;
async function refreshAll() {
	if (isRefreshing) return;
	isRefreshing = true;
	await Promise.allSettled([...document.querySelectorAll('[data-live]')].map(refresh));
	isRefreshing = false;
}

document.addEventListener('submit', async (event) => {
	const form = event.target;
	if (!form.matches('[data-stay]')) return;
	event.preventDefault();
	await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form, event.submitter)) });
	await refreshAll();
});

const clock = document.querySelector('[data-clock]');
const ahead = Number(clock.dataset.clock) - Date.now();
const time = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam', timeStyle: 'medium' });
const tick = () => { clock.textContent = time.format(Date.now() + ahead); };
tick();
setInterval(tick, 1000);
setInterval(refreshAll, 1000);
refreshAll();
`);
