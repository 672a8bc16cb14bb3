import { type DynamicModule, Global, Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AuthModule } from './auth/auth.module.js';
import { RouteBook } from './http/route-book.js';
import { CONFIG, DATABASE, INTAKE_DATABASE, LOG, METRICS, type Parts } from './parts/parts.js';
import { invalidFields } from './problems/field-problems.js';
import { ProblemFilter } from './problems/problem.filter.js';

@Global()
@Module({
  imports: [AuthModule],
  providers: [
    RouteBook,
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
    ];
    return { module: AppModule, providers, exports: providers };
  }
}
