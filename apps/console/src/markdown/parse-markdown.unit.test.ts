import { describe, expect, it } from 'vitest';
import { safeHref } from './parse-inline.js';
import { parseMarkdown } from './parse-markdown.js';

describe('a runbook', () => {
  it('has headings, paragraphs, lists in lists, code and tables', () => {
    const blocks = parseMarkdown(
      '# Demo request\n\nWho answers:\n**Ada**, then _Ben_.\n\n1. Look at `trace`\n   - first\n   - second\n2. Retry\n\n```sh\nfirstline trace <id>\n```\n\n| a | b |\n|---|---|\n| 1 | 2 \\| 3 |\n\n---\n> careful',
    );
    expect(blocks.map((block) => block.is)).toEqual(['heading', 'paragraph', 'list', 'code', 'table', 'rule', 'quote']);
    expect(blocks[1]).toMatchObject({
      inside: [{ text: 'Who answers: ' }, { is: 'strong' }, { text: ', then ' }, { is: 'em' }, { text: '.' }],
    });
    expect(blocks[2]).toMatchObject({
      ordered: true,
      items: [[{ is: 'paragraph' }, { is: 'list', ordered: false, items: [{}, {}] }], [{ is: 'paragraph' }]],
    });
    expect(blocks[3]).toEqual({ is: 'code', language: 'sh', text: 'firstline trace <id>' });
    expect(blocks[4]).toMatchObject({ rows: [[[{ text: '1' }], [{ text: '2 | 3' }]]] });
  });
  it('shows HTML as the text it is', () => {
    const html = '<script>alert(1)</script> <img src=x onerror=alert(1)>';
    expect(parseMarkdown(html)).toEqual([{ is: 'paragraph', inside: [{ is: 'text', text: html }] }]);
  });
  it.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '//evil.example', '/\\evil.example', 'x:y'])(
    'does not make a link of %s',
    (href) => {
      expect(safeHref(href)).toBeUndefined();
      expect(parseMarkdown(`[click](${href.replaceAll(/[()]/g, '')})`)).toMatchObject([{ inside: [{ is: 'text', text: 'click' }] }]);
    },
  );
  it.each(['https://a.example/x?y=(z)', 'mailto:a@b.example', '/leads/1', '#top'])('makes a link of %s', (href) => {
    expect(parseMarkdown(`see [it](${href})`)).toMatchObject([{ inside: [{}, { is: 'link', href }] }]);
  });
  it('makes links of bare addresses, without the full stop behind them', () => {
    expect(parseMarkdown('Open https://temporal.example/ui?q=1. Or (http://localhost:3000).')).toMatchObject([
      {
        inside: [
          { text: 'Open ' },
          { is: 'link', href: 'https://temporal.example/ui?q=1' },
          { text: '. Or (' },
          { is: 'link', href: 'http://localhost:3000' },
          { text: ').' },
        ],
      },
    ]);
    expect(parseMarkdown('`http://in.code`')).toEqual([{ is: 'paragraph', inside: [{ is: 'code', text: 'http://in.code' }] }]);
  });
  it('leaves snake_case and lone stars alone', () => {
    expect(parseMarkdown('use max_rounds_seen and 2 * 3 * 4')).toEqual([
      { is: 'paragraph', inside: [{ is: 'text', text: 'use max_rounds_seen and 2 * 3 * 4' }] },
    ]);
  });
  it('survives hostile texts quickly', () => {
    const began = performance.now();
    for (const text of [
      '>'.repeat(20_000),
      '- '.repeat(5_000),
      '`'.repeat(5_000),
      '*a'.repeat(5_000),
      '['.repeat(5_000),
      '|'.repeat(5_000),
    ])
      parseMarkdown(text);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
