import type { Answer, AudienceSize, Job, Plan } from '@truffle/types/api';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { out } from './playwright.config';

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
  /** The answer of `truffle query` to a plan. */
  answer: (plan: Plan) => Promise<Answer>;
  /** The id of the audience with this name. */
  audience: (name: string) => Promise<string>;
  /** Members that the simulator holds on a list. */
  members: (list: string | null) => Promise<number>;
  /** Ends the server alone, as a crash of its machine would; `resume` starts it at the same address. */
  halt: () => Promise<void>;
  resume: () => Promise<void>;
  stop: () => Promise<void>;
}

interface Print {
  (...args: ['query', ...string[]]): Promise<Answer>;
  (...args: ['audience', 'list']): Promise<{ items: { id: string; name: string }[] }>;
  (...args: ['audience', 'size', string]): Promise<AudienceSize>;
  (...args: ['push' | 'job', ...string[]]): Promise<Job>;
}

const program = process.env.TRUFFLE ?? resolve(import.meta.dirname, '../../build/truffle');
const kept = join(out, 'demo');

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

/** `settings`: more of the server's, as environment. Starts the simulator and `truffle serve` on free ports, and waits until both answer. */
export async function launch({
  demo = true,
  settings = {},
}: { demo?: boolean; settings?: Record<string, string> } = {}): Promise<Truffle> {
  const folder = demo ? await demoFolder() : mkdtempSync(join(tmpdir(), 'truffle-e2e-'));
  const [at, sandboxAt] = [port(), port()];
  const url = `http://localhost:${at}`;
  const sandbox = `http://127.0.0.1:${sandboxAt}`;
  const env = {
    ...process.env,
    ...settings,
    TRUFFLE_DATA: folder,
    TRUFFLE_LISTEN: `localhost:${at}`,
    TRUFFLE_GOOGLE_ADS_URL: sandbox,
    TRUFFLE_LOG_LEVEL: 'error',
    NO_COLOR: '1',
  };
  const simulator = spawn(program, ['sandbox', '--listen', `127.0.0.1:${sandboxAt}`], { stdio: 'ignore' });
  await answered(`${sandbox}/sandbox/lists`, simulator);
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(program, ['serve'], { env, stdio: 'ignore' });
    await answered(`${url}/healthz`, started);
    return started;
  };
  let server = await start();
  const run = (...args: string[]): Promise<string> => output(args, env);
  // eslint-disable-next-line @typescript-eslint/no-unsafe-return -- the tests check what the program prints
  const json: Print = async (...args: string[]) => JSON.parse(await run(...args, '--json'));
  return {
    url,
    sandbox,
    run,
    json,
    link: async (name, ...flags) =>
      linkIn(name === undefined ? await run('signin') : await run('user', 'add', name, ...flags)),
    answer: (plan) => {
      const file = join(folder, 'plan.json');
      writeFileSync(file, JSON.stringify(plan));
      return json('query', file);
    },
    audience: async (name) => {
      const { items } = await json('audience', 'list');
      const found = items.find((one) => one.name === name);
      if (!found) throw new Error(`no audience ${name}`);
      return found.id;
    },
    members: async (list) => {
      const held = await (await fetch(`${sandbox}/sandbox/lists/${list ?? ''}/members`)).text();
      return held.split('\n').filter((line) => line !== '').length;
    },
    halt: () => ended(server),
    resume: async () => {
      server = await start();
    },
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
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((done) => {
    server.once('exit', () => {
      done();
    });
    server.kill('SIGTERM');
  });
}
