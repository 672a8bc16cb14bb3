import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { isDatabaseDown } from '@firstline/platform/db/database-down';
import type { Log } from '@firstline/platform/log/log';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOG } from '../parts/parts.js';
import { PROBLEM_TYPE, Problem, codeOf } from './problem.js';
import { RouteBook } from '../http/route-book.js';

/** Turns whatever was thrown, anywhere in the app, into one shape: problem details. What we did not foresee is a 500 that says nothing of its inside. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOG) private readonly log: Log,
    private readonly routes: RouteBook,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.#problemOf(thrown, request);
    const status = problem.getStatus();
    if (status === 500)
      this.log.error({ err: thrown, method: request.method, route: request.routeOptions?.url, layer: 'ingestion' }, 'a request failed');
    if (reply.sent) return;
    void reply
      .status(status)
      .headers(problem.headers)
      .header('content-type', PROBLEM_TYPE)
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problem.getResponse()));
  }

  #problemOf(thrown: unknown, request: FastifyRequest): Problem {
    if (thrown instanceof Problem) return thrown;
    const status = thrown instanceof HttpException ? thrown.getStatus() : statusOf(thrown);
    if (status === 404 && thrown instanceof HttpException) return this.#nothingThere(request);
    if (status === 413) {
      return new Problem('body-too-large', 'The body is larger than this address takes. Send fewer items at once.', {
        headers: { connection: 'close' },
      });
    }
    if (status === 415) {
      return new Problem('unsupported-content-type', 'Send "Content-Type: application/json" (docs: GET /docs).');
    }
    if (isDatabaseDown(thrown))
      return new Problem('unavailable', 'Postgres does not answer. Nothing was lost; try again in a moment.', { retryAfterSeconds: 5 });
    if (status >= 500) return new Problem('internal-error', 'This is a fault of ours and was logged. Trying again later may help.');
    const message = thrown instanceof Error ? thrown.message : 'The request cannot be read.';
    return new Problem(codeOf(status), message.slice(0, 500));
  }

  #nothingThere(request: FastifyRequest): Problem {
    const allowed = this.routes.methodsAt(request.url);
    if (allowed.length === 0) return new Problem('not-found', 'There is no such address. GET /docs lists all of them.');
    return new Problem('method-not-allowed', `This address takes ${allowed.join(', ')}, not ${request.method}.`, {
      headers: { allow: allowed.join(', ') },
    });
  }
}

/** Fastify and http-errors put the status on the error; anything else is ours. */
function statusOf(thrown: unknown): number {
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}
