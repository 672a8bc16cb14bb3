// Writes .env.example from the one configuration schema: node tools/env-example.mjs (after a build). A test fails when the two drift apart.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

const WIDTH = 120;

/** @param {z.ZodObject} schema @returns {string} */
export function envExample(schema) {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const entries = Object.entries(properties).map(([name, setting]) => {
    const notes = [setting.description ?? ''];
    if (required.includes(name)) notes.push('Required.');
    if (setting.enum) notes.push(`One of: ${setting.enum.join(', ')}.`);
    const line = required.includes(name) ? `${name}=` : `# ${name}=${setting.default ?? ''}`;
    return `${comment(notes.filter(Boolean).join(' '))}\n${line}\n`;
  });
  const head = [
    'Every setting, from platform/src/config/config.ts (written by tools/env-example.mjs; do not edit by hand).',
    '`npm start` needs none of them: it makes keys, a database and a Temporal server of its own. A commented line shows the default.',
  ];
  return `${head.map(comment).join('\n')}\n\n${entries.join('\n')}`;
}

function comment(text) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines[lines.length - 1];
    if (last.length > 0 && last.length + word.length + 3 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { configSchema } = await import('@firstline/platform/config/config');
  writeFileSync(new URL('../.env.example', import.meta.url), envExample(configSchema));
}
