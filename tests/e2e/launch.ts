import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A running server of its own data folder, made for one test file and removed after it. */
export interface Truffle {
  url: string;
  /** A new one-time link, `…/signin#TOKEN`. */
  link: (as?: string) => Promise<string>;
  /** Runs `truffle ARGS` on the same data folder and gives what it printed. */
  run: (...args: string[]) => Promise<string>;
  stop: () => Promise<void>;
}

const program = process.env.TRUFFLE ?? resolve(import.meta.dirname, '../../build/truffle');

/** Starts `truffle serve` on a free port with demo data, and waits until it answers. */
export async function launch({ demo = true }: { demo?: boolean } = {}): Promise<Truffle> {
  const folder = mkdtempSync(join(tmpdir(), 'truffle-e2e-'));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const url = `http://localhost:${port}`;
  const env = { ...process.env, TRUFFLE_DATA: folder, TRUFFLE_LISTEN: `127.0.0.1:${port}`, NO_COLOR: '1' };
  const run = (...args: string[]): Promise<string> => output(args, env);
  if (demo) await run('demo');
  const server = spawn(program, ['serve', '--sandbox'], { env, stdio: 'ignore' });
  await answered(`${url}/healthz`, server);
  return {
    url,
    run,
    link: async (as) => linkIn(await run('signin', ...(as === undefined ? [] : ['--as', as]))),
    stop: async () => {
      await ended(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function output(args: string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(program, args, { env });
    let text = '';
    let complaint = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done(text);
      else failed(new Error(`truffle ${args.join(' ')} ended with ${String(code)}: ${complaint}`));
    });
  });
}

export function linkIn(text: string): string {
  const found = /https?:\/\/\S+\/signin#\S+/.exec(text);
  if (!found) throw new Error(`no link in: ${text}`);
  return found[0];
}

async function answered(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (server.exitCode !== null) throw new Error('truffle serve ended before it answered');
    const up = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (up) return;
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error(`${url} did not answer`);
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    server.once('exit', () => {
      done();
    });
    server.kill('SIGTERM');
  });
}
