/** Runs scripts in a context of their own. No TypeScript, because the linter keeps such files from Node's modules. */
const { createContext, runInContext } = require('node:vm');

module.exports = {
	runApart(prepare, script, timeLimitMs) {
		try {
			const context = createContext(Object.create(null));
			runInContext(prepare, context);
			return { truthy: Boolean(runInContext(script, context, { timeout: timeLimitMs })) };
		} catch (reason) {
			// An error of another context is not an instance of this one's classes.
			return { fault: String(reason) };
		}
	},
};
