/**
 * `node scripts/run.mjs releaseNotes <tag>`: prints what CHANGELOG.md says of the version in package.json, as the notes of
 * its GitHub release. Fails when the tag is not that version, or the changelog does not have it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readOptions } from './host/options.mts';
import { root } from './host/paths.mts';

const { positionals } = readOptions('node scripts/run.mjs releaseNotes <tag>', {
	options: {},
	allowPositionals: true,
});
const { version } = z
	.object({ version: z.string() })
	.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
if (positionals[0] !== version) {
	throw new Error(
		`The tag "${positionals[0] ?? ''}" is not the version of the package, ${version}`,
	);
}
// A pre-release such as 1.1.0-rc.1 has the notes of its release.
const [release = ''] = version.split('-');
const changelog = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
const sections = changelog.split(/^## /m).slice(1);
const section = sections.find((text) => text.split(/\s/, 1)[0] === release);
const notes = section?.slice(section.indexOf('\n')).trim() ?? '';
if (notes === '') throw new Error(`CHANGELOG.md says nothing of ${release}`);
console.log(notes);
