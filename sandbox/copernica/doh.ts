import { sleep } from 'n8n-workflow';
import { z } from 'zod';
import { jsonAnswer, textAnswer, type Answer } from '../http/answer';
import { textAt } from '../http/phpForm';
import type { Call } from '../http/serve';
import type { Keys } from './keys';

/** How the DNS-over-HTTPS endpoint answers. */
export const dnsSchema = z
	.object({
		answer: z
			.enum(['normal', 'nxdomain', 'servfail', 'no-answer', 'not-json', 'status-500'])
			.default('normal'),
		/** `quoted` is what both big resolvers send for TXT; `chunked` splits at 255 as DNS does. */
		form: z.enum(['quoted', 'chunked', 'plain']).default('chunked'),
		/** Seconds. */
		ttl: z.number().int().min(0).default(300),
		/** Another record before the right one, as a name may hold several. */
		otherRecordFirst: z.boolean().default(false),
		/** Blanks around the tags, which real DKIM records have. */
		blanks: z.boolean().default(true),
		/** Milliseconds to wait before answering. */
		delayMs: z.number().int().min(0).default(0),
		/** A text to serve instead of the record, to try odd ones. */
		record: z.string().optional(),
	})
	.strict();
export type DnsSettings = z.infer<typeof dnsSchema>;

const txt = 16;
const statuses = { noError: 0, servFail: 2, nxDomain: 3 };

function written(record: string, form: DnsSettings['form']): string {
	if (form === 'plain') return record;
	const chunks = form === 'quoted' ? [record] : (record.match(/.{1,255}/gs) ?? ['']);
	return chunks.map((chunk) => `"${chunk}"`).join(' ');
}

/**
 * The JSON form of DNS over HTTPS (as served by the big public resolvers) for the TXT records of the signing keys.
 */
export async function answerDns(call: Call, keys: Keys, settings: DnsSettings): Promise<Answer> {
	if (settings.delayMs > 0) await sleep(settings.delayMs);
	if (settings.answer === 'status-500') return textAnswer(500, 'Internal Server Error');
	const name = textAt(call.query, 'name');
	const type = textAt(call.query, 'type') ?? 'A';
	if (name === null || name === '') return textAnswer(400, 'Invalid query name');
	if (settings.answer === 'not-json')
		return textAnswer(200, '<html><body>Welcome</body></html>', 'text/html');
	const reply = (status: number, answers: unknown[]) => {
		const body = {
			Status: status,
			TC: false,
			RD: true,
			RA: true,
			AD: false,
			CD: false,
			Question: [{ name, type: txt }],
			...(answers.length === 0 ? {} : { Answer: answers }),
		};
		return jsonAnswer(200, body, { 'Content-Type': 'application/dns-json' });
	};
	if (settings.answer === 'servfail') return reply(statuses.servFail, []);
	const record = keys.record(name);
	if (settings.answer === 'nxdomain' || record === null) return reply(statuses.nxDomain, []);
	if (settings.answer === 'no-answer' || !['TXT', '16'].includes(type.toUpperCase()))
		return reply(statuses.noError, []);
	const spaced = settings.record ?? (settings.blanks ? record : record.replace(/; /g, ';'));
	const entry = (text: string) => ({
		name,
		type: txt,
		TTL: settings.ttl,
		data: written(text, settings.form),
	});
	const others = settings.otherRecordFirst ? [entry('google-site-verification=sandbox')] : [];
	return reply(statuses.noError, [...others, entry(spaced)]);
}
