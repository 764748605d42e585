import { z } from 'zod';
import type { Delivery } from './deliveries';

export type DeliveryOutcome =
	| 'under way'
	| 'held back'
	| 'accepted'
	| 'ignored'
	| 'refused'
	| 'not answered';

const answerSchema = z.object({ status: z.string().optional(), code: z.string().optional() });

/** Code in a receiver's answer, such as `FIELDS_NOT_WATCHED`; null where it tells none. */
export function codeOf({ answer }: Delivery): string | null {
	return readAnswer(answer)?.code ?? null;
}

/** What became of a callback: `ignored` was answered with 2xx and a reason, `refused` with any other status. */
export function outcomeOf(delivery: Delivery): DeliveryOutcome {
	if (delivery.state === 'waiting') return 'under way';
	if (delivery.state === 'held') return 'held back';
	if (delivery.httpStatus === null) return 'not answered';
	if (delivery.httpStatus < 200 || delivery.httpStatus >= 300) return 'refused';
	return readAnswer(delivery.answer)?.status === 'ignored' ? 'ignored' : 'accepted';
}

function readAnswer(answer: string | null): z.infer<typeof answerSchema> | null {
	try {
		return answerSchema.safeParse(JSON.parse(answer ?? '')).data ?? null;
	} catch {
		return null;
	}
}

/** The sentence under a saved form: how many callbacks there were, counted by what became of them. */
export function callbackSentence(deliveries: readonly Delivery[]): string {
	if (deliveries.length === 0) return 'No callback was sent.';
	const counts = new Map<string, number>();
	for (const delivery of deliveries) {
		const outcome = outcomeOf(delivery);
		const code = outcome === 'ignored' || outcome === 'refused' ? codeOf(delivery) : null;
		const what = code === null ? outcome : `${outcome} (${code})`;
		counts.set(what, (counts.get(what) ?? 0) + 1);
	}
	const parts = [...counts].map(([what, count]) => `${count} ${what}`);
	return `Callbacks sent: ${parts.join(', ')}.`;
}
