import { escapedHtml } from './email.text.js';

export interface Letter {
  introduction: string;
  who: string;
  deadline: string | undefined;
  take: string;
  open: string;
  parts: { title: string; lines?: string[]; items?: string[] }[];
}

export function textOf({ introduction, who, deadline, take, open, parts }: Letter): string {
  const said = parts.map(({ title, lines = [], items = [] }) =>
    [title, ...lines.map((line) => `  ${line}`), ...items.map((item) => `  - ${item}`)].join('\n'),
  );
  return `${[introduction, who, ...(deadline ? [deadline] : []), `Take it: ${take}`, ...said, `Open in Firstline: ${open}`].join('\n\n')}\n`;
}

/**
 * No images, no scripts, nothing loaded from anywhere. Colours are left to the reader, who may be in the dark; the button brings both of
 * its own, which are readable on either ground.
 */
export function htmlOf({ introduction, who, deadline, take, open, parts }: Letter): string {
  const paragraph = (text: string, style = ''): string => `<p style="margin:0 0 12px;${style}">${escapedHtml(text)}</p>`;
  const said = parts.map(({ title, lines = [], items = [] }) =>
    [
      `<h2 style="font-size:14px;margin:20px 0 6px">${escapedHtml(title)}</h2>`,
      ...lines.map((line) => paragraph(line)),
      items.length > 0
        ? `<ul style="margin:0 0 12px;padding-left:20px">${items.map((item) => `<li>${escapedHtml(item)}</li>`).join('')}</ul>`
        : '',
    ].join('\n'),
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapedHtml(who)}</title></head>`,
    '<body style="margin:0;padding:24px 16px;font:15px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif">',
    '<div style="max-width:560px;margin:0 auto">',
    paragraph(introduction),
    `<h1 style="font-size:20px;line-height:1.3;margin:0 0 12px">${escapedHtml(who)}</h1>`,
    deadline ? paragraph(deadline, 'font-weight:600') : '',
    `<p style="margin:16px 0 20px"><a href="${escapedHtml(take)}" style="display:inline-block;padding:10px 22px;border-radius:6px;background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none">Take it</a></p>`,
    ...said,
    `<p style="margin:24px 0 0"><a href="${escapedHtml(open)}">Open in Firstline</a></p>`,
    '</div></body></html>',
    '',
  ].join('\n');
}
