import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Database } from '@firstline/platform/db/db';
import { type Health, openHealth } from '@firstline/platform/health/health';
import type { Metrics } from '@firstline/platform/metrics/metrics';
import { withinMs } from '@firstline/platform/temporal/connect';
import type { Client } from '@temporalio/client';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorator.js';
import { ConnectionBook } from '../connections/connection-book.js';
import { INTAKE_DATABASE, METRICS, TEMPORAL } from '../parts/parts.js';

const ASK_WITHIN_MS = 1_500;

/** For load balancers, container platforms and Prometheus. */
@ApiTags('Operation')
@Controller()
@Public()
export class HealthController {
  readonly #health: Health;

  constructor(
    @Inject(INTAKE_DATABASE) database: Database,
    @Inject(TEMPORAL) client: Client,
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly book: ConnectionBook,
  ) {
    const { namespace } = client.options;
    this.#health = openHealth({
      parts: {
        postgres: () => database.$queryRaw`SELECT 1`,
        temporal: () => withinMs(client, ASK_WITHIN_MS, () => client.connection.workflowService.describeNamespace({ namespace })),
      },
      // Either store keeps a signal safe.
      needed: 'any',
      timeoutMs: ASK_WITHIN_MS,
    });
  }

  @Get('healthz')
  @ApiOperation({ summary: 'The process runs' })
  healthz(): { ok: boolean } {
    return { ok: true };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'Signals can be taken, and which part is down' })
  @ApiResponse({
    status: 200,
    description: 'At least one store works and connections are loaded. A part that is down, or a mistake in connections.yaml, is named.',
  })
  @ApiResponse({ status: 503, description: 'Nothing can be taken.' })
  async readyz(@Res() reply: FastifyReply): Promise<void> {
    const { ok, parts } = await this.#health.check();
    const { problems, notConfigured, loaded } = this.book.status();
    const connections = {
      ok: problems.length === 0,
      ...(problems.length > 0 ? { says: problems.slice(0, 5).join('\n') } : {}),
      notConfigured,
    };
    const ready = ok && loaded;
    void reply
      .status(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .send(JSON.stringify({ ok: ready, parts: { ...parts, connections } }));
  }

  @Get('metrics')
  @ApiOperation({ summary: 'Metrics in the format of Prometheus' })
  async prometheus(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.registry.metrics();
    void reply.type(this.metrics.registry.contentType).send(text);
  }
}
