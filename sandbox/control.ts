import { z } from 'zod';
import type { Activate } from './activate/activate';
import { activateQuirksSchema } from './activate/quirks';
import { echoSchema } from './activate/echo';
import { callbackChangesSchema, callbackInputSchema } from './copernica/callbacks/registry';
import { deliveryPlanSchema } from './copernica/callbacks/deliveries';
import type { Copernica } from './copernica/copernica';
import { dnsSchema } from './copernica/doh';
import { editSchema, UnknownEntity } from './copernica/edit';
import { quirksSchema } from './copernica/quirks';
import { mailingEventSchema } from './copernica/webhook';
import { faultRuleSchema } from './faults';
import { jsonAnswer, type Answer } from './http/answer';
import { textAt } from './http/phpForm';
import type { Call } from './http/serve';
import type { Tour } from './site/tour';

/** What the control API works on. */
export interface ControlWorld {
	copernica: Copernica;
	activate: Activate;
	tour: Tour;
	reset: () => void;
}

type Control = (world: ControlWorld, body: unknown, call: Call) => unknown;

const empty = z.object({}).strict();
const idBody = z.object({ id: z.number().int().positive() }).strict();
const callbackUpdate = z.object({
	id: z.number().int().positive(),
	changes: callbackChangesSchema,
});
const release = z.object({ order: z.enum(['in-order', 'reversed']).default('in-order') }).strict();
const route = z
	.object({ publicOrigin: z.string().url(), loopbackOrigin: z.string().url() })
	.strict();
const tourHost = z.object({ executions: z.string().url(), cookie: z.string() }).strict();
const webhook = z
	.object({
		url: z.string().url(),
		profile: z.number().int().optional(),
		type: z.enum(['create', 'update', 'delete']).default('update'),
	})
	.strict();

function vendor(world: ControlWorld, call: Call): Copernica | Activate {
	return call.path.includes('/activate/') ? world.activate : world.copernica;
}

function since(call: Call): number {
	return Number(textAt(call.query, 'since') ?? 0);
}

const addFault: Control = (world, body, call) => ({
	id: vendor(world, call).faults.add(faultRuleSchema.parse(body)),
});
const listFaults: Control = (world, _body, call) => vendor(world, call).faults.list();
const clearFaults: Control = (world, _body, call) => vendor(world, call).faults.clear();
const listRequests: Control = (world, _body, call) => vendor(world, call).requests.list();

function state({ copernica, activate }: ControlWorld): unknown {
	const { store } = copernica;
	return {
		copernica: {
			url: copernica.url,
			authenticateUrl: copernica.authenticateUrl,
			dohUrl: copernica.dohUrl,
			soapUrl: copernica.soapUrl,
			accessToken: copernica.accessToken,
			accountId: copernica.accountId,
			databases: [...store.databases.values()].map(({ id, name }) => ({ id, name })),
			collections: [...store.collections.values()].map(({ id, name, databaseId }) => ({
				id,
				name,
				databaseId,
			})),
			profiles: [...store.profiles.values()].filter(({ removed }) => removed === false).length,
			callbacks: copernica.callbacks.list(),
			quirks: copernica.quirks.current,
			dns: copernica.dns,
		},
		activate: {
			url: activate.url,
			accountId: activate.accountId,
			apiKey: activate.apiKey,
			contacts: activate.contacts.list().length,
			arrivals: activate.arrivals().length,
			quirks: activate.quirks.current,
			echo: activate.echo,
		},
	};
}

