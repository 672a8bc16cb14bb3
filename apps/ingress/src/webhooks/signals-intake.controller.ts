import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { signalInputSchema } from '@firstline/domain/signal/signal';
import type { Config } from '@firstline/platform/config/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Caller, NeedsScope } from '../auth/access.decorator.js';
import type { Principal } from '../auth/principal.js';
import { RawBodyRoute } from '../http/body.js';
import { NeitherStore } from '../intake/neither-store.js';
import { openapiSchema } from '../openapi/schema.js';
import { CONFIG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import { canonicalTypes, readSignals } from '../sources/canonical/canonical.source.js';
import type { Taken } from '../sources/source.js';
import { Door } from './door.js';
import { rawRequestOf } from './raw-request.js';

const result = z.object({
  id: z.uuid().optional(),
  workflowId: z.string().optional(),
  status: z.enum(['accepted', 'duplicate', 'rejected']),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});

/** Our own way in: signals in the shape that every other source is brought to. */
@ApiTags('Signals in')
@ApiBearerAuth()
@Controller('v1/signals')
export class SignalsIntakeController {
  constructor(
    private readonly door: Door,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @NeedsScope('ingest')
  @RawBodyRoute()
  @ApiOperation({
    summary: 'Send signals: one, an array, or a line for each (application/x-ndjson)',
    description:
      'They belong to the connection of the key. Of several, each is taken or refused by itself: a bad one never loses the others.',
  })
  @ApiBody({ schema: openapiSchema(z.union([signalInputSchema, z.array(signalInputSchema)])) })
  @ApiResponse({
    status: 202,
    description: 'Safe: stored, and its workflow is started or about to be.',
    schema: openapiSchema(z.union([result, z.object({ results: z.array(result) })]), 'output'),
  })
  async receive(@Caller() caller: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { connection } = this.door.open(connectionOf(caller));
    if (connection.kind !== 'canonical') {
      throw new Problem(
        'not-allowed',
        `The key "${caller.actor}" belongs to "${connection.id}", which is of kind ${connection.kind}: it takes POST /v1/webhooks/${connection.id} only.`,
      );
    }
    const raw = rawRequestOf(request, reply, this.config);
    this.door.expectType(connection.id, raw, canonicalTypes);
    this.door.paced(connection, raw);
    const { items, many } = readSignals(raw);
    const { taken, store } = await this.door.take(connection, raw, items).catch((error: unknown) => {
      // Refused items are told to the sender below; that they could not be kept as well is no reason to refuse the others.
      if (error instanceof NeitherStore && items.every((item) => item.is === 'refused'))
        return { taken: items.map(asRejected), store: 'postgres' as const };
      throw error;
    });
    const [only] = taken;
    if (!many && only?.status === 'rejected') throw refusalOf(only);
    void reply
      .status(202)
      .type('application/json; charset=utf-8')
      .send(JSON.stringify(many ? { results: taken.map(resultOf) } : resultOf(only!)));
    this.door.captured(store, reply.elapsedTime);
  }
}

function connectionOf({ connection, actor }: Principal): string {
  if (connection !== undefined) return connection;
  throw new Problem(
    'not-allowed',
    `The key "${actor}" belongs to no connection, so its signals would have no sender. Use a key that names one.`,
  );
}

type Rejected = Extract<Taken, { status: 'rejected' }>;

const asRejected = (item: { is: string }): Taken => ({ ...(item as unknown as Omit<Rejected, 'status'>), status: 'rejected' });

const errorsOf = ({ path, reason, errors }: Rejected) => [...(errors ?? [{ field: path, message: reason }])];

function refusalOf(rejected: Rejected): Problem {
  const errors = errorsOf(rejected);
  const named = errors.slice(0, 3).map(({ field, message }) => `${field}: ${message}`);
  return new Problem('invalid-field', `${named.join('; ')}. Correct this and send it again.`, { errors });
}

const resultOf = (taken: Taken): object => (taken.status === 'rejected' ? { status: taken.status, errors: errorsOf(taken) } : taken);
