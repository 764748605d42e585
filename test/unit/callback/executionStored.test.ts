import { EventEmitter } from 'events';
import { describe, expect, it } from '@jest/globals';
import { executionStored } from '../../../nodes/Copernica/trigger/executionStored';

/** An answer of n8n, of which the test says what becomes of it. */
class Answer extends EventEmitter {
	socket: object | null = {};
	destroyed = false;
	writableEnded = false;
	statusCode = 200;

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
const settle = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('an execution is stored', () => {
	it.each([
		['n8n has ended its answer, whether the caller takes it or not', 'prefinish'],
		['the answer is through', 'finish'],
	])('when %s', async (_when, sign) => {
		const answer = new Answer();
		const seen = watch(answer);
		await settle();
		expect(seen.state).toBe('waits');
		answer.end(sign);
		await settle();
		expect(seen.state).toBe('stored');
	});

	it('not when n8n answers that it could not', async () => {
		const answer = new Answer();
		const seen = watch(answer);
		answer.end('prefinish', 500);
		await settle();
		expect(seen.state).toBe('not stored');
	});

	it.each<[string, (answer: Answer) => void]>([
		['hangs up', (answer) => answer.emit('close')],
		['has hung up', (answer) => (answer.destroyed = true)],
		['hung up before it was his turn', (answer) => (answer.socket = null)],
	])('also when the caller %s, but not before n8n has answered', async (how, hangUp) => {
		const answer = new Answer();
		if (how === 'hangs up') setImmediate(() => hangUp(answer));
		else hangUp(answer);
		const seen = watch(answer);
		await settle();
		await settle();
		expect(seen.state).toBe('waits');
		answer.writableEnded = true;
		for (let look = 0; look < 200 && seen.state === 'waits'; look++) {
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		expect(seen.state).toBe('stored');
	});
});
