import { Module } from '@nestjs/common';
import { LeadsModule } from '../leads/leads.module.js';
import { TriggersModule } from '../triggers/triggers.module.js';
import { SlackController } from './slack.controller.js';
import { SlackReplies } from './slack-replies.js';

@Module({ imports: [LeadsModule, TriggersModule], controllers: [SlackController], providers: [SlackReplies] })
export class SlackModule {}
