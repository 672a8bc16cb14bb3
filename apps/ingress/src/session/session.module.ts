import { Module } from '@nestjs/common';
import { EnterController } from './enter.controller.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';

@Module({ controllers: [SessionController, EnterController], providers: [Sessions], exports: [Sessions] })
export class SessionModule {}
