import { parse } from 'tldts';

/** The one web standard in here: TypeScript's `es2024` does not name it, every runtime has it. Its host parser applies UTS 46. */
const { URL: WebUrl } = globalThis as unknown as { URL: { parse(url: string): { hostname: string } | null } };

/** @returns the host in lower-case ASCII (`müller.de` → `xn--mller-kva.de`), or undefined when it can't be a public host name */
export function asciiHost(text: string): string | undefined {
  const host = text.trim().replace(/\.+$/, '');
  if (!host || host.length > 253 || /[\s/@:?#\\]/.test(host)) return undefined;
  const ascii = WebUrl.parse(`http://${host}`)?.hostname;
  if (!ascii || ascii.length > 253 || !/^(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+$/.test(ascii)) return undefined;
  return /\.\d+$/.test(ascii) ? undefined : ascii;
}

/**
 * The part that was registered: `www.shop.acme.co.uk` → `acme.co.uk`. Takes a host, a URL or an e-mail address.
 * Names below hosting suffixes stay apart (`ada.myshopify.com`), or all tenants of a host would be one company.
 */
export function registrableDomain(text: string): string | undefined {
  const trimmed = text.trim();
  const address = /^[^\s/@]+@([^\s/@]+)$/.exec(trimmed)?.[1];
  const host = asciiHost(
    address ??
      trimmed
        .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
        .replace(/^\/\//, '')
        .replace(/[/?#].*$/s, '')
        .replace(/^[^@]*@/, '')
        .replace(/:\d*$/, ''),
  );
  if (!host) return undefined;
  return parse(host, { allowPrivateDomains: true, extractHostname: false }).domain ?? undefined;
}
