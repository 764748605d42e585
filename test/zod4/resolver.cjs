/**
 * Jest `resolver` of the suites on zod 4. n8n gives the package its own zod and is moving from 3 to 4, so the project's
 * files must run on both. Only they get the other zod: n8n's own packages keep theirs.
 *
 * The `zod/v4` in zod 3.25 is 4.0 and lenient where later versions are not (a key of `z.unknown()` may be absent there),
 * so it would hide what these suites look for. knip depends on a zod of today; this one is taken.
 */
const { dirname } = require('node:path');

const zod4 = require.resolve('zod', { paths: [dirname(require.resolve('knip'))] });
const { version } = require(require.resolve('zod/package.json', { paths: [dirname(zod4)] }));
if (Number.parseInt(version, 10) < 4) throw new Error(`knip brings zod ${version}, not 4`);

module.exports = (request, options) =>
	request === 'zod' && !options.basedir.includes('node_modules')
		? zod4
		: options.defaultResolver(request, options);
