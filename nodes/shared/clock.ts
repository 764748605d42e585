import { sleep, type IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../../core/http/exchange';

/** The signal with which n8n cancels an execution; undefined when nothing can be cancelled, as in the editor. */
export function cancelSignalOf(
	context: object | Pick<IExecuteFunctions, 'getExecutionCancelSignal'>,
): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** The real clock; waiting ends at once when the execution is cancelled. */
export function clockOf(
	context: object | Pick<IExecuteFunctions, 'getExecutionCancelSignal'>,
): Clock {
	return {
		wait: async (milliseconds) => {
			await sleep(milliseconds, cancelSignalOf(context));
		},
		now: () => Date.now(),
		random: () => Math.random(),
	};
}
