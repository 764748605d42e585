import { refused, type Refused } from './codes';

/** When a mailing is sent: `start` as Copernica takes it, without a zone; `rrule` is an iCalendar rule, or null. */
export interface Schedule {
	start: string;
	rrule: string | null;
}

const START = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/;
const RULE = /^(?:RRULE:)?(FREQ=[A-Z]+(?:;[A-Z]+=[A-Z0-9,:+-]+)*)$/i;

/** Whether such a date and time exist. */
function exists(parts: readonly number[]): boolean {
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
	const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
	const shown = [
		date.getUTCFullYear(),
		date.getUTCMonth() + 1,
		date.getUTCDate(),
		date.getUTCHours(),
		date.getUTCMinutes(),
		date.getUTCSeconds(),
	];
	return shown.every((part, at) => part === (parts[at] ?? 0));
}

/**
 * Reads when to send. Strict, because Copernica sends a mailing with a start in the past at once
 * (docs/vendors/copernica.md#34-entities), and what it does with one that it cannot read is not known.
 */
export function readSchedule(
	start: string,
	recurrence: string,
): { ok: true; schedule: Schedule } | Refused {
	const match = START.exec(start.trim());
	const parts = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
	if (match === null || !exists(parts)) {
		return refused('SCHEDULE_INVALID', { setting: 'Start', field: 'start' });
	}
	const [, year, month, day, hour, minute, second = '00'] = match;
	const rule = recurrence.trim();
	const rrule = rule === '' ? null : (RULE.exec(rule)?.[1]?.toUpperCase() ?? undefined);
	if (rrule === undefined) {
		return refused('SCHEDULE_INVALID', { setting: 'Recurrence', field: 'recurrence' });
	}
	return {
		ok: true,
		schedule: { start: `${year}-${month}-${day} ${hour}:${minute}:${second}`, rrule },
	};
}
