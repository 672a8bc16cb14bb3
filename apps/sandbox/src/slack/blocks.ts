import { charactersIn, isObject, type JsonObject, type JsonValue } from '../json.js';

const blockTypes = new Set([
  'actions',
  'alert',
  'card',
  'context',
  'context_actions',
  'divider',
  'file',
  'header',
  'image',
  'input',
  'markdown',
  'rich_text',
  'section',
  'table',
  'video',
]);

/**
 * Slack's own limits on Block Kit, since a message that the sandbox takes and Slack refuses would be found out by a buyer.
 * @returns complaints in Slack's manner, with a JSON pointer each; none: the blocks are fine.
 */
export function complaintsAboutBlocks(blocks: JsonValue[]): string[] {
  if (blocks.length > 50) return ['[ERROR] no more than 50 items allowed [json-pointer:/blocks]'];
  const complaints: string[] = [];
  const seenIds = new Set<string>();
  for (const [at, block] of blocks.entries()) {
    const pointer = `/blocks/${at}`;
    const complain = (what: string, where = ''): void => void complaints.push(`[ERROR] ${what} [json-pointer:${pointer}${where}]`);
    if (!isObject(block) || typeof block['type'] !== 'string') {
      complain('must be an object with a type');
      continue;
    }
    if (!blockTypes.has(block['type'])) complain(`unsupported type: ${block['type'].slice(0, 60)}`, '/type');
    const id = block['block_id'];
    if (id !== undefined) {
      if (typeof id !== 'string' || id === '' || id.length > 255) complain('must be 1 to 255 characters', '/block_id');
      else if (seenIds.has(id)) complain(`block_id already exists: ${id}`, '/block_id');
      else seenIds.add(id);
    }
    checkContent(block, complain);
  }
  return complaints;
}

type Complain = (what: string, where?: string) => void;

function checkContent(block: JsonObject, complain: Complain): void {
  if (block['type'] === 'section') {
    if (block['text'] === undefined && block['fields'] === undefined) complain('needs text or fields');
    if (block['text'] !== undefined) checkText(block['text'], { where: '/text', longest: 3_000 }, complain);
    const fields = block['fields'];
    if (fields !== undefined) {
      if (!Array.isArray(fields) || fields.length === 0 || fields.length > 10) complain('must be 1 to 10 items', '/fields');
      else for (const [at, field] of fields.entries()) checkText(field, { where: `/fields/${at}`, longest: 2_000 }, complain);
    }
    if (block['accessory'] !== undefined) checkElement(block['accessory'], '/accessory', complain);
  } else if (block['type'] === 'header') checkText(block['text'], { where: '/text', longest: 150, only: 'plain_text' }, complain);
  else if (block['type'] === 'actions' || block['type'] === 'context') {
    const most = block['type'] === 'actions' ? 25 : 10;
    const elements = block['elements'];
    if (!Array.isArray(elements) || elements.length === 0 || elements.length > most)
      return complain(`must be 1 to ${most} items`, '/elements');
    for (const [at, element] of elements.entries()) {
      if (block['type'] === 'actions') checkElement(element, `/elements/${at}`, complain);
      else if (!isObject(element) || element['type'] !== 'image')
        checkText(element, { where: `/elements/${at}`, longest: 3_000 }, complain);
    }
    if (block['type'] === 'actions') checkActionIds(elements, complain);
  }
}

function checkText(
  text: JsonValue | undefined,
  { where, longest, only }: { where: string; longest: number; only?: string },
  complain: Complain,
): void {
  if (!isObject(text)) return complain('must be a text object', where);
  const { type, text: words } = text;
  if (only !== undefined ? type !== only : type !== 'mrkdwn' && type !== 'plain_text')
    complain(`must be ${only ?? 'mrkdwn or plain_text'}`, `${where}/type`);
  if (typeof words !== 'string' || words === '') complain('must be more than 0 characters', `${where}/text`);
  else if (charactersIn(words) > longest) complain(`must be less than ${longest + 1} characters`, `${where}/text`);
}

function checkElement(element: JsonValue, where: string, complain: Complain): void {
  if (!isObject(element) || typeof element['type'] !== 'string') return complain('must be an element with a type', where);
  const actionId = element['action_id'];
  if (actionId !== undefined && (typeof actionId !== 'string' || actionId.length > 255))
    complain('must be less than 256 characters', `${where}/action_id`);
  if (element['type'] !== 'button') return;
  checkText(element['text'], { where: `${where}/text`, longest: 75, only: 'plain_text' }, complain);
  const { value, url, style } = element;
  if (value !== undefined && (typeof value !== 'string' || value.length > 2_000))
    complain('must be less than 2001 characters', `${where}/value`);
  if (url !== undefined && (typeof url !== 'string' || url.length > 3_000 || !/^https?:\/\/|^mailto:/.test(url)))
    complain('must be a web address of less than 3001 characters', `${where}/url`);
  if (style !== undefined && style !== 'primary' && style !== 'danger') complain('must be primary or danger', `${where}/style`);
}

function checkActionIds(elements: JsonValue[], complain: Complain): void {
  const ids = elements.flatMap((element) => (isObject(element) && typeof element['action_id'] === 'string' ? [element['action_id']] : []));
  if (new Set(ids).size < ids.length) complain('action_id is used more than once', '/elements');
}
