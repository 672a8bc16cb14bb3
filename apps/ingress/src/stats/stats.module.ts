import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/triggers.module.js';
import { PartsHealth } from './parts-health.js';
import { StatsController } from './stats.controller.js';
import { StatsDesk } from './stats.js';

@Module({ imports: [TriggersModule], controllers: [StatsController], providers: [StatsDesk, PartsHealth] })
export class StatsModule {}
