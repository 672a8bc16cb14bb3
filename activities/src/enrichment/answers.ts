import { z } from 'zod';

/** As long as the fields of a person and a company may be; what is longer is not a name or a title. */
const LONGEST = 300;

/** A text of a vendor's answer. Absent, null, blank and absurdly long ones say nothing; anything but text is nonsense, and refused. */
export const said = z
  .string()
  .nullish()
  .transform((text) => {
    // Control characters and half surrogate pairs: a database refuses some of them, and no name has any.
    const meant = text
      ?.toWellFormed()
      .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
      .trim();
    return meant && meant.length <= LONGEST ? meant : undefined;
  });

/** A count or an amount. Zero and less mean "not known" with these vendors. */
export const counted = z
  .number()
  .nullish()
  .transform((value) => (value !== undefined && value !== null && Number.isFinite(value) && value > 0 ? value : undefined));

/** Employees are whole, and no company has more than this. */
export const headcount = counted.transform((value) => (value !== undefined && value <= 10_000_000 ? Math.round(value) : undefined));

/** An answer that is not what its vendor describes. Nothing of it is taken over, since the rest may be as wrong. */
export function understood<T>(schema: z.ZodType<T>, body: unknown, vendor: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 3).map(({ path }) => path.join('.') || 'the whole answer');
  throw new Error(`${vendor} answered something that cannot be understood (${[...new Set(places)].join(', ')})`);
}

/** Without the fields that nobody filled in. */
export const filled = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };
