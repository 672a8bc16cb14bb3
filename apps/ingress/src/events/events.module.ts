import { Module } from '@nestjs/common';
import { TriggersModule } from '../triggers/triggers.module.js';
import { EventsController } from './events.controller.js';
import { LiveFeed } from './live-feed.js';

@Module({ imports: [TriggersModule], controllers: [EventsController], providers: [LiveFeed] })
export class EventsModule {}
