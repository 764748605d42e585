import { describe, expect, it } from '@jest/globals';
import { executionStored } from '../../../nodes/Copernica/trigger/call';
import { turn, until } from './support/connection.cjs';

/** An answer of n8n, of which the test says what becomes of it. */
class Answer {
	socket: object | null = {};
	destroyed = false;
	writableEnded = false;
	statusCode = 200;
	private readonly listeners = new Map<string, () => void>();

	once(event: string, listener: () => void): this {
		this.listeners.set(event, listener);
		return this;
	}

	emit(event: string): void {
		this.listeners.get(event)?.();
	}

	end(sign: string, statusCode = 200): void {
		this.writableEnded = true;
		this.statusCode = statusCode;
		this.emit(sign);
	}
}

function watch(answer: Answer): { state: string } {
	const seen = { state: 'waits' };
	executionStored(answer).then(
		() => (seen.state = 'stored'),
		() => (seen.state = 'not stored'),
	);
	return seen;
}

describe('an execution is stored', () => {
	it.each([
		['n8n has ended its answer, whether the caller takes it or not', 'prefinish'],
		['the answer is through', 'finish'],
	])('when %s', async (_when, sign) => {
		const answer = new Answer();
		const seen = watch(answer);
		await turn();
		expect(seen.state).toBe('waits');
		answer.end(sign);
		await turn();
		expect(seen.state).toBe('stored');
	});

	it('not when n8n answers that it could not', async () => {
		const answer = new Answer();
		const seen = watch(answer);
		answer.end('prefinish', 500);
		await turn();
		expect(seen.state).toBe('not stored');
	});

	it.each<[string, Partial<Answer>, string]>([
		['hangs up', {}, 'close'],
		['has hung up', { destroyed: true }, ''],
		['hung up before it was his turn', { socket: null }, ''],
	])('also when the caller %s, but not before n8n has answered', async (_how, state, sign) => {
		const answer = Object.assign(new Answer(), state);
		const seen = watch(answer);
		answer.emit(sign);
		await turn();
		expect(seen.state).toBe('waits');
		answer.writableEnded = true;
		await until(() => seen.state === 'stored');
	});
});
