import type { SandboxOptions } from './sandbox.js';

const DEFAULTS = { host: '127.0.0.1', port: 3100, smtpPort: 3125, slackPort: 3101 } as const;

/**
 * Reads the sandbox's settings; nothing else in this app reads the environment.
 * @throws Error naming every wrong setting together.
 */
export function loadSettings(env: Record<string, string | undefined>): SandboxOptions {
  const wrong: string[] = [];
  const port = (name: string, usual: number): number => {
    const given = env[name]?.trim();
    if (!given) return usual;
    const value = Number(given);
    if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
    wrong.push(`${name} must be a port from 0 to 65535 (0: any free one)`);
    return usual;
  };
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;

  const latency = text('FIRSTLINE_SANDBOX_LATENCY') ?? 'realistic';
  if (latency !== 'realistic' && latency !== 'none') wrong.push('FIRSTLINE_SANDBOX_LATENCY must be realistic or none');
  const interactionsUrl = text('FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL');
  if (interactionsUrl !== undefined && !/^https?:$/.test(URL.parse(interactionsUrl)?.protocol ?? ''))
    wrong.push('FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL must be an http or https address');
  const settings: SandboxOptions = {
    host: text('FIRSTLINE_SANDBOX_HOST') ?? DEFAULTS.host,
    port: port('FIRSTLINE_SANDBOX_PORT', DEFAULTS.port),
    smtpPort: port('FIRSTLINE_SANDBOX_SMTP_PORT', DEFAULTS.smtpPort),
    slackPort: port('FIRSTLINE_SANDBOX_SLACK_PORT', DEFAULTS.slackPort),
    latency: latency === 'none' ? 'none' : 'realistic',
    slackSigningSecret: text('FIRSTLINE_SANDBOX_SLACK_SIGNING_SECRET'),
    slackInteractionsUrl: interactionsUrl,
    metaAppSecret: text('FIRSTLINE_SANDBOX_META_APP_SECRET'),
  };
  if (wrong.length > 0)
    throw new Error(`The sandbox cannot start, ${wrong.length} setting(s) are wrong:\n${wrong.map((line) => `  ${line}`).join('\n')}`);
  return settings;
}
