import { firstCharacters, isObject, textOf, type JsonValue } from '../json.js';
import type { SlackArguments } from './arguments.js';
import { complaintsAboutBlocks } from './blocks.js';
import { botOf, channelFrom } from './identity.js';
import type { SlackAnswer, SlackContext } from './call.js';
import { shown, type MessageContent, type SlackMessage } from './workspace.js';

/** Characters, beyond which Slack cuts and warns. */
const LONGEST_TEXT = 40_000;

export function postMessage(given: SlackArguments, { workspace, token, nowMs }: SlackContext): SlackAnswer {
  const channel = channelFrom(given.text('channel') ?? '');
  if (!channel.ok) return channel;
  const content = contentFrom(given);
  if (!content.ok) return content;
  const { text = '', blocks, attachments, metadata } = content.content;
  if (text === '' && !blocks?.length && !attachments?.length) return { ok: false, error: 'no_text' };
  const threadTs = given.text('thread_ts');
  const message = workspace.post(
    { channel: channel.id, ...(threadTs ? { threadTs } : {}) },
    botOf(token),
    { text, blocks, attachments, metadata },
    nowMs,
  );
  return {
    ok: true,
    acted: true,
    channel: message.channel,
    ts: message.ts,
    message: shown(message, { withMetadata: true }),
    ...content.warning,
  };
}

export function update(given: SlackArguments, { workspace, token, nowMs }: SlackContext): SlackAnswer {
  const channel = channelFrom(given.text('channel') ?? '');
  if (!channel.ok) return channel;
  const message = workspace.find(channel.id, given.text('ts') ?? '');
  if (!message) return { ok: false, error: 'message_not_found' };
  if (message.botId !== botOf(token).botId) return { ok: false, error: 'cant_update_message' };
  const content = contentFrom(given);
  if (!content.ok) return content;
  const change = changeOf(content.content);
  if (Object.keys(change).length === 0) return { ok: false, error: 'no_text' };
  const edited = workspace.edit(message, change, nowMs);
  return {
    ok: true,
    acted: true,
    channel: edited.channel,
    ts: edited.ts,
    text: edited.text,
    message: shown(edited, { withMetadata: true }),
    ...content.warning,
  };
}

/** A new text without blocks takes the old blocks away; new blocks without text leave the text. Metadata stays until other metadata comes. */
export function changeOf(content: Partial<MessageContent>): Partial<MessageContent> {
  const change: Partial<MessageContent> = {};
  if (content.text !== undefined) Object.assign(change, { text: content.text, blocks: content.blocks, attachments: content.attachments });
  if (content.blocks !== undefined) change.blocks = content.blocks;
  if (content.attachments !== undefined) change.attachments = content.attachments;
  if (content.metadata !== undefined) change.metadata = content.metadata;
  return change;
}

type Content =
  | { ok: true; content: Partial<MessageContent>; warning?: { warning: string; response_metadata: JsonValue } }
  | { ok: false; error: string; response_metadata?: JsonValue };

export function contentFrom(given: SlackArguments): Content {
  const content: Partial<MessageContent> = {};
  if (given.has('blocks')) {
    const blocks = given.structured('blocks');
    if (!Array.isArray(blocks)) return { ok: false, error: 'invalid_blocks_format' };
    const complaints = complaintsAboutBlocks(blocks);
    if (complaints.length > 0) return { ok: false, error: 'invalid_blocks', response_metadata: { messages: complaints.slice(0, 20) } };
    content.blocks = blocks;
  }
  if (given.has('attachments')) {
    const attachments = given.structured('attachments');
    if (!Array.isArray(attachments)) return { ok: false, error: 'invalid_attachments' };
    if (attachments.length > 100) return { ok: false, error: 'too_many_attachments' };
    content.attachments = attachments;
  }
  if (given.has('metadata')) {
    const metadata = given.structured('metadata');
    if (!isObject(metadata)) return { ok: false, error: 'invalid_metadata_format' };
    const fits = typeof metadata['event_type'] === 'string' && metadata['event_type'] !== '' && isObject(metadata['event_payload']);
    if (!fits && Object.keys(metadata).length > 0) return { ok: false, error: 'invalid_metadata_schema' };
    content.metadata = metadata;
  }
  const text = given.text('text');
  if (text === undefined) return { ok: true, content };
  const kept = firstCharacters(text, LONGEST_TEXT);
  if (kept === text) return { ok: true, content: { ...content, text } };
  const warning = { warning: 'message_truncated', response_metadata: { warnings: ['message_truncated'] } };
  return { ok: true, content: { ...content, text: kept }, warning };
}

/** For those who look at messages as a person would: the buttons of a message. */
export function buttonsOf(message: SlackMessage): { actionId: string; blockId: string; value: string; label: string }[] {
  return (message.blocks ?? []).flatMap((block) => {
    if (!isObject(block)) return [];
    const elements = block['type'] === 'actions' ? block['elements'] : [block['accessory'] ?? null];
    if (!Array.isArray(elements)) return [];
    return elements.flatMap((element) => {
      if (!isObject(element) || element['type'] !== 'button') return [];
      const label = isObject(element['text']) ? textOf(element['text']['text']) : '';
      return [{ actionId: textOf(element['action_id']), blockId: textOf(block['block_id']), value: textOf(element['value']), label }];
    });
  });
}
