import { describe, expect, it } from 'vitest';
import { readMail } from './mime.js';

const raw = (...lines: string[]): string => lines.join('\r\n');

describe('reading a letter', () => {
  it('takes plain text as it is', () => {
    expect(readMail(raw('Subject: Hello', 'From: a@b.example', '', 'One', 'Two', ''))).toMatchObject({
      subject: 'Hello',
      from: 'a@b.example',
      text: 'One\nTwo',
      html: '',
    });
  });

  it('unfolds headers and decodes their words', () => {
    const mail = readMail(raw('Subject: =?UTF-8?Q?J=C3=BCrgen_M=C3=BCller?=', ' =?UTF-8?B?IOKAkyBuZXU=?= lead', '', ''));
    expect(mail.subject).toBe('Jürgen Müller – neu lead');
    expect(readMail(raw('Subject: =?x-unheard-of?Q?abc?=', '', '')).subject).toBe('abc');
  });

  it('joins the soft lines of quoted-printable, so that links stay whole', () => {
    const mail = readMail(
      raw(
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'https://firstline.example/v1/take/=',
        'abc?x=3D1 =C3=BC',
        '',
      ),
    );
    expect(mail.text).toBe('https://firstline.example/v1/take/abc?x=1 ü');
  });

  it('keeps the space in front of a soft line break', () => {
    const mail = readMail(
      raw('Content-Type: text/plain', 'Content-Transfer-Encoding: quoted-printable', '', 'you asked about =', 'routing', ''),
    );
    expect(mail.text).toBe('you asked about routing');
  });

  it('finds text and HTML among parts, and leaves attachments', () => {
    const mail = readMail(
      raw(
        'Content-Type: multipart/mixed; boundary="out"',
        '',
        '--out',
        'Content-Type: multipart/alternative; boundary=in',
        '',
        '--in',
        'Content-Type: text/plain',
        '',
        'plain',
        '--in',
        'Content-Type: text/html; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        'PHA+w7w8L3A+',
        '--in--',
        '--out',
        'Content-Type: text/plain',
        'Content-Disposition: attachment; filename=a.txt',
        '',
        'not this',
        '--out--',
        '',
      ),
    );
    expect([mail.text, mail.html]).toEqual(['plain', '<p>ü</p>']);
  });

  it.each([
    ['nothing', ''],
    ['no headers', '\r\n\r\nbody'],
    ['a boundary that never comes', raw('Content-Type: multipart/mixed; boundary=x', '', 'a')],
    [
      'a boundary within itself',
      raw(
        'Content-Type: multipart/mixed; boundary=x',
        '',
        ...Array.from({ length: 500 }, () => '--x\r\nContent-Type: multipart/mixed; boundary=x\r\n'),
      ),
    ],
    ['a header of a megabyte', `Subject: ${'=?UTF-8?Q?a'.repeat(90_000)}\r\n\r\n`],
    ['a charset that is none', raw('Content-Type: text/plain; charset=nonsense', '', '\xff')],
  ])('survives %s', (_what, text) => {
    expect(readMail(text)).toHaveProperty('text');
  });
});
