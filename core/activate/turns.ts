interface Turn {
	/** Contacts for which an earlier request is still to end. */
	ahead: number;
	readonly begin: () => void;
	/** The next request of each contact, in the order in which they asked; one that shares several is there as often. */
	readonly followers: Turn[];
}

/**
 * Lets one request at a time touch a contact. Two requests under way at once may arrive in either order, so the one
 * that begins first is answered first. A request takes all its contacts at once and asks for no others while it has
 * them, so two can never wait for each other.
 */
export class Turns {
	/** Who asked last for each contact, as long as that request has not ended. */
	private readonly last = new Map<string, Turn>();

	/**
	 * Waits until nobody else touches these contacts. Who asked earlier for one of them goes first.
	 *
	 * @returns ends the turn; to be called in any case
	 */
	async take(people: readonly string[]): Promise<() => void> {
		const own = [...new Set(people)];
		return await new Promise((resolve) => {
			const turn: Turn = {
				ahead: 0,
				begin: () => resolve(() => this.end(turn, own)),
				followers: [],
			};
			for (const person of own) {
				const earlier = this.last.get(person);
				if (earlier !== undefined) {
					earlier.followers.push(turn);
					turn.ahead += 1;
				}
				this.last.set(person, turn);
			}
			if (turn.ahead === 0) turn.begin();
		});
	}

	/** Looks only at those who wait for this very request, so that many waiting ones cost no more than few. */
	private end(turn: Turn, people: readonly string[]): void {
		for (const person of people) {
			if (this.last.get(person) === turn) this.last.delete(person);
		}
		for (const follower of turn.followers.splice(0)) {
			follower.ahead -= 1;
			if (follower.ahead === 0) follower.begin();
		}
	}
}
