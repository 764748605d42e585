import { emptyAnswer, jsonAnswer, textAnswer, type Answer } from '../http/answer';
import type { ActivateQuirks } from './quirks';
import type { EventFault } from './validate';

export interface Tally {
	created: number;
	updated: number;
}

/** A fault and the place of its event in the call. */
export interface PlacedFault extends EventFault {
	index: number;
}

/**
 * The answer when every event was taken, in the shape that the switch says
 * (docs/vendors/spotler-activate.md#12-unknown, point 3).
 */
export function successAnswer(quirks: ActivateQuirks, tally: Tally): Answer {
	const status = quirks.successStatus;
	switch (quirks.successBody) {
		case 'success':
			return jsonAnswer(status, { success: true });
		case 'created-updated':
			return jsonAnswer(status, { ...tally, errors: [] });
		case 'empty-object':
			return jsonAnswer(status, {});
		case 'not-json':
			return textAnswer(status, 'OK');
		case 'empty':
			return emptyAnswer(status);
	}
}

function shownFaults(faults: readonly PlacedFault[], form: ActivateQuirks['errorsForm']): unknown {
	switch (form) {
		case 'strings':
			return faults.map(({ message }) => message);
		case 'objects':
			return faults.map(({ code, message }) => ({ code, message }));
		case 'objects-with-index':
			return faults.map(({ index, code, message }) => ({ index, code, message }));
		case 'keyed-by-index':
			return Object.fromEntries(faults.map(({ index, message }) => [String(index), [message]]));
		case 'single-string':
			return faults[0]?.message ?? '';
		case 'unspecific':
			return ['Invalid request'];
	}
}

/** The answer when some or all events were refused (docs/vendors/spotler-activate.md#12-unknown, points 4 and 5). */
export function refusalAnswer(
	quirks: ActivateQuirks,
	tally: Tally,
	faults: readonly PlacedFault[],
): Answer {
	const status = quirks.badEvents === '200-with-errors' ? quirks.successStatus : 400;
	const counts = quirks.successBody === 'created-updated' ? tally : {};
	return jsonAnswer(status, { ...counts, errors: shownFaults(faults, quirks.errorsForm) });
}
