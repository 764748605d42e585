import type { Clock } from '../clock';
import type { CallbackRegistry } from './callbacks/registry';
import type { QuirkSwitches } from './quirks';
import type { CopernicaStore } from './store/store';
import type { Tokens } from './tokens';
import type { WebhookRegistry } from './webhook';

/** A mailing that was sent or planned. */
interface SentMailing {
	id: number;
	targettype: string;
	target: number;
	template: number;
	/** Null = at once. */
	start: string | null;
	rrule: string | null;
}

/** Everything that the endpoints of the sandbox's Copernica work on. */
export interface World {
	clock: Clock;
	store: CopernicaStore;
	callbacks: CallbackRegistry;
	webhooks: WebhookRegistry;
	/** What was sent, asked for or imported, newest last. */
	mailings: SentMailing[];
	dataRequests: Array<{ id: number; profile: number; report: string }>;
	imports: Array<Record<string, unknown>>;
	tokens: Tokens;
	quirks: QuirkSwitches;
	/** `http://127.0.0.1:<port>` */
	baseUrl: () => string;
}
