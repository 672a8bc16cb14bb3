import type { InboxItem } from '@firstline/domain/api/team.schema';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Tone } from '../format/stage.js';
import leadClasses from '../leads/lead.module.css';
import { dialHref } from '../leads/operations.js';
import { useLeadOperation } from '../leads/use-lead-operation.js';
import { useLive } from '../live/live-provider.js';
import { Badge } from '../ui/badge.js';
import { Countdown } from '../ui/countdown.js';
import { Icon } from '../ui/icon.js';
import { Ago } from '../ui/time.js';
import { briefOf } from './brief.js';
import classes from './inbox.module.css';

const kinds: Record<InboxItem['kind'], { label: string; tone: Tone }> = {
  offer: { label: 'Offered to you', tone: 'waiting' },
  reminder: { label: 'Reminder', tone: 'waiting' },
  escalation: { label: 'Nobody answered', tone: 'bad' },
  page: { label: 'Page', tone: 'bad' },
  note: { label: 'Note', tone: 'quiet' },
};

export function InboxMessage({ item }: { item: InboxItem }) {
  const brief = briefOf(item.body);
  const { ask, pending, told } = useLeadOperation(item.lead.id);
  const offline = useLive().status === 'offline';
  const open = item.closedAt === null;
  const call = brief.phone ? dialHref(brief.phone) : undefined;
  const about = [item.lead.title, item.lead.company].filter(Boolean).join(', ');
  return (
    <li className={classes['message']} data-closed={!open || undefined} data-testid="inbox-message">
      <div className={classes['head']}>
        <div>
          <h2>
            <Link to={`/leads/${item.lead.id}`}>{item.lead.name.trim() || 'Unknown'}</Link>
          </h2>
          {about && <div className={classes['about']}>{about}</div>}
        </div>
        <div className={classes['end']}>
          {open && brief.dueAt ? (
            <Countdown from={item.createdAt} due={brief.dueAt} />
          ) : (
            <Badge tone={open ? kinds[item.kind].tone : 'quiet'}>{open ? kinds[item.kind].label : (item.closedAs ?? 'closed')}</Badge>
          )}
        </div>
      </div>
      {brief.why && <p>{brief.why}</p>}
      <div className={classes['meta']}>
        {open && brief.dueAt && <Badge tone={kinds[item.kind].tone}>{kinds[item.kind].label}</Badge>}
        <Ago at={item.createdAt} />
        {brief.before && <span>{brief.before}</span>}
      </div>
      {told && (
        <div className={leadClasses['told']} data-tone={told.tone}>
          {told.text}
        </div>
      )}
      {open && (
        <div className={classes['buttons']} data-two={!call || undefined}>
          <Button
            size="md"
            disabled={offline}
            loading={pending === 'acknowledge'}
            onClick={() => ask({ operation: 'acknowledge', body: { repId: item.rep.id } })}
            leftSection={<Icon name="check" />}
          >
            Take it
          </Button>
          {call && (
            <Button
              size="md"
              variant="default"
              component="a"
              href={call}
              leftSection={<Icon name="phone" size={18} />}
              aria-label={`Call ${item.lead.name}`}
            >
              Call
            </Button>
          )}
          <Button size="md" variant="default" component={Link} to={`/leads/${item.lead.id}`} aria-label={`Open ${item.lead.name}`}>
            Open
          </Button>
        </div>
      )}
    </li>
  );
}
