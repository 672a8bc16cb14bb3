import { Controller, Headers, type MessageEvent, Sse } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { NeedsScope } from '../auth/access.decorator.js';
import { LiveFeed } from './live-feed.js';

/** A screen that stopped reading is cut off and comes back by itself. */
const MOST_PENDING = 1_000_000;

@ApiTags('Dashboard')
@Controller('v1/events')
@NeedsScope('operate')
export class EventsController {
  constructor(private readonly feed: LiveFeed) {}

  /** Server-sent events: every step of every lead, as it happens. Send Last-Event-ID to get what was missed. */
  @ApiOperation({ summary: 'What happens, as it happens (server-sent events)', description: 'Send Last-Event-ID to get what was missed.' })
  @Sse('', { maxPendingDataLength: MOST_PENDING })
  events(@Headers('last-event-id') lastEventId?: string): Observable<MessageEvent> {
    return this.feed.listen(lastEventId !== undefined && /^\d{1,18}$/.test(lastEventId) ? BigInt(lastEventId) : undefined);
  }
}
