/** The path that names a profile or a company page: `in/ada-king-7a1`, `company/analytical-engines`. Undefined for other addresses. */
export function linkedinPath(url: string | undefined): string | undefined {
  const match =
    /^(?:https?:\/\/)?(?:[a-z]{2,3}\.)?(?:www\.|m\.|mobile\.)?linkedin\.com\/(?:mwlite\/)?(in|pub|company|school|showcase)\/([^/?#\s]+)/i.exec(
      url?.trim() ?? '',
    );
  if (!match?.[1] || !match[2]) return undefined;
  try {
    const slug = decodeURIComponent(match[2]).normalize('NFC').toLowerCase();
    return slug ? `${match[1].toLowerCase()}/${slug}` : undefined;
  } catch {
    return undefined; // a broken percent escape names nobody
  }
}

export const personLinkedin = (url: string | undefined): string | undefined => {
  const path = linkedinPath(url);
  return path && /^(in|pub)\//.test(path) ? path : undefined;
};
export const companyLinkedin = (url: string | undefined): string | undefined => {
  const path = linkedinPath(url);
  return path && /^(company|school|showcase)\//.test(path) ? path : undefined;
};
