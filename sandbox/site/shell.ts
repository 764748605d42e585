import { htmlAnswer, type Answer } from '../http/answer';
import { html, type Html } from '../http/html';
import { page, type NavGroup } from '../http/layout';
import type { Site } from './site';
import { tourStrip } from './tourPart';

const vendors = {
	copernica: 'Copernica',
	activate: 'Spotler Activate',
} as const;

function navigation({ copernica, activate, tour }: Site, here: string): NavGroup[] {
	const entry = (href: string, name: string) => ({ href, name, isHere: href === here });
	const groups: NavGroup[] = [
		{
			owner: 'copernica',
			name: vendors.copernica,
			entries: [
				entry(`${copernica.url}/`, 'Profiles'),
				entry(`${copernica.url}/publisher/callbacks`, 'Callbacks'),
				entry(`${copernica.url}/publisher/deliveries`, 'Deliveries'),
			],
		},
		{
			owner: 'activate',
			name: vendors.activate,
			entries: [entry(`${activate.url}/`, 'Events and contacts')],
		},
	];
	if (tour.host === null) return groups;
	const executions = { href: '/tour/executions', name: 'Executions', isElsewhere: true };
	return [...groups, { owner: 'n8n', name: 'n8n', entries: [executions] }];
}

/**
 * A page of the site.
 *
 * @param path of the page on its vendor's port, to mark it in the navigation
 */
export function sitePage(
	site: Site,
	vendor: keyof typeof vendors,
	{ path, heading, body, status }: { path: string; heading: string; body: Html; status?: number },
): Answer {
	const isStart = vendor === 'copernica' && path === '/';
	const strip = isStart || site.tour.host === null ? null : tourStrip(site);
	const text = page({
		vendor: vendors[vendor],
		heading,
		nav: navigation(site, site[vendor].url + path),
		now: site.clock(),
		body: html`${strip}${body}`,
	});
	return htmlAnswer(text, status);
}
