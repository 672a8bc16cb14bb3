import { Module } from '@nestjs/common';
import { Policies } from './policies.js';
import { TriggersController } from './triggers.controller.js';

@Module({ controllers: [TriggersController], providers: [Policies], exports: [Policies] })
export class TriggersModule {}
