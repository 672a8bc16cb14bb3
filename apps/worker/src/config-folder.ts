import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PolicyFile } from '@firstline/domain/policy/parse-policy';

/** The reviewed files of FIRSTLINE_CONFIG, read whole. */
export interface ConfigFolder {
  readonly path: string;
  read(): Promise<PolicyFile[]>;
}

export function openConfigFolder(path: string): ConfigFolder {
  const yamlIn = async (below: string): Promise<string[]> => {
    const names = await readdir(join(path, below)).catch((error: NodeJS.ErrnoException) => {
      if (below !== '' && error.code === 'ENOENT') return [];
      throw new Error(`cannot read the configuration folder ${join(path, below)} (FIRSTLINE_CONFIG): ${error.code ?? error.message}`);
    });
    return names.filter((name) => /\.ya?ml$/.test(name)).map((name) => (below ? `${below}/${name}` : name));
  };
  return {
    path,
    read: async () => {
      const paths = [...(await yamlIn('')), ...(await yamlIn('triggers'))].sort();
      return Promise.all(paths.map(async (name) => ({ path: name, text: await readFile(join(path, name), 'utf8') })));
    },
  };
}
