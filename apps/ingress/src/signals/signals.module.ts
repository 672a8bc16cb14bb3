import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/triggers.module.js';
import { SignalsController } from './signals.controller.js';

@Module({ imports: [TriggersModule], controllers: [SignalsController] })
export class SignalsModule {}
