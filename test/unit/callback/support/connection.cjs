/**
 * A real HTTP server and one caller, who sends calls without waiting for answers. Here because n8n's lint keeps Node's
 * `http`, `net` and timers out of *.ts files.
 */
const { createServer } = require('node:http');
const { connect } = require('node:net');

const GIVE_UP_MS = 10_000;

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

async function until(condition) {
	const giveUpAt = Date.now() + GIVE_UP_MS;
	while (!condition()) {
		// A condition that never comes true must fail its test, not hang the whole run.
		if (Date.now() > giveUpAt) throw new Error(`Never came true: ${condition}`);
		await turn();
	}
	await turn();
}

async function openConnection() {
	const calls = [];
	const warnings = [];
	const note = (warning) => warnings.push(warning.message);
	process.on('warning', note);
	const server = createServer((request, response) => calls.push({ request, response }));
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	const caller = connect(server.address().port, '127.0.0.1');
	caller.on('error', () => {}).resume();
	return {
		calls,
		warnings,
		send: async (count) => {
			const before = calls.length;
			caller.write('POST / HTTP/1.1\r\nHost: n8n\r\nContent-Length: 0\r\n\r\n'.repeat(count));
			await until(() => calls.length === before + count);
		},
		hangUp: () => caller.destroy(),
		close: async () => {
			process.off('warning', note);
			caller.destroy();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

module.exports = { openConnection, turn, until };
