/**
 * The static step of the build. `n8n-node build` compiles TypeScript and copies every picture of the repository;
 * this step then leaves exactly what a user needs in `dist/`: compiled nodes, credentials and core, the codex
 * files, the schemas of outputs and the icons. Anything else that is found there, or anything missing, stops the build.
 */
const { dest, series, src } = require('gulp');
const { readdirSync, rmSync, statSync, existsSync } = require('node:fs');
const path = require('node:path');

const SHIPPED_FOLDERS = ['nodes', 'credentials', 'core'];
const ALLOWED_FILE = /\.(js|d\.ts|svg)$|\.node\.json$|\/__schema__\/.*\.json$/;

function filesBelow(folder) {
	return readdirSync(folder).flatMap((name) => {
		const full = path.join(folder, name);
		return statSync(full).isDirectory() ? filesBelow(full) : [full];
	});
}

function copyStatic() {
	return src(
		[
			'nodes/**/*.svg',
			'nodes/**/*.node.json',
			'nodes/**/__schema__/**/*.json',
			'credentials/**/*.svg',
		],
		{
			base: '.',
			encoding: false,
			allowEmpty: true,
		},
	).pipe(dest('dist'));
}

/** `n8n-node build` also copies pictures of the docs, and tsc writes maps that point at unpublished sources. */
async function prune() {
	for (const name of readdirSync('dist')) {
		if (!SHIPPED_FOLDERS.includes(name)) rmSync(path.join('dist', name), { recursive: true });
	}
	for (const file of filesBelow('dist')) if (file.endsWith('.map')) rmSync(file);
}

async function verify() {
	const problems = [];
	const shipped = filesBelow('dist').map((file) => path.relative('dist', file));
	for (const file of shipped) {
		if (!ALLOWED_FILE.test(file)) problems.push(`dist/${file} is not meant to be published`);
		const source = file.replace(/\.d\.ts$|\.js$/, '.ts');
		if (!existsSync(source)) problems.push(`dist/${file} has no source`);
	}
	for (const folder of SHIPPED_FOLDERS) {
		for (const source of filesBelow(folder)) {
			if (source.endsWith('.md')) continue;
			const compiled = source.replace(/\.ts$/, '.js');
			if (!shipped.includes(compiled)) problems.push(`${source} did not reach dist/`);
		}
	}
	const { n8n } = require('./package.json');
	for (const entry of [...n8n.nodes, ...n8n.credentials]) {
		if (!existsSync(entry)) problems.push(`package.json names ${entry}, which was not built`);
	}
	if (problems.length > 0)
		throw new Error(`dist/ is not what it should be:\n  ${problems.join('\n  ')}`);
}

exports.default = series(copyStatic, prune, verify);
