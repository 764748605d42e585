import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and returns what it printed.
 *
 * @throws with the command's last output when it ends with another code than 0
 */
export async function run(
	command: string,
	args: string[],
	options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
	return await new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: options.cwd,
			env: options.env ?? process.env,
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
		});
		let output = '';
		const collect = (chunk: Buffer) => {
			output += chunk.toString();
		};
		child.stdout.on('data', collect);
		child.stderr.on('data', collect);
		child.on('error', reject);
		child.on('close', (code) => {
			if (code === 0) resolve(output);
			else
				reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${lastLines(output)}`));
		});
	});
}

/** The end of an output, without colours and the frames of spinners. */
function lastLines(output: string): string {
	return output
		.replace(/\u001B\[\?25[hl]|\u001B\[999D|\u001B\[J/g, '\n')
		.replace(/\u001B\[[0-9;]*m/g, '')
		.split('\n')
		.filter((line) => line.trim() !== '' && !/^[◒◐◓◑]/.test(line))
		.slice(-40)
		.join('\n');
}
