import { describe, expect, it } from '@jest/globals';
import { sleep } from 'n8n-workflow';
import { tourStepNames } from '../../../sandbox/site/tour';
import { withSandbox } from '../../support/withSandbox';
import { activateApi, controlApi, send } from './support/client';
import { customer } from './support/ids';
import { withReceiver } from './support/receiver';

/** The guided tour of the demo: each state follows from what really happened. */
const sandbox = withSandbox();
const receiver = withReceiver();

const host = { executions: 'http://127.0.0.1:5678/workflow/abc/executions', cookie: 'session=abc' };
const copernica = async (path: string, init: RequestInit = {}) =>
	await send(sandbox.copernica.url + path, init);
const activate = async (path: string) => await send(sandbox.activate.url + path, {});

async function beginTour(): Promise<void> {
	await controlApi(sandbox)('PUT', 'tour', host);
	sandbox.copernica.registerCallback({ database: 'Customers', url: receiver.url });
}

/** State of each step as the page tells it, and what it says about the one that is next. */
async function tour(): Promise<string[]> {
	const { text } = await copernica('/tour/part');
	return [...text.matchAll(/<li data-state="(\w+)" data-step="(\w+)"/g)].map(
		([, state, name]) => `${name}: ${state}`,
	);
}

/** All steps up to the given number are done, the one after them is next. */
const doneUpTo = (count: number) =>
	tourStepNames.map((name, index) => {
		const state = index < count ? 'done' : index === count ? 'next' : 'waiting';
		return `${name}: ${state}`;
	});

async function edit(fields: Record<string, string>): Promise<void> {
	sandbox.copernica.edit({
		edit: 'update-profile',
		profile: customer(sandbox, 'emma.bakker@example.com').id,
		fields,
	});
	await sandbox.settled();
}

const track = async (fields: Record<string, string>) =>
	await activateApi(sandbox)('POST', 'v1/track', {
		events: [{ event: 'CRMUpdate', email: 'emma.bakker@example.com', ...fields }],
	});

describe('the guided tour', () => {
	it('is not there without an n8n to look at', async () => {
		expect((await copernica('/')).text).not.toContain('Guided tour');
		expect((await activate('/')).text).not.toContain('Guided tour');
		expect((await copernica('/tour/executions')).status).toBe(404);
		expect((await copernica('/tour/inter.woff2')).status).toBe(404);
	});

	it('has five steps, each done by what really happened', async () => {
		await beginTour();
		expect((await copernica('/')).text).toContain('Guided tour');
		expect(await tour()).toEqual(doneUpTo(0));

		await edit({ Nieuwsbrief: 'Ja' });
		expect(await tour()).toEqual(doneUpTo(1));

		await track({ newsletter: 'yes' });
		expect((await copernica('/tour/part')).text).toContain('emma.bakker@example.com was stored');
		expect(await tour()).toEqual(doneUpTo(1));
		await activate('/activate/arrivals');
		expect(await tour()).toEqual(doneUpTo(2));

		const opened = await copernica('/tour/executions');
		expect(opened.status).toBe(302);
		expect(opened.headers.get('location')).toBe(host.executions);
		expect(opened.headers.get('set-cookie')).toBe('session=abc; Path=/; HttpOnly; SameSite=Lax');
		expect(await tour()).toEqual(doneUpTo(3));

		await track({ phone: '06 of 020' });
		expect((await copernica('/tour/part')).text).toContain('phone has an invalid form');
		expect(await tour()).toEqual(doneUpTo(4));

		await activate('/tour/executions');
		expect(await tour()).toEqual(doneUpTo(5));
		expect((await activate('/')).text).toContain('all five steps are done');
	});

	it('does not count executions that were opened before the change arrived', async () => {
		await beginTour();
		await copernica('/tour/executions');
		await sleep(5);
		await edit({ Nieuwsbrief: 'Ja' });
		await track({ newsletter: 'yes' });
		await activate('/activate/arrivals');
		expect(await tour()).toEqual(doneUpTo(2));
	});

	it('says why an edit led to nothing', async () => {
		receiver.answers.push(401);
		await beginTour();
		await edit({ Nieuwsbrief: 'Ja' });
		expect(await tour()).toEqual(doneUpTo(0));
		expect((await copernica('/tour/part')).text).toContain('The callback was refused');
	});

	it('shows on every other page what is next', async () => {
		await beginTour();
		for (const page of [await activate('/'), await copernica('/publisher/deliveries')])
			expect(page.text).toContain('<b>Step 1: Edit a profile.</b>');
		await edit({ Nieuwsbrief: 'Ja' });
		expect((await activate('/tour/strip')).text).toContain('<b>Step 2: See the contact.</b>');
	});

	it('starts again', async () => {
		await beginTour();
		await edit({ Nieuwsbrief: 'Ja' });
		await sleep(5);
		await copernica('/tour/restart', { method: 'POST' });
		expect(await tour()).toEqual(doneUpTo(0));
	});
});
