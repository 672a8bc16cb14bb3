import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';

/** What the API says of people is kept by no browser and no proxy, unless a handler says otherwise. */
@Injectable()
export class PrivateAnswers implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    if (http.getRequest<FastifyRequest>().url.startsWith('/v1/')) http.getResponse<FastifyReply>().header('cache-control', 'no-store');
    return next.handle();
  }
}
