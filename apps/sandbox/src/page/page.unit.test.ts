import { describe, expect, it } from 'vitest';
import type { SandboxRecord } from '../records/recorder.js';
import { page } from './page.js';

const record = (over: Partial<SandboxRecord>): SandboxRecord => ({
  id: 1,
  at: '2026-11-21T09:14:03.000Z',
  vendor: 'slack',
  direction: 'in',
  method: 'POST',
  path: '/api/chat.postMessage',
  body: null,
  status: 200,
  outcome: 'answered',
  acted: true,
  fault: null,
  tookMs: 12,
  ...over,
});

describe('the page', () => {
  it('lets no stranger write on it', () => {
    const attack = `</code><script>alert(1)</script><a href="javascript:x" onclick='y'>&`;
    const html = page({
      vendors: [{ name: 'slack', says: attack, address: attack, seen: 1, fault: { error: attack } }],
      records: [record({ path: attack, method: attack, body: { [attack]: attack } })],
    });
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain("onclick='");
    expect(html).not.toContain('href="javascript');
  });

  it('shortens what is long, between characters', () => {
    const html = page({ vendors: [], records: [record({ path: `/${'🙂'.repeat(5_000)}`, body: 'b'.repeat(50_000) })] });
    expect(html.length).toBeLessThan(10_000);
    expect(html).toContain('🙂…');
    expect(html).not.toContain('\ufffd');
  });

  it('says so when nobody has called', () => {
    expect(page({ vendors: [], records: [] })).toContain('Nobody has called yet.');
  });
});
