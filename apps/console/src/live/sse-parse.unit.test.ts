import { describe, expect, it } from 'vitest';
import { createSseParser } from './sse-parse.js';

describe('the event stream', () => {
  const text = ': hello\nevent: timeline\nid: 17\ndata: {"a":\ndata: 1}\n\nid: 18\ndata: two\r\n\r\n:\n\n';
  const expected = [
    { id: '17', event: 'timeline', data: '{"a":\n1}' },
    { id: '18', event: 'message', data: 'two' },
  ];
  it('reads events, ids and data of several lines, and skips comments', () => {
    expect(createSseParser()(text)).toEqual(expected);
  });
  it('reads the same however the network cuts it', () => {
    for (let size = 1; size < 12; size++) {
      const parse = createSseParser();
      const events = [];
      for (let at = 0; at < text.length; at += size) events.push(...parse(text.slice(at, at + size)));
      expect(events).toEqual(expected);
    }
  });
  it('keeps the last id for an event that brings none', () => {
    expect(createSseParser()('id: 4\ndata: a\n\ndata: b\n\n').map((event) => event.id)).toEqual(['4', '4']);
  });
});
