import { Controller, Get, Inject, Options, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Config } from '@firstline/platform/config/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { RawBodyRoute } from '../http/body.js';
import { CONFIG } from '../parts/parts.js';
import { Problem } from '../problems/problem.js';
import type { Item, RawRequest, Reply, Source, Taken } from '../sources/source.js';
import { Door } from './door.js';
import { rawRequestOf } from './raw-request.js';

const connectionParam = ApiParam({
  name: 'connection',
  description: 'The id of a connection in config/connections.yaml.',
  example: 'website-form',
});

/** Where providers deliver: each in its own way, which its folder below `sources/` describes. */
@ApiTags('Signals in')
@Controller('v1/webhooks')
@Public()
export class WebhooksController {
  constructor(
    private readonly door: Door,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post(':connection')
  @RawBodyRoute()
  @connectionParam
  @ApiOperation({
    summary: 'Deliver events as the provider signs them',
    description:
      'The body, its content type and its signature are those of the provider. The same event again gets the same answer and does nothing.',
  })
  @ApiResponse({
    status: 202,
    description:
      'Safe: every event of the delivery is stored. `{id, workflowId, status}` for one, `{results}` for several; some providers are answered in their own way.',
  })
  async receive(@Param('connection') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const opened = this.door.open(id);
    const { connection, source } = opened;
    const raw = rawRequestOf(request, reply, this.config);
    if (source.cors) void reply.headers(source.cors(raw.headers['origin']));
    this.door.admit(opened, raw, request.ip);
    const items = await readItems(source, raw);
    const wrong = source.refuses === 'aloud' ? items.find((item) => item.is === 'refused') : undefined;
    if (wrong) {
      const page = source.replyRefused?.(raw);
      if (page) return send(reply, page);
      throw new Problem('invalid-field', `${wrong.path}: ${wrong.reason}.`, { errors: [{ field: wrong.path, message: wrong.reason }] });
    }
    const { taken, store } = await this.door.take(connection, raw, items);
    send(reply, source.reply?.(raw, taken) ?? usualReply(taken));
    this.door.captured(store, reply.elapsedTime);
  }

  @Get(':connection')
  @connectionParam
  @ApiOperation({ summary: 'Answer a provider that checks this address' })
  @ApiResponse({ status: 200, description: 'The challenge, as the provider wants it.' })
  challenge(@Param('connection') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { source } = this.door.open(id);
    if (!source.challenge)
      throw new Problem('method-not-allowed', 'This connection is posted to; it has no challenge.', { headers: { allow: 'POST' } });
    const answer = source.challenge(new URLSearchParams(request.raw.url?.split('?')[1] ?? ''));
    if (!answer)
      throw new Problem('not-allowed', 'This is not a challenge that this connection knows: check the verify token on both sides.');
    send(reply, answer);
  }

  @Options(':connection')
  @connectionParam
  @ApiOperation({ summary: "Tell a browser whether a website's script may post" })
  @ApiResponse({ status: 204, description: 'With CORS headers when it may.' })
  preflight(@Param('connection') id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const { source } = this.door.open(id);
    send(reply, { status: 204, headers: source.cors?.(request.headers.origin) ?? {} });
  }
}

/** A proven sender's delivery that cannot be read at all is kept too, where the provider would only send the same again. */
async function readItems(source: Source, raw: RawRequest): Promise<Item[]> {
  try {
    return await source.normalise(raw);
  } catch (error) {
    if (!(error instanceof Problem) || source.refuses === 'aloud') throw error;
    return [{ is: 'refused', because: 'invalid', path: '', reason: error.message }];
  }
}

function usualReply(taken: readonly Taken[]): Reply {
  const results = taken.map((one) => (one.status === 'rejected' ? { status: one.status, path: one.path, reason: one.reason } : one));
  return { status: 202, body: results.length === 1 && results[0] ? results[0] : { results } };
}

function send(reply: FastifyReply, { status, headers, body }: Reply): void {
  void reply.status(status).headers(headers ?? {});
  if (typeof body === 'object') void reply.type('application/json; charset=utf-8').send(JSON.stringify(body));
  else void reply.send(body ?? '');
}
