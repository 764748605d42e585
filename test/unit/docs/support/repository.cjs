/** Reads the repository's own files for the checks of the documents. */
const { existsSync, readFileSync, readdirSync, statSync } = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '../../../..');

/** Folders that hold no documents of the project. */
const SKIPPED = new Set(['node_modules', 'dist', 'artifacts', 'coverage', 'reports', 'tmp']);

/** Folders whose files hold code of the project. */
const SOURCES = ['bench', 'core', 'credentials', 'nodes', 'sandbox', 'scripts', 'test'];

function filesBelow(folder, ending) {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const name = path.posix.join(folder, entry.name);
		if (entry.isDirectory()) {
			const isSkipped = SKIPPED.has(entry.name) || entry.name.startsWith('.');
			return isSkipped ? [] : filesBelow(name, ending);
		}
		return ending.test(entry.name) ? [name] : [];
	});
}

module.exports = {
	root,
	readText: (file) => readFileSync(path.join(root, file), 'utf8'),
	isThere: (file) => existsSync(path.join(root, file)),
	documents: () => filesBelow('', /\.md$/),
	sources: () => SOURCES.flatMap((folder) => filesBelow(folder, /\.[cm]?[jt]s$/)),
	filesIn: (folder) => readdirSync(path.join(root, folder)),
	bytesOf: (file) => statSync(path.join(root, file)).size,
};
