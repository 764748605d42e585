interface Waiting {
	readonly people: readonly string[];
	readonly begin: () => void;
}

/**
 * Lets one request at a time touch a contact. Two requests under way at once may arrive in either order, so the one
 * that begins first is answered first. A request takes all its contacts at once and asks for no others while it has
 * them, so two can never wait for each other.
 */
export class Turns {
	private readonly busy = new Set<string>();

	/** In the order in which they asked. */
	private waiting: Waiting[] = [];

	/**
	 * Waits until nobody else touches these contacts. Who asked earlier for one of them goes first.
	 *
	 * @returns ends the turn; to be called in any case
	 */
	async take(people: readonly string[]): Promise<() => void> {
		const own = [...new Set(people)];
		await new Promise<void>((resolve) => {
			this.waiting.push({ people: own, begin: resolve });
			this.beginNext();
		});
		return () => {
			for (const person of own) this.busy.delete(person);
			this.beginNext();
		};
	}

	private beginNext(): void {
		const wanted = new Set<string>();
		this.waiting = this.waiting.filter(({ people, begin }) => {
			if (!people.some((person) => this.busy.has(person) || wanted.has(person))) {
				for (const person of people) this.busy.add(person);
				begin();
				return false;
			}
			for (const person of people) wanted.add(person);
			return true;
		});
	}
}
