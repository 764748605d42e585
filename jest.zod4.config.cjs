/**
 * What the package needs of zod, tried on zod 4: n8n gives the package its own zod and is moving from 3 to 4. Left out
 * are the suites that take long and say little about zod (histories, loops, model tools, fuzzing).
 */
const base = require('./jest.config.cjs');

const parts = {
	unit: '{activate,callback,contracts,copernica,filter,http,normalise}/**/*',
	engine: '{{activate,copernica,flow}/**/*,trigger/{lifecycle,refusals,sandbox,screening}}',
};

module.exports = {
	...base,
	projects: base.projects.map((project) => ({
		...project,
		displayName: `${project.displayName}-zod4`,
		testMatch: [`<rootDir>/test/${project.displayName}/${parts[project.displayName]}.test.ts`],
		globals: { expectedZod: 4 },
		resolver: '<rootDir>/test/zod4/resolver.cjs',
	})),
};
