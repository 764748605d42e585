import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** A server of the test that keeps what it is sent. */
export type Sink<Message> = { port: number; received: Message[]; close: () => Promise<void> };

async function listening<Message>(server: net.Server, received: Message[]): Promise<Sink<Message>> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		received,
		close: async () => await new Promise<void>((resolve) => server.close(() => resolve())),
	};
}

/** Stands for the incoming webhook of a chat: keeps the JSON of each call. */
export async function chatSink(): Promise<Sink<Record<string, unknown>>> {
	const received: Array<Record<string, unknown>> = [];
	const server = http.createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			received.push(JSON.parse(body) as Record<string, unknown>);
			response.setHeader('connection', 'close').end('ok');
		});
	});
	return await listening(server, received);
}

/** Stands for a mail server: keeps the text of each mail, with its quoted-printable lines put together. */
export async function mailSink(): Promise<Sink<string>> {
	const received: string[] = [];
	const server = net.createServer((socket) => {
		let mail: string | null = null;
		let rest = '';
		socket.write('220 sink\r\n');
		socket.on('data', (chunk) => {
			rest += chunk.toString('utf8');
			for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
				const line = rest.slice(0, end);
				rest = rest.slice(end + 2);
				if (mail === null) {
					if (line === 'DATA') mail = '';
					socket.write(
						line === 'DATA' ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n',
					);
					if (line === 'QUIT') socket.end();
				} else if (line === '.') {
					received.push(mail.replaceAll('=\n', '').replaceAll('=3D', '='));
					mail = null;
					socket.write('250 ok\r\n');
				} else mail += `${line}\n`;
			}
		});
		socket.on('error', () => undefined);
	});
	return await listening(server, received);
}
