import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { ConsoleModule } from './console/console.module.js';
import { DeadLettersModule } from './dead-letters/dead-letters.module.js';
import { EventsModule } from './events/events.module.js';
import { LeadsModule } from './leads/leads.module.js';
import { PrivateAnswers } from './session/private-answers.js';
import { SessionModule } from './session/session.module.js';
import { SignalsModule } from './signals/signals.module.js';
import { SlackModule } from './slack/slack.module.js';
import { StatsModule } from './stats/stats.module.js';
import { TakeModule } from './take/take.module.js';
import { TeamModule } from './team/team.module.js';
import { TriggersModule } from './triggers/triggers.module.js';

/** Everything for people: what the console shows, what reps and operators press, and the console itself. */
@Module({
  imports: [
    SessionModule,
    SignalsModule,
    LeadsModule,
    TriggersModule,
    TeamModule,
    DeadLettersModule,
    StatsModule,
    EventsModule,
    TakeModule,
    SlackModule,
    ConsoleModule,
  ],
  providers: [{ provide: APP_INTERCEPTOR, useClass: PrivateAnswers }],
})
export class PeopleModule {}
