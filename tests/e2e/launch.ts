import type { Answer, Job } from '@truffle/types/api';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A running server of its own data folder with a simulator beside it, made for one test file and removed after it. */
export interface Truffle {
  url: string;
  sandbox: string;
  /** A new one-time link for somebody, `…/signin#TOKEN`: made when they are new. */
  link: (name?: string, ...flags: string[]) => Promise<string>;
  /** Runs `truffle ARGS` on the same data folder and gives what it printed. */
  run: (...args: string[]) => Promise<string>;
  /** `truffle ARGS --json`, read as what the operation's table says it prints. */
  json: Print;
  stop: () => Promise<void>;
}

interface Print {
  (...args: ['query', ...string[]]): Promise<Answer>;
  (...args: ['audience', 'list']): Promise<{ items: { id: string; name: string }[] }>;
  (...args: ['push' | 'job', ...string[]]): Promise<Job>;
}

const program = process.env.TRUFFLE ?? resolve(import.meta.dirname, '../../build/truffle');
const kept = resolve(import.meta.dirname, '../../build/e2e/demo');

/** The demo company is loaded once and copied for each file. */
async function demoFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'truffle-e2e-'));
  if (!existsSync(kept)) {
    const made = mkdtempSync(join(tmpdir(), 'truffle-demo-'));
    await output(['demo', '--data', made, '--quiet'], process.env);
    cpSync(made, `${kept}.new`, { recursive: true });
    renameSync(`${kept}.new`, kept);
    rmSync(made, { recursive: true, force: true });
  }
  cpSync(kept, folder, { recursive: true });
  return folder;
}

function port(): number {
  return 20_000 + Math.floor(Math.random() * 20_000);
}

/** Starts the simulator and `truffle serve` on free ports, and waits until both answer. */
export async function launch({ demo = true }: { demo?: boolean } = {}): Promise<Truffle> {
  const folder = demo ? await demoFolder() : mkdtempSync(join(tmpdir(), 'truffle-e2e-'));
  const [at, sandboxAt] = [port(), port()];
  const url = `http://localhost:${at}`;
  const sandbox = `http://127.0.0.1:${sandboxAt}`;
  const env = {
    ...process.env,
    TRUFFLE_DATA: folder,
    TRUFFLE_LISTEN: `localhost:${at}`,
    TRUFFLE_GOOGLE_ADS_URL: sandbox,
    TRUFFLE_LOG_LEVEL: 'error',
    NO_COLOR: '1',
  };
  const simulator = spawn(program, ['sandbox', '--listen', `127.0.0.1:${sandboxAt}`], { stdio: 'ignore' });
  const server = spawn(program, ['serve'], { env, stdio: 'ignore' });
  await answered(`${sandbox}/sandbox/lists`, simulator);
  await answered(`${url}/healthz`, server);
  const run = (...args: string[]): Promise<string> => output(args, env);
  return {
    url,
    sandbox,
    run,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- the tests check what the program prints
    json: async (...args: string[]) => JSON.parse(await run(...args, '--json')),
    link: async (name, ...flags) =>
      linkIn(name === undefined ? await run('signin') : await run('user', 'add', name, ...flags)),
    stop: async () => {
      await Promise.all([ended(server), ended(simulator)]);
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
    if (server.exitCode !== null) throw new Error(`nothing answers at ${url}: its program ended`);
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
