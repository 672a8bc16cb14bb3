import { describe, expect, it } from 'vitest';

import { fileInTar } from './tar.js';

function entry(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}
const end = Buffer.alloc(1024);

describe('a release archive', () => {
  const archive = Buffer.concat([entry('LICENSE', 'x'.repeat(700)), entry('./temporal', 'binary'), end]);

  it('gives the one file we want', () => {
    expect(fileInTar(archive, 'temporal').toString()).toBe('binary');
  });

  it('says so when the file is not there, or is cut off', () => {
    expect(() => fileInTar(archive, 'tctl')).toThrow('does not hold tctl');
    expect(() => fileInTar(archive.subarray(0, 512 * 4), 'temporal')).toThrow('ends within temporal');
  });
});
