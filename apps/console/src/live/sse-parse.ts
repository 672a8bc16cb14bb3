export interface ServerSentEvent {
  id: string | undefined;
  event: string;
  data: string;
}

/**
 * Reads a `text/event-stream` as it arrives, in whatever pieces (WHATWG HTML, server-sent events, §9.2.6).
 * @returns a function that takes the next piece and gives the events it completed
 */
export function createSseParser(): (chunk: string) => ServerSentEvent[] {
  let rest = '';
  let data: string[] = [];
  let event = '';
  let id: string | undefined;
  return (chunk) => {
    const complete: ServerSentEvent[] = [];
    rest += chunk;
    // A carriage return at the very end may be half of a line break whose other half is still on its way.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0) complete.push({ id, event: event || 'message', data: data.join('\n') });
        data = [];
        event = '';
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
      if (field === 'data') data.push(value);
      else if (field === 'event') event = value;
      else if (field === 'id' && !value.includes('\0')) id = value;
    }
    return complete;
  };
}
