import { describe, expect, it } from 'vitest';
import { loadSettings } from './settings.js';

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(loadSettings({})).toMatchObject({ host: '127.0.0.1', port: 3100, slackPort: 3101, smtpPort: 3125, latency: 'realistic' });
    expect(loadSettings({ FIRSTLINE_SANDBOX_PORT: ' ', FIRSTLINE_SANDBOX_LATENCY: 'none' })).toMatchObject({ port: 3100, latency: 'none' });
  });

  it('name everything that is wrong together', () => {
    const wrong = () =>
      loadSettings({
        FIRSTLINE_SANDBOX_PORT: '70000',
        FIRSTLINE_SANDBOX_SLACK_PORT: 'x',
        FIRSTLINE_SANDBOX_SLACK_INTERACTIONS_URL: 'file:///etc/passwd',
      });
    expect(wrong).toThrow(/3 setting\(s\)[^]*SLACK_INTERACTIONS_URL[^]*SANDBOX_PORT[^]*SLACK_PORT/);
  });
});
