import { type DynamicModule, Global, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.js';
import { ConnectionsModule } from './connections/connections.module.js';
import { HealthModule } from './health/health.module.js';
import { OpenSockets } from './http/open-sockets.js';
import { RouteBook } from './http/route-book.js';
import { PeopleModule } from './people.module.js';
import { CONFIG, DATABASE, ENV, INTAKE_DATABASE, LOG, METRICS, TEMPORAL, type Parts } from './parts/parts.js';
import { invalidFields } from './problems/field-problems.js';
import { ProblemFilter } from './problems/problem.filter.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Global()
@Module({
  imports: [AuthModule, ConnectionsModule, HealthModule, WebhooksModule, PeopleModule],
  providers: [
    RouteBook,
    OpenSockets,
    { provide: APP_FILTER, useClass: ProblemFilter },
    // `@Body({ schema })`, `@Query({ schema })` and `@Param(name, { schema })` are checked, and every wrong field is named.
    { provide: APP_PIPE, useFactory: () => new StandardSchemaValidationPipe({ exceptionFactory: invalidFields }) },
  ],
  exports: [RouteBook],
})
export class AppModule {
  static with(parts: Parts): DynamicModule {
    const providers = [
      { provide: CONFIG, useValue: parts.config },
      { provide: LOG, useValue: parts.log },
      { provide: METRICS, useValue: parts.metrics },
      { provide: DATABASE, useValue: parts.database },
      { provide: INTAKE_DATABASE, useValue: parts.intakeDatabase },
      { provide: TEMPORAL, useValue: parts.temporal },
      { provide: ENV, useValue: parts.env },
    ];
    return { module: AppModule, providers, exports: providers };
  }
}
