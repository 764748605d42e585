/** Reads the repository's own files for the checks of the documents. */
const { existsSync, readFileSync, readdirSync, statSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../../..');

/** Folders that hold no documents of the project. */
const SKIPPED = new Set(['node_modules', 'dist', 'artifacts', 'coverage', 'reports', 'tmp']);

function documentsBelow(folder) {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const name = path.posix.join(folder, entry.name);
		if (entry.isDirectory()) {
			const isSkipped = SKIPPED.has(entry.name) || entry.name.startsWith('.');
			return isSkipped ? [] : documentsBelow(name);
		}
		return entry.name.endsWith('.md') ? [name] : [];
	});
}

module.exports = {
	readText: (file) => readFileSync(path.join(root, file), 'utf8'),
	isThere: (file) => existsSync(path.join(root, file)),
	documents: () => documentsBelow(''),
	filesIn: (folder) => readdirSync(path.join(root, folder)),
	bytesOf: (file) => statSync(path.join(root, file)).size,
};
