import { describe, expect, it } from 'vitest';

import { withoutInnards } from './readiness.js';

describe('the last words of a program', () => {
  it('are its message and its own lines, not those of its packages', () => {
    const log = [
      'Error: the secret is not set',
      '    at read (file:///firstline/apps/ingress/dist/connections.js:12:3)',
      '    at run (/firstline/node_modules/fastify/lib/route.js:1:1)',
      '    at node:internal/process/task_queues:105:5',
      '',
      'Node.js v24.21.0',
    ].join('\n');
    expect(withoutInnards(log)).toBe(
      'Error: the secret is not set\n    at read (file:///firstline/apps/ingress/dist/connections.js:12:3)\nNode.js v24.21.0',
    );
  });
});
