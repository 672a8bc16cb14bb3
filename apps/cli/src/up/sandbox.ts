import { freePort, isPortFree } from '../embedded/ports.js';

export interface SandboxPorts {
  http: number;
  slack: number;
  smtp: number;
}

const USUAL: SandboxPorts = { http: 3100, slack: 3101, smtp: 3125 };

/** The usual ports, where they are free: nobody but our own programs needs to know them, so a taken one stops nothing. */
export async function sandboxPorts(): Promise<SandboxPorts> {
  const usualOrFree = async (port: number): Promise<number> => ((await isPortFree(port)) ? port : freePort());
  return { http: await usualOrFree(USUAL.http), slack: await usualOrFree(USUAL.slack), smtp: await usualOrFree(USUAL.smtp) };
}

/** Where the stand-ins are. A vendor's own settings, given by the user, stand above these. */
export const sandboxVendors = ({ http, smtp }: SandboxPorts): NodeJS.ProcessEnv => ({
  FIRSTLINE_SANDBOX_URL: `http://127.0.0.1:${http}`,
  SMTP_URL: `smtp://127.0.0.1:${smtp}`,
  SLACK_SIGNING_SECRET: 'sandbox-slack-signing-secret', // the sandbox signs with it; it guards nothing else
});
