import { Module } from '@nestjs/common';
import { LeadsModule } from '../leads/leads.module.js';
import { TriggersModule } from '../triggers/triggers.module.js';
import { TakeController } from './take.controller.js';

@Module({ imports: [LeadsModule, TriggersModule], controllers: [TakeController] })
export class TakeModule {}
