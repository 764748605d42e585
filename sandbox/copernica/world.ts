import type { Clock } from '../clock';
import type { CallbackRegistry } from './callbacks/registry';
import type { QuirkSwitches } from './quirks';
import type { SentMailing } from './rest/mailings';
import type { CopernicaStore } from './store/store';
import type { Tokens } from './tokens';
import type { WebhookRegistry } from './webhook';

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
