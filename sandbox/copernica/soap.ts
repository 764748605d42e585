import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { textAnswer, type Answer } from '../http/answer';
import type { Call } from '../http/serve';
import { account } from './account';
import type { Callback } from './callbacks/registry';
import type { World } from './world';

const parser = new XMLParser({ removeNSPrefix: true, parseTagValue: false, processEntities: true });
const envelopeSchema = z.object({
	Envelope: z.object({ Body: z.record(z.string(), z.unknown()) }),
});
const textsSchema = z
	.record(z.string(), z.unknown())
	.transform((map) =>
		Object.fromEntries(
			Object.entries(map).flatMap(([name, value]) =>
				typeof value === 'string' ? [[name, value]] : [],
			),
		),
	);
type Parameters = Record<string, string>;

function escapeXml(text: string): string {
	return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * The structure `callback`; other than REST it knows `api_disabled`
 * (docs/vendors/copernica.md#13-registering-through-soap).
 */
function shown(callback: Callback, tag: string): string {
	const values = {
		id: callback.id,
		url: callback.url,
		method: callback.method,
		expression: callback.expression,
		api_disabled: callback.apiDisabled,
		actionfilter: callback.action,
	};
	const inner = Object.entries(values).map(
		([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`,
	);
	return `<${tag}>${inner.join('')}</${tag}>`;
}

type Operation = (world: World, parameters: Parameters) => string | null;

/** By id or by url (docs/vendors/copernica.md#13-registering-through-soap). */
function find(callbacks: readonly Callback[], identifier: string): string | null {
	const callback = callbacks.find(({ id, url }) => String(id) === identifier || url === identifier);
	return callback === undefined ? null : shown(callback, 'callback');
}

function create(
	world: World,
	source: { databaseId: number; collectionId: number | null },
	parameters: Parameters,
): string | null {
	const { url, expression = '', method = 'json' } = parameters;
	if (url === undefined || url === '') return null;
	return shown(world.callbacks.add(source, { url, expression, method }), 'callback');
}

/** The calls of the SOAP API that concern callbacks. Null = no such entity. */
const operations: Record<string, Operation> = {
	Account_callback: (world, { identifier = '' }) => find(world.callbacks.list(), identifier),
	Database_callback: (world, { id = '', identifier = '' }) =>
		find(
			world.callbacks.list().filter((callback) => String(callback.databaseId) === id),
			identifier,
		),
	Database_callbacks: (world, { id = '' }) => {
		const found = world.callbacks
			.list()
			.filter((entry) => String(entry.databaseId) === id && entry.collectionId === null);
		const items = found.map((callback) => shown(callback, 'callback')).join('');
		return `<callbacks><start>0</start><length>${found.length}</length><total>${found.length}</total><items>${items}</items></callbacks>`;
	},
	Database_createCallback: (world, parameters) => {
		const database = world.store.databases.get(Number(parameters.id));
		if (database === undefined) return null;
		return create(world, { databaseId: database.id, collectionId: null }, parameters);
	},
	Collection_createCallback: (world, parameters) => {
		const collection = world.store.collections.get(Number(parameters.id));
		if (collection === undefined) return null;
		const { id, databaseId } = collection;
		return create(world, { databaseId, collectionId: id }, parameters);
	},
};

function envelope(status: number, body: string): Answer {
	return textAnswer(
		status,
		`<?xml version="1.0" encoding="UTF-8"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="http://www.copernica.com/"><SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>\n`,
		'text/xml',
	);
}

function soapFault(message: string): Answer {
	return envelope(
		500,
		`<SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>${message}</faultstring></SOAP-ENV:Fault>`,
	);
}

function requestOf(text: string): { name: string; parameters: Parameters } | null {
	try {
		const parsed = envelopeSchema.safeParse(parser.parse(text));
		const entry = parsed.success ? Object.entries(parsed.data.Envelope.Body)[0] : undefined;
		if (entry === undefined) return null;
		const flat = textsSchema.safeParse(entry[1]);
		const nested = z.object({ parameters: textsSchema }).safeParse(entry[1]);
		const parameters = {
			...(flat.success ? flat.data : {}),
			...(nested.success ? nested.data.parameters : {}),
		};
		return { name: entry[0], parameters };
	} catch {
		return null;
	}
}

/**
 * Answers a SOAP 1.1 call; the token is a parameter of each call
 * (docs/vendors/copernica.md#13-registering-through-soap).
 */
export function answerSoap(world: World, call: Call): Answer {
	const request = requestOf(call.body.toString('utf8'));
	if (request === null) return soapFault('Invalid request');
	if (request.parameters.access_token !== account.accessToken)
		return soapFault('Invalid access token');
	const operation = Object.hasOwn(operations, request.name) ? operations[request.name] : undefined;
	if (operation === undefined) return soapFault('Procedure not present');
	const result = operation(world, request.parameters);
	if (result === null) return soapFault('No entity with supplied ID');
	return envelope(200, `<ns1:${request.name}Response>${result}</ns1:${request.name}Response>`);
}
