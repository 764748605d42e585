/**
 * Keeps what the loop tests measured, for `npm run measure:loops`. A file of its own, because n8n's lint keeps file access out
 * of *.ts files.
 */
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = join(__dirname, '..', '..', '..', 'artifacts');

function keepTable(rows) {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'loops.json'), JSON.stringify(rows, null, '\t'));
}

module.exports = { keepTable };
