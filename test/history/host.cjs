/** What n8n's lint keeps from TypeScript files: Node's server and timers. */
const { createServer } = require('node:http');

module.exports = {
	createServer,
	nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
	pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
