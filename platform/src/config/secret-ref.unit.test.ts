import { describe, expect, it } from 'vitest';
import { nameOfSecret, secretReader } from './secret-ref.js';

describe('a secret that a file names', () => {
  const read = secretReader({ META_APP_SECRET: ' s3cret\n', EMPTY: '  ' });
  it('is read from the environment, without the line break that editors add', async () =>
    expect((await read({ env: 'META_APP_SECRET' }))?.reveal()).toBe('s3cret'));
  it('cannot be printed', async () => expect(`${await read({ env: 'META_APP_SECRET' })}`).toBe('[secret]'));
  it.each([{ env: 'NOT_SET' }, { env: 'EMPTY' }, { file: '/nowhere/at/all' }])('%o is not there', async (place) =>
    expect(await read(place)).toBeUndefined(),
  );
  it('is called by what an operator has to set', () =>
    expect([{ env: 'A' }, { file: '/run/secrets/a' }].map(nameOfSecret)).toEqual(['A', 'the file /run/secrets/a']));
});
