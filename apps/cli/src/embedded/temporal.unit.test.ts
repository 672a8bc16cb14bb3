import { describe, expect, it } from 'vitest';

import { isTemporalOn, startArguments } from './temporal.js';

const options = { port: 7233, uiPort: 8233, namespace: 'firstline', searchAttributes: ['FirstlineStage', 'FirstlineRep'] };

describe('the development server', () => {
  it('listens on the loopback address alone', () => {
    expect(startArguments(options, '/home/t.db').join(' ')).toContain('--ip 127.0.0.1 --port 7233');
  });

  it('knows the search attributes, and polls its queues often enough for a fast path', () => {
    const line = startArguments(options, '/home/t.db').join(' ');
    expect(line).toContain('--search-attribute FirstlineStage=Keyword --search-attribute FirstlineRep=Keyword');
    expect(line).toMatch(/history\.transferProcessorMaxPollRPS=\d{3,}/);
  });

  it('starts without a UI in tests', () => {
    const line = startArguments({ ...options, uiPort: undefined, uiCodecEndpoint: 'http://localhost/codec' }, '/home/t.db').join(' ');
    expect(line).toContain('--headless');
    expect(line).not.toContain('--ui-');
  });

  it('is told from a stranger by its database', () => {
    expect(isTemporalOn(['/cache/temporal', 'server', 'start-dev', '--db-filename', '/home/t.db'], '/home/t.db')).toBe(true);
    expect(isTemporalOn(['/cache/temporal', 'server', 'start-dev', '--db-filename', '/other.db'], '/home/t.db')).toBe(false);
    expect(isTemporalOn([], '/home/t.db')).toBe(false);
  });
});
