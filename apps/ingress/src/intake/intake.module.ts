import { Module } from '@nestjs/common';
import { Intake } from './intake.js';
import { Relay } from './relay.js';
import { Starts } from './starts.js';
import { Stores } from './stores.js';

@Module({ providers: [Intake, Relay, Starts, Stores], exports: [Intake, Stores] })
export class IntakeModule {}
