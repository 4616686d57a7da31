// A sandbox to talk to (the built program, or SANDBOX_URL), behind a proxy that writes down what passes.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const program = new URL('../../build/truffle', import.meta.url).pathname;

async function startProgram() {
  const child = spawn(program, ['sandbox', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /http:\/\/\S+/.exec(line);
    if (found) return { url: found[0], stop: () => child.kill('SIGTERM') };
  }
  throw new Error('the sandbox ended before it said where it listens');
}

async function bodyOf(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function startSandbox() {
  const sandbox = process.env.SANDBOX_URL
    ? { url: process.env.SANDBOX_URL, stop: () => {} }
    : await startProgram();
  const recorded = [];
  const proxy = createServer(async (request, response) => {
    const body = await bodyOf(request);
    // A GET may come with a body (Meta's client sends an empty object); fetch doesn't pass one on.
    const passed = request.method === 'GET' ? undefined : body;
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
    const [path, query] = request.url.split('?');
    recorded.push({ method: request.method, path, query, headers: request.headers, body: body.toString() });
    const answer = await fetch(sandbox.url + request.url, {
      method: request.method,
      headers,
      body: passed?.length ? passed : undefined,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: sandbox.url,
    port: proxy.address().port,
    recorded,
    async json(path, options) {
      return (await fetch(sandbox.url + path, options)).json();
    },
    stop() {
      proxy.closeAllConnections();
      proxy.close();
      sandbox.stop();
    },
  };
}
