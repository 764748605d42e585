import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** How n8n is started, and how it is reached afterwards. */
export type Launch = {
	command: string;
	args: string[];
	/** Of the command itself, which need not be n8n. */
	env: NodeJS.ProcessEnv;
	/** The process of n8n; null where it cannot be known. */
	pid: (child: ChildProcess) => number | null;
	signal: (child: ChildProcess, signal: NodeJS.Signals) => void;
};

/** Modules that call home. n8n does not start when it is told to leave out one that it does not have. */
const MODULES_LEFT_OUT = ['mcp-registry'];

function modulesLeftOut(serverFolder: string): NodeJS.ProcessEnv {
	const present = MODULES_LEFT_OUT.filter((name) =>
		existsSync(path.join(serverFolder, 'node_modules/n8n/dist/modules', name)),
	);
	return present.length === 0 ? {} : { N8N_DISABLED_MODULES: present.join(',') };
}

/** n8n from npm: a process of this machine, on the Node that was installed with it. */
export function asProcess(
	folder: string,
	{ command, env }: { command: string[]; env: NodeJS.ProcessEnv },
): Launch {
	const bin = path.join(folder, 'node_modules', '.bin');
	return {
		command: path.join(bin, 'node'),
		args: [path.join(folder, 'node_modules/n8n/bin/n8n'), ...command],
		env: {
			PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
			...modulesLeftOut(folder),
			...env,
		},
		pid: (child) => child.pid ?? null,
		signal: (child, signal) => void child.kill(signal),
	};
}
