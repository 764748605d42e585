import type { PreparedProfile } from '../../../core/contracts/preparedProfile';
import type { DeliverySettings } from '../../../core/activate/deliver';
import type { ActivateEvent } from '../../../core/activate/event';
import type { Reply } from '../../../core/http/exchange';
import type { Ports } from '../../../core/activate/orderedPost';

/** 2025-01-31T12:00:00Z in Unix seconds. */
export const RECEIVED_SECONDS = 1_738_324_800;
/** When the run takes place that sends what was received. */
export const NOW = '2025-01-31T12:00:05.000Z';

export function prepared(over: Partial<PreparedProfile> = {}): PreparedProfile {
	return {
		profile: { email: 'ann@example.com', firstname: 'Ann' },
		consents: {},
		subscribedElsewhere: [],
		changed: null,
		previous: null,
		source: {
			entity: 'profile',
			profileId: '7',
			subprofileId: null,
			databaseId: '1',
			collectionId: null,
			change: 'update',
			changeKey: 'a'.repeat(64),
			receivedAt: '2025-01-31T12:00:00.000Z',
			order: 1_738_324_800_000_000,
			sentAt: null,
		},
		fingerprint: 'b'.repeat(64),
		notes: [],
		...over,
	};
}

export function event(
	name: string,
	person: number,
	more: Record<string, string> = {},
): ActivateEvent {
	return { event: name, email: `p${person}@example.com`, timestamp: RECEIVED_SECONDS, ...more };
}

export const settings: DeliverySettings = {
	limits: { maxEvents: 50, maxBytes: 500_000 },
	caps: { maxAttempts: 3, baseMs: 1000, maxWaitMs: 60_000, maxTotalMs: 120_000 },
	intervalMs: 0,
	parallel: 1,
	resendUnclear: false,
};

export interface FakeVendor extends Ports {
	requests: ActivateEvent[][];
	waits: number[];
}

/** Stands for the network: answers by a function of the request and its number (from 1), and never really waits. */
export function fakeVendor(
	answer: (events: readonly ActivateEvent[], request: number) => Reply,
): FakeVendor {
	const requests: ActivateEvent[][] = [];
	const waits: number[] = [];
	return {
		requests,
		waits,
		post: async (events) => {
			requests.push([...events]);
			return answer(events, requests.length);
		},
		wait: async (milliseconds) => {
			waits.push(milliseconds);
		},
		now: () => RECEIVED_SECONDS * 1000,
		random: () => 0,
	};
}

export function http(status: number, body: unknown = '', retryAfter?: string): Reply {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return {
		kind: 'answer',
		status,
		body: text,
		...(retryAfter === undefined ? {} : { retryAfter }),
	};
}
