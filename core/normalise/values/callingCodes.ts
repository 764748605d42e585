import { OTHER_PLANS } from './otherNumberingPlans';

/** National numbering rules (ITU-T E.164, national numbering plans). */
export interface NumberingPlan {
	readonly callingCode: string;
	/** Dialled before a national number, not part of the international one; empty where there is none. */
	readonly trunk: string;
	/** Dialled before a foreign number instead of `+`; null where there are several. */
	readonly international: string | null;
	/** National significant number: what follows the calling code. */
	readonly number: RegExp;
}

function plan(
	callingCode: string,
	trunk: string,
	number: RegExp,
	international: string | null = '00',
): NumberingPlan {
	return { callingCode, trunk, number, international };
}

/** The countries where this package's users have most of their contacts. */
const NUMBERING_PLANS: Readonly<Record<string, NumberingPlan>> = {
	AT: plan('43', '0', /^[1-9]\d{6,11}$/),
	BE: plan('32', '0', /^(?:4\d{8}|[1-9]\d{7})$/),
	CA: plan('1', '1', /^[2-9]\d{2}[2-9]\d{6}$/, '011'),
	CH: plan('41', '0', /^[1-9]\d{8}$/),
	CZ: plan('420', '', /^[2-9]\d{8}$/),
	DE: plan('49', '0', /^[1-9]\d{5,10}$/),
	DK: plan('45', '', /^[2-9]\d{7}$/),
	ES: plan('34', '', /^[6-9]\d{8}$/),
	FI: plan('358', '0', /^[1-9]\d{5,10}$/),
	FR: plan('33', '0', /^[1-9]\d{8}$/),
	GB: plan('44', '0', /^[1-9]\d{8,9}$/),
	GR: plan('30', '', /^[26]\d{9}$/),
	HU: plan('36', '06', /^[1-9]\d{7,8}$/),
	IE: plan('353', '0', /^[1-9]\d{6,8}$/),
	IT: plan('39', '', /^(?:0[1-9]\d{4,9}|3\d{8,9}|1\d{8,10}|(?:43|55|70)\d{8}|8\d{5}(?:\d{2,4})?)$/),
	LU: plan('352', '', /^(?:6\d{8}|(?!352)[2-9]\d{5,7})$/),
	NL: plan('31', '0', /^(?:[1-9]\d{8}|97\d{9})$/),
	NO: plan('47', '', /^[2-9]\d{7}$/),
	PL: plan('48', '', /^(?:[1-9]\d{8}|(?:30|64)\d{5}|[1-9]\d19\d{3})$/),
	PT: plan('351', '', /^[239]\d{8}$/),
	RO: plan('40', '0', /^[2378]\d{8}$/),
	SE: plan('46', '0', /^[1-9]\d{6,8}$/),
	SK: plan('421', '0', /^[2-9]\d{8}$/),
	TR: plan('90', '0', /^[2-58]\d{9}$/),
	US: plan('1', '1', /^[2-9]\d{2}[2-9]\d{6}$/, '011'),
};

function readOtherPlan(text: string): NumberingPlan {
	const [callingCode = '', trunk = '', international = '', number = ''] = text.split(' ');
	const prefix = international === '-' ? null : international === '' ? '00' : international;
	return plan(callingCode, trunk, new RegExp(`^(?:${number})$`), prefix);
}

let otherPlans: ReadonlyMap<string, NumberingPlan> | null = null;

/** The plan of a country by its ISO alpha-2 code; undefined for the few without telephones of their own. */
export function planOfCountry(country: string): NumberingPlan | undefined {
	if (Object.hasOwn(NUMBERING_PLANS, country)) return NUMBERING_PLANS[country];
	otherPlans ??= new Map(
		Object.entries(OTHER_PLANS).map(([code, text]) => [code, readOtherPlan(text)]),
	);
	return otherPlans.get(country);
}

const countryByCallingCode = new Map(
	Object.entries(OTHER_PLANS)
		.reverse()
		.map(([country, text]) => [text.slice(0, text.indexOf(' ')), country]),
);

const PLAN_BY_CALLING_CODE = new Map(
	Object.values(NUMBERING_PLANS).map((entry) => [entry.callingCode, entry]),
);

/** The plan that the digits of an international number fall under; calling codes are prefix-free. */
export function planOf(digits: string): NumberingPlan | undefined {
	for (let length = 1; length <= 3; length++) {
		const found = PLAN_BY_CALLING_CODE.get(digits.slice(0, length));
		if (found !== undefined) return found;
	}
	return undefined;
}

/** As {@link planOf}, of the other countries, whose patterns do not tell for certain that a number does not exist. */
export function otherPlanOf(digits: string): NumberingPlan | undefined {
	for (let length = 1; length <= 3; length++) {
		const country = countryByCallingCode.get(digits.slice(0, length));
		if (country !== undefined) return planOfCountry(country);
	}
	return undefined;
}
