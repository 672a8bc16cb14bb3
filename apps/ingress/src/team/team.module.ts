import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/triggers.module.js';
import { TeamController } from './team.controller.js';

@Module({ imports: [TriggersModule], controllers: [TeamController] })
export class TeamModule {}
