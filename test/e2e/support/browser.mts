import { existsSync } from 'node:fs';

const USUAL_PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of an installed Chromium or Chrome: `CHROMIUM_PATH`, else the usual places; undefined where there is none. */
export function findBrowser(): string | undefined {
	return [process.env.CHROMIUM_PATH, ...USUAL_PLACES].find(
		(place) => place !== undefined && existsSync(place),
	);
}

/** What to tell a person whose machine has no browser. */
export const NO_BROWSER =
	'The browser suite needs Chromium or Chrome. Install it (Debian, Ubuntu: apt-get install chromium) or set CHROMIUM_PATH to its executable.';
