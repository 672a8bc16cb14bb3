import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ApiKeys } from './api-keys.js';
import { Authenticators } from './authenticators.js';

@Global()
@Module({
  providers: [Authenticators, ApiKeys, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [Authenticators, ApiKeys],
})
export class AuthModule {}
