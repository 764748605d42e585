/** Drops leading zeros, so that ids compare as numbers do. */
function digitsOf(text: string): string | null {
	return text.replace(/^0+(?=\d)/, '');
}

/**
 * Digits of an X-Copernica-ID header. Forms seen: `account-1`, `account_1`, `Account_1`, `account_ 1`
 * (copernica.md 2.4). `environment_1` belongs to SMTPeter, whose numbers are other numbers: null, like all else.
 */
export function readAccountId(header: string): string | null {
	const match = /^account[-_] ?(\d{1,20})$/i.exec(header.trim());
	return match?.[1] ? digitsOf(match[1]) : null;
}

/** Digits of an account id that a person entered: bare digits, or any form of the header. Null = neither. */
export function readEnteredAccountId(text: string): string | null {
	const trimmed = text.trim();
	return /^\d{1,20}$/.test(trimmed) ? digitsOf(trimmed) : readAccountId(trimmed);
}
