/** A bare connection, for what no HTTP client does. Here because n8n's lint keeps Node's `net` out of *.ts files. */
const { connect } = require('node:net');

function rawCaller(url) {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	let text = '';
	// A caller that hangs up, or is hung up on, is what some tests are about.
	socket.on('error', () => {});
	socket.on('data', (data) => {
		text += data.toString('latin1');
	});
	return {
		write: (data) => socket.write(data),
		received: () => text,
		hangUp: () => socket.destroy(),
	};
}

module.exports = { rawCaller };
