// The built program against the stand-in, by settings alone, in a data folder of its own.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import path from 'node:path';

const program = new URL('../../../build/truffle', import.meta.url).pathname;

export function newTruffle(settings) {
  const folder = mkdtempSync(path.join(tmpdir(), 'truffle-peers-'));
  const { GOOGLE_APPLICATION_CREDENTIALS: _, ...env } = process.env;

  async function run(...words) {
    const child = spawn(program, words, { env: { ...env, ...settings, TRUFFLE_DATA: folder } });
    let [out, said] = ['', ''];
    child.stdout.on('data', (text) => (out += text));
    child.stderr.on('data', (text) => (said += text));
    const [code] = await once(child, 'close');
    return { code, out, said };
  }

  // A server on the folder, which commands then talk to.
  async function serve() {
    const child = spawn(program, ['serve', '--listen', '127.0.0.1:0'], {
      env: { ...env, ...settings, TRUFFLE_DATA: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const logged = [];
    child.stderr.on('data', (text) => logged.push(String(text)));
    for await (const line of createInterface({ input: child.stdout }))
      if (line.includes('http://'))
        return { pid: child.pid, url: /http:\/\/[^\s,/]+/.exec(line)[0], logged, stop: () => child.kill('SIGTERM') && once(child, 'close') };
    throw new Error('the server ended before it said where it listens');
  }

  return {
    run,
    serve,
    // The answer to a plan, or the error's text.
    async query(plan) {
      const file = path.join(folder, 'plan.json');
      writeFileSync(file, JSON.stringify(plan));
      const { code, out, said } = await run('query', file, '--json');
      if (code !== 0) throw new Error(out + said);
      return JSON.parse(out);
    },
    end: () => rmSync(folder, { recursive: true }),
  };
}

export const settingsFor = (standIn, more = {}) => ({
  TRUFFLE_WAREHOUSE: 'bigquery',
  TRUFFLE_BIGQUERY_PROJECT: standIn.project,
  TRUFFLE_BIGQUERY_ENDPOINT: standIn.url,
  TRUFFLE_BIGQUERY_LOCATION: 'US',
  ...more,
});
