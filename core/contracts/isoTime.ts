import { z } from 'zod';

/** ISO 8601 in UTC. The pattern is made once: zod's own `datetime()` builds it anew for every text. */
export const utcTimeSchema = z.string().regex(z.datetimeRegex({ precision: null, offset: false }));

/** ISO 8601 in UTC or with an offset. */
export const offsetTimeSchema = z
	.string()
	.regex(z.datetimeRegex({ precision: null, offset: true }));
