import type { Sandbox } from '../../../../sandbox';

/** An answer with its JSON, or its text where it is none. */
export interface Reply {
	status: number;
	headers: Headers;
	text: string;
	json: unknown;
}

async function send(url: string, init: RequestInit): Promise<Reply> {
	const response = await fetch(url, { redirect: 'manual', ...init });
	const text = await response.text();
	let json: unknown = null;
	try {
		json = JSON.parse(text);
	} catch {
		json = null;
	}
	return { status: response.status, headers: response.headers, text, json };
}

/** A JWT, as the credential gets it. */
export async function freshJwt(sandbox: Sandbox): Promise<string> {
	const { authenticateUrl, accessToken } = sandbox.copernica;
	const body = new URLSearchParams({ access_token: accessToken });
	return (await send(authenticateUrl, { method: 'POST', body })).text;
}

type Rest = (method: string, path: string, data?: unknown) => Promise<Reply>;

/** Calls REST v4 with a fresh JWT. */
export async function v4Of(sandbox: Sandbox): Promise<Rest> {
	const authorization = `Bearer ${await freshJwt(sandbox)}`;
	return async (method, path, data) =>
		await send(`${sandbox.copernica.url}/v4/${path}`, {
			method,
			headers: { authorization, 'content-type': 'application/json' },
			body: data === undefined ? undefined : JSON.stringify(data),
		});
}

/** Calls an older or unversioned REST API with the access token in the query. */
export function queryRest(sandbox: Sandbox, version: 'v1' | 'v2' | 'v3' | ''): Rest {
	const base = [sandbox.copernica.url, version].filter((part) => part !== '').join('/');
	return async (method, path, data) => {
		const glue = path.includes('?') ? '&' : '?';
		return await send(`${base}/${path}${glue}access_token=${sandbox.copernica.accessToken}`, {
			method,
			headers: { 'content-type': 'application/json' },
			body: data === undefined ? undefined : JSON.stringify(data),
		});
	};
}

/** Calls Spotler Activate with the right keys. */
export function activateApi(sandbox: Sandbox): Rest {
	const { activate } = sandbox;
	return async (method, path, data) =>
		await send(`${activate.url}/${path}`, {
			method,
			headers: {
				'X-AUTH-ACCOUNT': activate.accountId,
				'X-AUTH-APIKEY': activate.apiKey,
				'content-type': 'application/json',
			},
			body: data === undefined ? undefined : JSON.stringify(data),
		});
}

/** Calls the control API. */
export function controlApi(sandbox: Sandbox): Rest {
	return async (method, path, data) =>
		await send(`${sandbox.copernica.url}/_sandbox/${path}`, {
			method,
			body: data === undefined ? undefined : JSON.stringify(data),
		});
}

export { send };
