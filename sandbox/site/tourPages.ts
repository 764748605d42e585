import { emptyAnswer, htmlAnswer, textAnswer, type Answer } from '../http/answer';
import type { Call } from '../http/serve';
import type { Site } from './site';
import { stripPart, tourPart } from './tourPart';

type TourPage = (site: Site) => Answer;

/**
 * Opens the executions in n8n, signed in. Both are on the same host, and a browser keeps cookies for a host, not for a
 * port.
 */
const openExecutions: TourPage = ({ tour, clock }) => {
	if (tour.host === null) return textAnswer(404, 'Not found');
	tour.visit(clock());
	return emptyAnswer(302, {
		Location: tour.host.executions,
		'Set-Cookie': `${tour.host.cookie}; Path=/; HttpOnly; SameSite=Lax`,
	});
};

const pages: Record<string, TourPage> = {
	'GET /tour/part': (site) => htmlAnswer(tourPart(site).text),
	'GET /tour/strip': (site) => htmlAnswer(stripPart(site).text),
	'GET /tour/executions': openExecutions,
	'POST /tour/restart': ({ tour, clock, copernica }) => {
		tour.restart(clock());
		return emptyAnswer(303, { Location: `${copernica.url}/` });
	},
	'GET /tour/inter.woff2': ({ font }) =>
		font === null
			? textAnswer(404, 'Not found')
			: {
					status: 200,
					headers: { 'Content-Type': 'font/woff2', 'Cache-Control': 'max-age=3600' },
					body: font,
				},
};

/** Answers a call below `/tour`, which both ports have. */
export function answerTour(site: Site, call: Call): Answer {
	return pages[`${call.method} ${call.path}`]?.(site) ?? textAnswer(404, 'Not found');
}
