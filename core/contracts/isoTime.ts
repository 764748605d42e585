import { z } from 'zod';

const LEAP_DAY =
	'(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29';
const OTHER_DAY =
	'\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';
const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?';
const OFFSET = '[+-](?:[01]\\d|2[0-3]):?[0-5]\\d';
const MOMENT = `(?:${LEAP_DAY}|${OTHER_DAY})T${TIME}`;

/** ISO 8601 in UTC. The pattern is written out, because zod 3 and 4 have different spellings for theirs. */
export const utcTimeSchema = z.string().regex(new RegExp(`^${MOMENT}Z$`));

/** ISO 8601 in UTC or with an offset. */
export const offsetTimeSchema = z.string().regex(new RegExp(`^${MOMENT}(?:Z|${OFFSET})$`));
