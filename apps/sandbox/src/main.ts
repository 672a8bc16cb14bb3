import { startSandbox, type Sandbox } from './sandbox.js';
import { loadSettings } from './settings.js';

async function main(): Promise<void> {
  const sandbox = await startSandbox(loadSettings(process.env));
  announce(sandbox);
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      // A second Ctrl-C means now.
      if (stopping) process.exit(130);
      stopping = true;
      void sandbox.stop().then(() => process.exit(0));
    });
  }
}

function announce({ url, slackUrl, smtpPort }: Sandbox): void {
  process.stdout.write(
    [
      'SANDBOX: local counterparts of vendors, with made-up people. Nothing is delivered to anyone.',
      `  what it is and saw   ${url}/`,
      `  Apollo               ${url}/apollo/api/v1`,
      `  People Data Labs     ${url}/people-data-labs/v5`,
      `  Meta Graph API       ${url}/meta/v24.0`,
      `  PagerDuty            ${url}/pagerduty`,
      `  webhook sink         ${url}/webhook-sink`,
      `  Slack Web API        ${slackUrl}/api/`,
      `  SMTP                 port ${smtpPort}`,
      '',
    ].join('\n'),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
