import express from 'express';

/** One answer of the script; `cut` drops the connection after the request was read. */
export interface ScriptedAnswer {
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	cut?: boolean;
	/** Never answers. */
	hang?: boolean;
}

/** A request as it came in; `query` keeps its encoding. */
interface SeenRequest {
	method: string;
	path: string;
	query: string;
	authorization: string | undefined;
	body: string;
}

export interface ScriptedVendor {
	url: string;
	/** Requests to the API, without the token exchange. */
	requests: SeenRequest[];
	/** Resolves when the first request to the API has come in. */
	firstRequest: Promise<void>;
	/** Bodies of the token exchange. */
	exchanges: string[];
	/** Values for the credential `copernicaApi`. */
	credential: { accessToken: string; baseUrl: string; authUrl: string };
	stop: () => Promise<void>;
}

/** What the user of the tests entered. */
export const ENTERED = 'the-access-token-of-the-test-0123456789abcdef';

/** A JWT-shaped text that tells which exchange made it. */
export const jwtOf = (exchange: number) => `head.exchange${exchange}.sign`;

export interface ScriptOptions {
	/** Answers by `METHOD path`, in turn; the last one stays. */
	answers: Record<string, ScriptedAnswer[]>;
	/** Answers of the token exchange, in turn; by default always a JWT as raw text. */
	exchangeAnswers?: ScriptedAnswer[];
}

/**
 * A vendor that answers by script, for what the sandbox does not do: odd statuses in a fixed order, and exact
 * looks at what was sent. Tests of behaviour use the sandbox.
 */
export async function startScriptedVendor(options: ScriptOptions): Promise<ScriptedVendor> {
	const requests: SeenRequest[] = [];
	let tellFirst: () => void = () => undefined;
	const firstRequest = new Promise<void>((resolve) => {
		tellFirst = resolve;
	});
	const exchanges: string[] = [];
	const counts = new Map<string, number>();
	const take = (key: string, answers: ScriptedAnswer[] | undefined): ScriptedAnswer => {
		const count = counts.get(key) ?? 0;
		counts.set(key, count + 1);
		return (
			answers?.[Math.min(count, answers.length - 1)] ?? {
				status: 400,
				body: { error: { message: `Not in the script: ${key}` } },
			}
		);
	};
	const send = (response: express.Response, answer: ScriptedAnswer): void => {
		if (answer.hang === true) return;
		if (answer.cut === true) {
			response.socket?.destroy();
			return;
		}
		response.status(answer.status ?? 200).set(answer.headers ?? {});
		if (answer.body === undefined) response.end();
		else if (typeof answer.body === 'string') response.type('text/html').send(answer.body);
		else response.json(answer.body);
	};

	const app = express();
	app.use(express.text({ type: () => true }));
	app.post('/exchange', (request, response) => {
		exchanges.push(String(request.body));
		const answer = options.exchangeAnswers;
		send(
			response,
			answer === undefined ? { body: jwtOf(exchanges.length) } : take('exchange', answer),
		);
	});
	app.use((request, response) => {
		const [path = '', query = ''] = request.originalUrl.split('?');
		requests.push({
			method: request.method,
			path,
			query,
			authorization: request.headers.authorization,
			body: typeof request.body === 'string' ? request.body : '',
		});
		tellFirst();
		const key = `${request.method} ${path}`;
		send(response, take(key, options.answers[key]));
	});

	const server = app.listen(0, '127.0.0.1');
	await new Promise<void>((resolve) => server.once('listening', () => resolve()));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('No port to listen on');
	const url = `http://127.0.0.1:${address.port}`;
	return {
		url,
		requests,
		firstRequest,
		exchanges,
		credential: { accessToken: ENTERED, baseUrl: url, authUrl: `${url}/exchange` },
		stop: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
