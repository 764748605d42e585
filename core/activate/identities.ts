import { forgetOldest } from '../forgetOldest';
import { addressKey } from './checkEvent';
import { textOf, type EventFields } from './event';

/** More addresses than a person has: the user ID stands for nobody in particular, such as a guest. */
const MAX_ADDRESSES = 8;

function addressOf({ email }: EventFields): string | null {
	const address = textOf(email);
	return address === null ? null : `email ${addressKey(address)}`;
}

function userOf({ userid }: EventFields): string | null {
	const user = textOf(userid);
	return user === null ? null : `userid ${user}`;
}

/** Keys of the person an event is about; an event may name it by address, by user ID or by both. */
export function peopleOf(event: EventFields): string[] {
	return [addressOf(event), userOf(event)].flatMap((key) => key ?? []);
}

/** Adds a key to those of another one, as long as there are not too many already. */
function add(map: Map<string, string[]>, key: string, other: string): void {
	const known = map.get(key) ?? [];
	if (known.length <= MAX_ADDRESSES && !known.includes(other)) known.push(other);
	// Taken out first, so that it goes to the end of the order in which they are forgotten.
	map.delete(key);
	map.set(key, known);
}

/**
 * Knows which address and which user ID are one contact, from events that name both: Activate finds the contact by either
 * (docs/vendors/spotler-activate.md#43-identity). An address with several user IDs is several contacts, so it
 * goes with none of them.
 */
export class Identities {
	private readonly usersOf = new Map<string, string[]>();

	private readonly addressesOf = new Map<string, string[]>();

	/** @param account tells one Activate account from another */
	learn(event: EventFields, account = ''): void {
		const [address, user] = [addressOf(event), userOf(event)];
		if (address === null || user === null) return;
		add(this.usersOf, `${account} ${address}`, user);
		add(this.addressesOf, `${account} ${user}`, address);
	}

	/** Other keys of the contact that an event is about, which it does not name itself. */
	othersOf(event: EventFields, account = ''): string[] {
		const [address, user] = [addressOf(event), userOf(event)];
		if (address !== null) return user === null ? this.userWith(address, account) : [];
		if (user === null) return [];
		return this.addressesWith(user, account).filter(
			(key) => this.userWith(key, account).length > 0,
		);
	}

	/** Forgets the oldest. @param capacity addresses and user IDs that it may keep */
	trim(capacity: number): void {
		for (const map of [this.usersOf, this.addressesOf]) {
			while (map.size > capacity) forgetOldest(map, capacity);
		}
	}

	/** The user ID that goes with an address; none where there are several, or it stands for nobody in particular. */
	private userWith(address: string, account: string): string[] {
		const users = this.usersOf.get(`${account} ${address}`) ?? [];
		return users.filter(
			(user) => users.length === 1 && this.addressesWith(user, account).length > 0,
		);
	}

	/** The addresses of a user ID; none where they are too many. */
	private addressesWith(user: string, account: string): string[] {
		const all = this.addressesOf.get(`${account} ${user}`) ?? [];
		return all.length > MAX_ADDRESSES ? [] : all;
	}
}
