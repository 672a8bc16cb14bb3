import { Module } from '@nestjs/common';
import { LeadsModule } from '../leads/leads.module.js';
import { TriggersModule } from '../triggers/triggers.module.js';
import { SlackController } from './slack.controller.js';
import { SlackMembers } from './slack-members.js';
import { SlackReplies } from './slack-replies.js';

@Module({ imports: [LeadsModule, TriggersModule], controllers: [SlackController], providers: [SlackMembers, SlackReplies] })
export class SlackModule {}
