import { describe, expect, it } from 'vitest';

import { upSettings } from './settings.js';
import { wantedPorts } from './wanted-ports.js';

describe('the settings of a local start', () => {
  it('need nothing at all', () => {
    const settings = upSettings({});
    expect(settings.port).toBe(3000);
    expect(settings.samples).toBe(true);
    expect(wantedPorts(settings).map(({ port }) => port)).toEqual([3000, 9464, 5433, 7233, 8233]);
  });

  it('take no port for a service that runs elsewhere', () => {
    const settings = upSettings({ DATABASE_URL: 'postgresql://db/x', TEMPORAL_ADDRESS: 'temporal:7233' });
    expect(wantedPorts(settings).map(({ setting }) => setting)).toEqual(['FIRSTLINE_PORT', 'FIRSTLINE_WORKER_PORT']);
  });

  it('name all that is wrong together', () => {
    expect(() => upSettings({ FIRSTLINE_PORT: 'http', FIRSTLINE_SAMPLES: 'maybe' })).toThrow(
      /2 setting\(s\)[\s\S]*FIRSTLINE_PORT[\s\S]*FIRSTLINE_SAMPLES/,
    );
  });

  it('take an empty value for none, as a .env file leaves it', () => {
    expect(upSettings({ DATABASE_URL: '', FIRSTLINE_PORT: '' }).external.databaseUrl).toBeUndefined();
  });
});
