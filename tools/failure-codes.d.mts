export const page: string;
export function withTable(text: string, codes: Readonly<Record<string, string>>): string;
