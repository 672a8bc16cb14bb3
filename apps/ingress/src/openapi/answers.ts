import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { openapiSchema } from './schema.js';

/** For the reference: what an operation does, in a few words, and the schema of its answer. */
export const Answers = (summary: string, schema: z.ZodType, description = ''): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary, description }),
    ApiResponse({ status: 200, description: 'Done.', schema: openapiSchema(schema, 'output') }),
  );
