import { Module } from '@nestjs/common';
import { IntakeModule } from '../intake/intake.module.js';
import { Door } from './door.js';
import { SignalsIntakeController } from './signals-intake.controller.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({ imports: [IntakeModule], controllers: [WebhooksController, SignalsIntakeController], providers: [Door] })
export class WebhooksModule {}
