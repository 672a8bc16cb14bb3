import { currentPolicyHash, publishPolicy } from '@firstline/activities/policy/policy.sql';
import { parseConnections } from '@firstline/domain/connections/parse-connections';
import { parsePolicy, type PolicyFile } from '@firstline/domain/policy/parse-policy';
import { problemLine } from '@firstline/domain/policy/policy-problem';
import type { Database } from '@firstline/platform/db/db';
import type { Log } from '@firstline/platform/log/log';
import type { ConfigFolder } from './config-folder.js';

/** How soon an edit counts. A dozen small files are read in a millisecond; watching folders does not work on every mounted volume. */
const lookEveryMs = 2_000;

/**
 * Publishes the policy of the folder now, and again whenever the files change. Files with errors publish nothing: the policy in force stays.
 * @throws Error naming every problem when the files are wrong and nothing was ever published
 */
export async function keepPolicyPublished({
  db,
  folder,
  log,
}: {
  db: Database;
  folder: ConfigFolder;
  log: Log;
}): Promise<{ stop(): Promise<void> }> {
  let seen = '';
  const look = async (): Promise<string[]> => {
    const files = await folder.read();
    const fingerprint = JSON.stringify(files);
    if (fingerprint === seen) return [];
    seen = fingerprint;
    return publish(files);
  };
  const publish = async (files: PolicyFile[]): Promise<string[]> => {
    const parsed = parsePolicy(files, knownConnections(files));
    if (!parsed.ok) return parsed.problems.map(problemLine);
    for (const warning of parsed.warnings) log.warn({ problem: problemLine(warning) }, 'the policy has a warning');
    const before = await currentPolicyHash(db);
    if (before === parsed.policy.hash) return [];
    await db.$transaction((tx) => publishPolicy(tx, parsed.policy, `files of ${folder.path}`));
    log.info({ policy: parsed.policy.hash, before }, 'policy published');
    return [];
  };

  const problems = await look();
  if (problems.length > 0) {
    const lines = problems.map((line) => `  ${line}`).join('\n');
    if (!(await currentPolicyHash(db)))
      throw new Error(`The policy in ${folder.path} has ${problems.length} problem(s), and none was published before:\n${lines}`);
    log.error({ problems }, 'the policy files have problems; the policy published before stays in force');
  }

  let looking: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    looking = look().then(
      (found) => found.length > 0 && log.error({ problems: found }, 'the changed policy files have problems; the policy in force stays'),
      (error: unknown) => log.warn({ err: error }, 'the policy files could not be looked at'),
    );
  }, lookEveryMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

function knownConnections(files: readonly PolicyFile[]): { connections?: string[] } {
  const file = files.find(({ path }) => path === 'connections.yaml');
  const parsed = file ? parseConnections(file.text) : undefined;
  return parsed?.ok ? { connections: parsed.connections.map(({ id }) => id) } : {};
}