/** Every control call: method and path below `/_sandbox`, and what it does. Bodies are JSON. */
const controls: Record<string, Control> = {
	'GET /state': (world) => state(world),
	'POST /reset': (world, body) => {
		empty.parse(body);
		world.reset();
	},
	'GET /settled': async ({ copernica }) => {
		await copernica.settled();
		return { deliveries: copernica.deliveries.list().length };
	},

	'PUT /tour': ({ tour }, body) => {
		tour.host = tourHost.parse(body);
	},

	'GET /copernica/profiles': ({ copernica }) => [...copernica.store.profiles.values()],
	'GET /copernica/subprofiles': ({ copernica }) => [...copernica.store.subprofiles.values()],
	'POST /copernica/edit': ({ copernica }, body) => copernica.edit(editSchema.parse(body)),
	'GET /copernica/callbacks': ({ copernica }) => copernica.callbacks.list(),
	'POST /copernica/callbacks': ({ copernica }, body) =>
		copernica.registerCallback(callbackInputSchema.parse(body)),
	'PUT /copernica/callbacks': ({ copernica }, body) => {
		const { id, changes } = callbackUpdate.parse(body);
		const callback = copernica.callbacks.find(id);
		if (callback === null) throw new UnknownEntity('No such callback');
		return copernica.callbacks.update(callback, changes);
	},
	'DELETE /copernica/callbacks': ({ copernica }, body) => ({
		removed: copernica.callbacks.remove(idBody.parse(body).id),
	}),
	'GET /copernica/deliveries': ({ copernica }, _body, call) =>
		copernica.deliveries.list().filter(({ id }) => id > since(call)),
	'POST /copernica/deliveries/plan': ({ copernica }, body) =>
		copernica.deliveries.plan(deliveryPlanSchema.parse(body)),
	'POST /copernica/deliveries/release': ({ copernica }, body) => ({
		released: copernica.deliveries.release(release.parse(body).order),
	}),
	'POST /copernica/deliveries/resend': ({ copernica }, body) => {
		const delivery = copernica.deliveries.resend(idBody.parse(body).id);
		if (delivery === null) throw new UnknownEntity('No such delivery');
		return delivery;
	},
	'POST /copernica/route': ({ copernica }, body) => {
		const { publicOrigin, loopbackOrigin } = route.parse(body);
		copernica.deliveries.route(publicOrigin, loopbackOrigin);
	},
	'POST /copernica/webhook': ({ copernica }, body) => {
		const { url, profile, type } = webhook.parse(body);
		return profile === undefined
			? copernica.testWebhook(url)
			: copernica.sendWebhook(url, profile, type);
	},
	'GET /copernica/webhooks': ({ copernica }) => copernica.webhooks.list(),
	'POST /copernica/mailing-event': ({ copernica }, body) =>
		copernica.mailingEvent(mailingEventSchema.parse(body)),
	'GET /copernica/condition-faults': ({ copernica }) => copernica.dispatcher.conditionFaults,
	'PUT /copernica/quirks': ({ copernica }, body) =>
		copernica.quirks.set(quirksSchema.partial().strict().parse(body)),
	'PUT /copernica/dns': ({ copernica }, body) =>
		copernica.setDns(dnsSchema.partial().strict().parse(body)),
	'POST /copernica/keys/rotate': ({ copernica }) => ({ name: copernica.keys.rotate().name }),
	'POST /copernica/keys/revoke': ({ copernica }) =>
		copernica.keys.revoke(copernica.keys.current().name),
	'POST /copernica/tokens/expire': ({ copernica }) => copernica.tokens.expireAll(),
	'GET /copernica/requests': listRequests,
	'GET /copernica/faults': listFaults,
	'POST /copernica/faults': addFault,
	'DELETE /copernica/faults': clearFaults,

	'GET /activate/contacts': ({ activate }) => activate.contacts.list(),
	'GET /activate/arrivals': ({ activate }, _body, call) =>
		activate.arrivals().filter(({ id }) => id > since(call)),
	'PUT /activate/quirks': ({ activate }, body) =>
		activate.quirks.set(activateQuirksSchema.partial().strict().parse(body)),
	'PUT /activate/echo': ({ activate }, body) =>
		activate.setEcho(echoSchema.partial().strict().parse(body)),
	'GET /activate/requests': listRequests,
	'GET /activate/faults': listFaults,
	'POST /activate/faults': addFault,
	'DELETE /activate/faults': clearFaults,
};

function bodyOf(call: Call): unknown {
	const text = call.body.toString('utf8');
	const body: unknown = text.trim() === '' ? {} : JSON.parse(text);
	return body;
}

/**
 * Answers a call below `/_sandbox`: 200 with JSON, 404 for an unknown path, 400 with `{code, message}` for a body
 * that does not fit or an id that does not exist.
 */
export async function answerControl(world: ControlWorld, call: Call): Promise<Answer> {
	const control = controls[`${call.method} ${call.path.replace(/^\/_sandbox/, '')}`];
	if (control === undefined)
		return jsonAnswer(404, { code: 'UNKNOWN_CONTROL', message: 'See sandbox/README.md' });
	try {
		const result = await control(world, bodyOf(call), call);
		return jsonAnswer(200, result ?? { done: true });
	} catch (reason) {
		if (reason instanceof z.ZodError)
			return jsonAnswer(400, { code: 'INVALID_BODY', message: reason.message });
		if (reason instanceof UnknownEntity)
			return jsonAnswer(400, { code: 'UNKNOWN_ENTITY', message: reason.message });
		if (reason instanceof SyntaxError)
			return jsonAnswer(400, { code: 'NOT_JSON', message: reason.message });
		return jsonAnswer(500, { code: 'SANDBOX', message: String(reason) });
	}
}
