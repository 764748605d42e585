import type { QuirkSwitches } from '../quirks';
import type { CopernicaStore } from '../store/store';
import type { StoreChange } from '../store/model';
import type { Deliveries } from './deliveries';
import { holds } from './expression';
import { isWanted } from './match';
import type { CallbackRegistry } from './registry';
import { scopeOf } from './scope';

/** A condition that could not be evaluated; the callback stayed silent. */
export interface ConditionFault {
	callbackId: number;
	expression: string;
	reason: string;
}

/** Fires every callback that wants to hear of a change. */
export class Dispatcher {
	readonly conditionFaults: ConditionFault[] = [];

	constructor(
		private readonly registry: CallbackRegistry,
		private readonly deliveries: Deliveries,
		private readonly quirks: QuirkSwitches,
	) {}

	dispatch(change: StoreChange, store: CopernicaStore): void {
		for (const callback of this.registry.list()) {
			if (!isWanted(callback, change, this.quirks.current)) continue;
			if (this.conditionHolds(callback.id, callback.expression, change, store))
				this.deliveries.send(callback, change);
		}
	}

	private conditionHolds(
		callbackId: number,
		expression: string,
		change: StoreChange,
		store: CopernicaStore,
	): boolean {
		try {
			return holds(expression, scopeOf(change, store));
		} catch (reason) {
			this.conditionFaults.push({
				callbackId,
				expression,
				reason: reason instanceof Error ? reason.message : String(reason),
			});
			return false;
		}
	}
}
