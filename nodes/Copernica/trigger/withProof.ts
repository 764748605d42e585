import type { Proof } from './prove';

/**
 * Does the work for a proven call. When that throws, n8n answers 500 and the sender may come again with the very same
 * call, so it is released from the replay guard: a fault of ours must not make a change unrepeatable.
 */
export async function withProof<Result>(
	proof: Pick<Proof, 'release'>,
	work: () => Promise<Result>,
): Promise<Result> {
	let isDone = false;
	try {
		const result = await work();
		isDone = true;
		return result;
	} finally {
		if (!isDone) proof.release();
	}
}
