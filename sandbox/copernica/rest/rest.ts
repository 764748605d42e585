import type { Answer } from '../../http/answer';
import { parseForm, textAt } from '../../http/phpForm';
import type { Call } from '../../http/serve';
import { account } from '../account';
import type { World } from '../world';
import { messages, Refusal } from './refusal';
import { findRoute } from './routes';

/**
 * v4 wants a JWT as Bearer, the others the access token in the query (docs/vendors/copernica.md#31-signing-in).
 * @throws Refusal
 */
function authenticate(world: World, version: string, call: Call): void {
	if (version !== 'v4') {
		const known = textAt(call.query, 'access_token') === account.accessToken;
		if (!known || world.quirks.current.accessTokenV4Only) throw new Refusal(messages.token);
		return;
	}
	const match = /^Bearer (.+)$/i.exec(call.headers.authorization ?? '');
	if (match === null || !world.tokens.isValid(match[1] ?? ''))
		throw new Refusal(messages.token, world.quirks.current.tokenErrorStatus);
}

/** Body as JSON or form (docs/vendors/copernica.md#32-requests-and-answers). @throws Refusal where it is neither */
function dataOf(call: Call): unknown {
	const text = call.body.toString('utf8');
	if (text.trim() === '') return null;
	if (/form-urlencoded/i.test(call.headers['content-type'] ?? '')) return parseForm(text);
	try {
		const data: unknown = JSON.parse(text);
		return data;
	} catch {
		return undefined;
	}
}

function answer(world: World, call: Call): Answer {
	const match = /^\/(?:(v[1-4])(?=\/|$))?(.*)$/.exec(call.path);
	const version = match?.[1] ?? '';
	authenticate(world, version, call);
	const path = (match?.[2] ?? '').replace(/^\//, '');
	const route = findRoute(call.method, path, world.quirks.current.trailingPathIgnored);
	if (route === null) throw new Refusal(messages.method);
	const data = dataOf(call);
	if (data === undefined) throw new Refusal(messages.data);
	const { method, query } = call;
	return route.handler({ world, version, method, path, query, params: route.params, data });
}

/** Answers a REST call of any version. */
export function answerRest(world: World, call: Call): Answer {
	try {
		return answer(world, call);
	} catch (reason) {
		if (reason instanceof Refusal) return reason.answer();
		if (reason instanceof URIError) return new Refusal(messages.method).answer();
		return new Refusal(`Sandbox: ${String(reason)}`, 500).answer();
	}
}
