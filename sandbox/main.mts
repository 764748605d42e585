/**
 * Runs the sandbox as a process of its own: `tsx sandbox/main.mts [--port=4010] [--activate-port=4011] [--people=8]`,
 * or SANDBOX_PORT, SANDBOX_ACTIVATE_PORT, SANDBOX_PEOPLE; `--font=<woff2 file>` sets the typeface of its pages. Prints one line of JSON once it listens.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startSandbox } from './index.ts';

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: process.env.SANDBOX_PORT ?? '0' },
		'activate-port': { type: 'string', default: process.env.SANDBOX_ACTIVATE_PORT ?? '0' },
		people: { type: 'string', default: process.env.SANDBOX_PEOPLE ?? '8' },
		font: { type: 'string', default: '' },
	},
});
const number = z.coerce.number().int().nonnegative();
const sandbox = await startSandbox({
	port: number.parse(values.port),
	activatePort: number.parse(values['activate-port']),
	seed: { people: number.parse(values.people) },
	font: values.font === '' ? null : readFileSync(values.font),
});
const { copernica, activate } = sandbox;
console.log(
	JSON.stringify({
		copernica: {
			url: copernica.url,
			authenticateUrl: copernica.authenticateUrl,
			dohUrl: copernica.dohUrl,
			soapUrl: copernica.soapUrl,
			accessToken: copernica.accessToken,
			accountId: copernica.accountId,
			page: `${copernica.url}/`,
			control: `${copernica.url}/_sandbox`,
		},
		activate: {
			url: activate.url,
			accountId: activate.accountId,
			apiKey: activate.apiKey,
			page: `${activate.url}/`,
		},
	}),
);

let stopping = false;
const stop = () => {
	if (stopping) return;
	stopping = true;
	void sandbox.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
