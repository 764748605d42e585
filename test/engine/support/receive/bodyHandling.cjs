/**
 * How n8n 2.41 treats the body of a call before a trigger's `webhook()` sees it: middlewares/body-parser.js and
 * `parseRequestBody` of webhooks/webhook-helpers.js, without the database around them. Here because it needs
 * packages of n8n-core that n8n's lint keeps out of *.ts files.
 */
const { parse: parseForm } = require('node:querystring');
const { createGunzip, createInflate } = require('node:zlib');
const { dirname } = require('node:path');
const { jsonParse, sanitizeXmlName } = require('n8n-workflow');

const fromCore = (name) =>
	require(require.resolve(name, { paths: [dirname(require.resolve('n8n-core'))] }));
const { parseIncomingMessage } = fromCore('@n8n/backend-network');
const getRawBody = fromCore('raw-body');
const { Parser } = fromCore('xml2js');

const xmlParser = new Parser({
	async: true,
	normalize: true,
	normalizeTags: true,
	explicitArray: false,
	tagNameProcessors: [sanitizeXmlName],
	attrNameProcessors: [sanitizeXmlName],
});

/** A refusal that n8n itself answers, before the node is asked. */
class HostRefusal extends Error {
	constructor(status, message) {
		super(message);
		this.status = status;
	}
}

const withoutByteOrderMark = (text) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

function rawBodyReader({ payloadSizeMax }) {
	return (req, _res, next) => {
		parseIncomingMessage(req);
		req.readRawBody = async () => {
			if (req.rawBody) return;
			let stream = req;
			let length;
			switch (req.headers['content-encoding']) {
				case 'gzip':
					stream = req.pipe(createGunzip());
					break;
				case 'deflate':
					stream = req.pipe(createInflate());
					break;
				default:
					length = req.headers['content-length'];
			}
			if (req.destroyed || !stream.readable) {
				throw new HostRefusal(400, 'Request body stream was aborted or is not readable');
			}
			req.rawBody = await getRawBody(stream, { length, limit: payloadSizeMax });
			req._body = true;
		};
		next();
	};
}

async function parseBody(req) {
	if (req.contentType?.startsWith('multipart/')) return;
	await req.readRawBody();
	const { rawBody, contentType, encoding } = req;
	if (!rawBody?.length) return;
	try {
		const text = () => rawBody.toString(encoding);
		if (contentType === 'application/json') {
			req.body = jsonParse(withoutByteOrderMark(text()));
		} else if (contentType?.endsWith('/xml') || contentType?.endsWith('+xml')) {
			req.body = await xmlParser.parseStringPromise(text());
		} else if (contentType === 'application/x-www-form-urlencoded') {
			req.body = parseForm(withoutByteOrderMark(text()), undefined, undefined, { maxKeys: 1000 });
		} else if (contentType === 'text/plain') {
			req.body = text();
		}
	} catch (error) {
		throw new HostRefusal(422, `Failed to parse request body: ${error.message}`);
	}
}

const isParsable = (contentType) =>
	contentType !== undefined &&
	(contentType.startsWith('application/json') ||
		contentType.startsWith('text/plain') ||
		contentType.startsWith('application/x-www-form-urlencoded') ||
		contentType.endsWith('/xml') ||
		contentType.endsWith('+xml'));

async function prepareBody(req, typeVersion) {
	if (req.contentType === 'multipart/form-data') {
		// n8n hands the stream to formidable, which leaves nothing for `readRawBody`.
		for await (const chunk of req) void chunk;
		req.body = { data: {}, files: {} };
		return;
	}
	if (typeVersion > 1 && !isParsable(req.contentType)) return;
	await parseBody(req);
}

module.exports = { HostRefusal, rawBodyReader, prepareBody };
