import { triggerListSchema } from '@firstline/domain/api/triggers.schema';
import { problemLine } from '@firstline/domain/policy/policy-problem';

import { NotRunning, openApi } from '../http/api.js';
import { NoKey } from '../http/key.js';
import { type CheckedFolder, checkFolder } from '../policy/policy-folder.js';
import { ago } from '../screen/times.js';
import type { Installation } from './installation.js';
import { broken, type Line, ok, reason, skipped, warn } from './line.js';

/** More mistakes than these are read by the verb for them. */
const SHOWN = 3;

export function readPolicy({ cli }: Installation): CheckedFolder | Error {
  try {
    return checkFolder(cli.configFolder, process.cwd());
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

export async function policyLines({ cli }: Installation, checked: CheckedFolder | Error): Promise<Line[]> {
  if (checked instanceof Error) return [broken('Files', reason(checked), 'FIRSTLINE_CONFIG names the folder.')];
  return [filesLine(checked), await publishedLine(cli, checked)];
}

function filesLine({ problems, policy, files, folder }: CheckedFolder): Line {
  const errors = problems.filter(({ severity }) => severity === 'error');
  const shown = (of: typeof problems): string =>
    of.slice(0, SHOWN).map(problemLine).join('\n') + (of.length > SHOWN ? `\n… and ${of.length - SHOWN} more` : '');
  if (errors.length > 0 || !policy)
    return broken(
      'Files',
      shown(errors),
      'All of them: npm run firstline -- policy check. The version in force stays until they are gone.',
    );
  if (problems.length > 0) return warn('Files', shown(problems), 'npm run firstline -- policy check');
  return ok('Files', `${policy.triggers.length} plays in ${files} files of ${folder}, no mistake`);
}

async function publishedLine(cli: Installation['cli'], { policy }: CheckedFolder): Promise<Line> {
  try {
    const { policyHash, publishedAt } = await openApi(cli).get('/v1/triggers', triggerListSchema);
    const says = `${policyHash.slice(0, 12)}, ${ago(Date.parse(publishedAt), Date.now())}`;
    if (!policy) return ok('Published', `${says}: this one is in force`);
    if (policy.hash === policyHash) return ok('Published', `${says}: the files as they are`);
    return warn(
      'Published',
      `${says}; the files here are ${policy.hash.slice(0, 12)}`,
      'A worker publishes the files of its own FIRSTLINE_CONFIG within seconds: does it read another folder, or does none run?',
    );
  } catch (error) {
    if (error instanceof NotRunning) return skipped('Published', 'nobody is there to ask');
    if (error instanceof NoKey) return skipped('Published', 'cannot be asked without the operator key');
    return broken('Published', reason(error), 'A worker publishes the policy when it starts: see its log.');
  }
}
