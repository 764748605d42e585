/** What the trigger sees of n8n, and no more, so that a measurement of the trigger measures nothing else. */
const { EventEmitter } = require('node:events');

const ignore = () => {};

function webhookContext(call, { url, parameters, staticData, httpRequest }) {
	const response = Object.assign(new EventEmitter(), {
		destroyed: false,
		socket: {},
		writableEnded: false,
		statusCode: 200,
	});
	const request = {
		method: call.method,
		originalUrl: call.target,
		headers: call.headers,
		rawBody: call.body,
		socket: {},
	};
	return {
		context: {
			getRequestObject: () => request,
			getResponseObject: () => response,
			getNodeParameter: (name, fallback) => parameters[name] ?? fallback,
			getWorkflowStaticData: () => staticData,
			getNodeWebhookUrl: () => url,
			getMode: () => 'webhook',
			getNode: () => ({ id: '1', name: 'Copernica Trigger', typeVersion: 2.1 }),
			getWorkflow: () => ({ id: '1' }),
			logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
			helpers: { httpRequest },
		},
		answer: () => {
			response.writableEnded = true;
			response.emit('prefinish');
		},
	};
}

module.exports = { webhookContext };
