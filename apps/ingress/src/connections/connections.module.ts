import { Global, Module } from '@nestjs/common';
import { ConnectionBook } from './connection-book.js';

@Global()
@Module({ providers: [ConnectionBook], exports: [ConnectionBook] })
export class ConnectionsModule {}
