import { Module } from '@nestjs/common';
import { LeadsModule } from '../leads/leads.module.js';
import { DeadLettersController } from './dead-letters.controller.js';

@Module({ imports: [LeadsModule], controllers: [DeadLettersController] })
export class DeadLettersModule {}
