import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Text that is safe between tags and in quoted attributes, whoever wrote it. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

const style = `
:root{color-scheme:light dark;--ink:#1a1c1b;--paper:#f6f6f3;--card:#fff;--line:#dcdcd6;--soft:#565a58;--go:#1f5c5a;--on-go:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#eceeed;--paper:#131417;--card:#1b1d20;--line:#33363a;--soft:#a3a8a6;--go:#7fc7bd;--on-go:#0c1a18}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.25rem;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:30rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:1.5rem}
h1{margin:0 0 .25rem;font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}p{margin:.5rem 0;overflow-wrap:anywhere}.soft{color:var(--soft)}
button,.button{display:block;width:100%;margin-top:1.25rem;padding:.9rem 1rem;min-height:3.25rem;border:0;border-radius:.75rem;background:var(--go);color:var(--on-go);font-family:inherit;font-size:1.125rem;font-weight:600;line-height:1.3;text-align:center;text-decoration:none;cursor:pointer}
button:focus-visible,a:focus-visible{outline:3px solid var(--ink);outline-offset:2px}a{color:var(--go)}code{background:var(--paper);padding:.1em .35em;border-radius:.3em;overflow-wrap:anywhere}ul{padding-left:1.2rem}`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** A small page that needs no script. @param body HTML; whatever comes from outside must have gone through `escaped` */
export const htmlPage = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">
<title>${escaped(title)} · Firstline</title><style>${style}</style></head><body><main>${body}</main></body></html>`;

const everywhere = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
};

/** For these pages: nothing is loaded, nothing is run, nothing is framed, and nothing of the address leaks. */
export const pageHeaders: Record<string, string> = {
  ...everywhere,
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** For the console: its own files only. Its style sheet is a file; what scripts set on elements needs no exception. */
export const consoleHeaders: Record<string, string> = {
  ...everywhere,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
};

export const sendPage = (reply: FastifyReply, status: number, title: string, body: string): void =>
  void reply.status(status).headers(pageHeaders).type('text/html; charset=utf-8').send(htmlPage(title, body));
