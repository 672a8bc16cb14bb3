import type { LeadDetail, LeadOperation } from '@firstline/domain/api/leads.schema';
import { Button, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useLive } from '../live/live-provider.js';
import { ActingAsSheet } from '../session/acting-as-sheet.js';
import { useActingAs } from '../session/acting-as.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Sheet } from '../ui/sheet.js';
import classes from './lead.module.css';
import { CancelSheet, OutcomeSheet, PassSheet, ReassignSheet, SnoozeSheet } from './operation-sheets.js';
import type { useLeadOperation } from './use-lead-operation.js';

type Operation = ReturnType<typeof useLeadOperation>;
type Open = LeadOperation | 'more' | 'who' | null;

const labels: Record<LeadOperation, { label: string; icon: IconName; pending: string }> = {
  acknowledge: { label: 'Take it', icon: 'check', pending: 'Taking it …' },
  pass: { label: 'Pass', icon: 'pass', pending: 'Passing …' },
  reassign: { label: 'Reassign', icon: 'reassign', pending: 'Reassigning …' },
  snooze: { label: 'Snooze', icon: 'snooze', pending: 'Snoozing …' },
  cancel: { label: 'Cancel', icon: 'cancel', pending: 'Cancelling …' },
  outcome: { label: 'Outcome', icon: 'outcome', pending: 'Recording …' },
};
const order: LeadOperation[] = ['acknowledge', 'outcome', 'pass', 'reassign', 'snooze', 'cancel'];

/** What can be done with the lead now: beside the clock on a desk, under the thumb on a phone. */
export function LeadActions({ lead, operation, place }: { lead: LeadDetail; operation: Operation; place: 'desk' | 'thumb' }) {
  const [open, setOpen] = useState<Open>(null);
  const { rep } = useActingAs();
  const offline = useLive().status === 'offline';
  const { ask, pending, told, forget } = operation;
  const permitted = order.filter((one) => lead.permitted.includes(one));
  const [primary, ...others] = permitted;

  const take = (repId: string): void => ask({ operation: 'acknowledge', body: { repId } });
  const press = (one: LeadOperation): void => {
    forget();
    if (one !== 'acknowledge') setOpen(one);
    else if (rep) take(rep.id);
    else setOpen('who');
  };
  const busy = pending !== null;
  const button = (one: LeadOperation, wide: boolean) => (
    <Button
      key={one}
      size={place === 'thumb' || wide ? 'lg' : 'sm'}
      variant={wide ? 'filled' : 'default'}
      disabled={offline || busy}
      loading={pending === one && wide}
      onClick={() => press(one)}
      leftSection={<Icon name={labels[one].icon} size={wide ? 20 : 16} />}
    >
      {labels[one].label}
    </Button>
  );
  if (!primary && !told) return null;

  const asWho = permitted.includes('acknowledge') && (
    <p className={classes['asWho']}>
      {rep ? `You are ${rep.name}` : 'You have not said who you are'}
      {rep && lead.assignment && lead.assignment.rep.id !== rep.id && `, and ${lead.assignment.rep.name} is asked`}.{' '}
      <UnstyledButton className={classes['linkish']} onClick={() => setOpen('who')}>
        {rep ? 'Change' : 'Say who'}
      </UnstyledButton>
    </p>
  );
  return (
    <div className={place === 'desk' ? classes['buttons'] : classes['thumb']} role="group" aria-label="What you can do">
      {told && (
        <div className={classes['told']} data-tone={told.tone} data-testid="told">
          {told.text}
        </div>
      )}
      {place === 'desk' && (
        <>
          {primary && button(primary, true)}
          {others.length > 0 && <div className={classes['secondary']}>{others.map((one) => button(one, false))}</div>}
          {asWho}
        </>
      )}
      {place === 'thumb' && primary && (
        <>
          {asWho}
          <div className={classes['thumbRow']}>
            {button(primary, true)}
            {others[0] && button(others[0], false)}
            {others.length > 1 && (
              <Button
                size="lg"
                variant="default"
                px="md"
                aria-label="More actions"
                aria-haspopup="dialog"
                onClick={() => setOpen('more')}
                disabled={offline || busy}
              >
                <Icon name="more" />
              </Button>
            )}
          </div>
        </>
      )}
      {open === 'more' && (
        <Sheet title="What else?" onClose={() => setOpen(null)}>
          {others.slice(1).map((one) => (
            <Button
              key={one}
              size="lg"
              variant="default"
              justify="flex-start"
              onClick={() => press(one)}
              leftSection={<Icon name={labels[one].icon} />}
            >
              {labels[one].label}
            </Button>
          ))}
        </Sheet>
      )}
      {open === 'who' && (
        <ActingAsSheet
          onClose={() => setOpen(null)}
          onChosen={(member) => rep === null && permitted.includes('acknowledge') && take(member.id)}
        />
      )}
      {open === 'pass' && <PassSheet lead={lead} repId={rep?.id} ask={ask} onClose={() => setOpen(null)} />}
      {open === 'reassign' && <ReassignSheet lead={lead} ask={ask} onClose={() => setOpen(null)} />}
      {open === 'snooze' && <SnoozeSheet lead={lead} repId={rep?.id} ask={ask} onClose={() => setOpen(null)} />}
      {open === 'cancel' && <CancelSheet lead={lead} ask={ask} onClose={() => setOpen(null)} />}
      {open === 'outcome' && <OutcomeSheet lead={lead} repId={rep?.id} ask={ask} onClose={() => setOpen(null)} />}
    </div>
  );
}
