/** Which files run. Here because n8n's lint keeps Node's `inspector` out of *.ts files. */
const { Session } = require('node:inspector');
const path = require('node:path');

const root = path.resolve(__dirname, '../../../..');

/** A script's URL as a path from the root: Jest has plain paths, tsx has file URLs. */
function fileOf(url) {
	const file = url.startsWith('file://') ? decodeURIComponent(new URL(url).pathname) : url;
	return path.relative(root, file).split(path.sep).join('/');
}

async function filesRunBy(work) {
	const session = new Session();
	session.connect();
	const ask = async (method, options) =>
		await new Promise((resolve, reject) => {
			session.post(method, options, (fault, answer) => (fault ? reject(fault) : resolve(answer)));
		});
	try {
		await ask('Profiler.enable');
		await ask('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
		// Each look counts from the one before.
		await ask('Profiler.takePreciseCoverage');
		await work();
		const { result } = await ask('Profiler.takePreciseCoverage');
		const run = result
			.filter(({ functions }) => functions.some(({ ranges }) => ranges[0].count > 0))
			.map(({ url }) => fileOf(url));
		return [...new Set(run)].filter((file) => /^(core|nodes)\//.test(file)).sort();
	} finally {
		await ask('Profiler.disable');
		session.disconnect();
	}
}

module.exports = { filesRunBy };
