import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { deadLettersCommand } from '@firstline/cli/dead-letters/dead-letters.command';
import { doctorCommand } from '@firstline/cli/doctor/doctor.command';
import { leadsCommand } from '@firstline/cli/leads/leads.command';
import { policyCommand } from '@firstline/cli/policy/policy.command';
import { sendCommand } from '@firstline/cli/send/send.command';
import { traceCommand } from '@firstline/cli/trace/trace.command';
import { triggersCommand } from '@firstline/cli/triggers/triggers.command';
import type { FileServices } from '../harness/services.js';
import type { Api } from '../api/app.js';

const shipped = join(import.meta.dirname, '../../config');
/** What the shipped connections.yaml names, as the ingress of this test is told it. */
export const secrets = {
  PRODUCT_WEBHOOK_SECRET: 'whsec_c3BlZWQtdG8tbGVhZC10ZXN0LXNlY3JldC0zMmI=',
  HUBSPOT_CLIENT_SECRET: 'hubspot-client-secret',
  SEGMENT_SHARED_SECRET: 'segment-shared-secret',
  META_APP_SECRET: 'meta-app-secret',
  META_VERIFY_TOKEN: 'our-token',
  META_ACCESS_TOKEN: 'page-token',
};

export interface Said {
  exitCode: number;
  out: string;
  err: string;
}

/** The command line in a home of its own, as an operator has it. */
export class Firstline {
  readonly home = mkdtempSync(join(tmpdir(), 'firstline-cli-'));
  readonly config = join(this.home, 'config');
  env: Record<string, string> = {};

  constructor() {
    cpSync(shipped, this.config, { recursive: true });
    mkdirSync(join(this.home, 'run'));
  }

  /** Points it at a running ingress and its stores. */
  use(api: Api, services: FileServices): void {
    const files = {
      'operator.key': api.operatorKey,
      'ingest.key': api.ingestKey,
      'secrets.env': Object.entries(secrets)
        .map((pair) => pair.join('='))
        .join('\n'),
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(this.home, name), `${text}\n`);
      chmodSync(join(this.home, name), 0o600);
    }
    this.env = {
      ...services.env,
      FIRSTLINE_HOME: this.home,
      FIRSTLINE_CONFIG: this.config,
      FIRSTLINE_PUBLIC_URL: services.env['FIRSTLINE_PUBLIC_URL'] ?? api.url,
    };
    this.#url = api.url;
  }
  #url: string | undefined;

  /** Runs a verb as main.ts does. */
  async run(verb: string, ...args: string[]): Promise<Said> {
    const said = { out: '', err: '' };
    const given = {
      env: this.env,
      out: { columns: 80, write: (text: string) => (said.out += text) },
      err: { write: (text: string) => (said.err += text) },
    };
    const commands = [sendCommand, traceCommand, doctorCommand, policyCommand, triggersCommand, leadsCommand, deadLettersCommand].map(
      (make) => make(given),
    );
    const command = commands.find((each) => each.name() === verb)!;
    const elsewhere = this.#url === undefined || args.includes('--url') || verb === 'policy' ? [] : ['--url', this.#url];
    takeExitCode();
    await command.parseAsync([...args, ...elsewhere], { from: 'user' });
    return { exitCode: takeExitCode(), out: stripVTControlCharacters(said.out), err: stripVTControlCharacters(said.err) };
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A verb says how it ended by the process' exit code, which is the test runner's own here. */
function takeExitCode(): number {
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return code;
}
