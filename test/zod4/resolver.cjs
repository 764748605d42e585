/**
 * Jest `resolver` of the suites on zod 4. n8n gives the package its own zod and is moving from 3 to 4, so the project's
 * files must run on both. Only they get the other zod: n8n's own packages keep theirs.
 *
 * The `zod/v4` in zod 3.25 is 4.0 and lenient where later versions are not (a key of `z.unknown()` may be absent there),
 * so it would hide what these suites look for.
 */
const zod4 = require.resolve('zod4');

module.exports = (request, options) =>
	request === 'zod' && !options.basedir.includes('node_modules')
		? zod4
		: options.defaultResolver(request, options);
