import type { z } from 'zod';

export function envExample(schema: z.ZodObject): string;
