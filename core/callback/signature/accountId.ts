/** Drops leading zeros, so that ids compare as numbers do. */
function digitsOf(text: string): string {
	return text.replace(/^0+(?=\d)/, '');
}

/**
 * Digits of an account, as an X-Copernica-ID header holds them or a person enters them. Forms that the vendor shows:
 * `account-1`, `account_1`, `Account_1`, `account_ 1`, and until December 2022 the bare `1`. `environment_1` belongs to
 * SMTPeter, whose numbers are other numbers: null, like all else.
 */
export function readAccountId(text: string): string | null {
	const match = /^(?:account[-_] ?)?(\d{1,20})$/i.exec(text.trim());
	return match?.[1] ? digitsOf(match[1]) : null;
}
