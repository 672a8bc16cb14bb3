import type { DeadLetterAnswer, DeadLetterItem } from '@firstline/domain/api/dead-letters.schema';
import { Button, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import type { Tone } from '../format/stage.js';
import { sentenceOf } from '../format/words.js';
import { useLive } from '../live/live-provider.js';
import { Badge } from '../ui/badge.js';
import { Icon } from '../ui/icon.js';
import { Sheet, SheetButtons } from '../ui/sheet.js';
import { messageOf } from '../ui/states.js';
import { TemporalLink } from '../ui/temporal-link.js';
import { Ago, useNowMs } from '../ui/time.js';
import classes from './dead-letters.module.css';

const states: Record<DeadLetterItem['state'], { label: string; tone: Tone }> = {
  waiting: { label: 'Waiting', tone: 'waiting' },
  retrying: { label: 'Trying again', tone: 'active' },
  paged: { label: 'Paged', tone: 'bad' },
  healed: { label: 'Healed', tone: 'good' },
  discarded: { label: 'Discarded', tone: 'quiet' },
};

export function DeadLetter({ letter }: { letter: DeadLetterItem }) {
  const [discarding, setDiscarding] = useState(false);
  const queries = useQueryClient();
  const { hub, status } = useLive();
  const operation = useMutation({
    mutationFn: ({ verb, body }: { verb: 'retry' | 'discard'; body?: object }) =>
      api.post<DeadLetterAnswer>(`/v1/dead-letters/${encodeURIComponent(letter.id)}/${verb}`, body),
    onSuccess: (answer) => notifications.show({ title: sentenceOf(letter.kind), message: answer.message }),
    onError: (error) =>
      notifications.show({ color: 'red', title: `${sentenceOf(letter.kind)}: that did not work`, message: messageOf(error) }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['dead-letters-open'] });
      hub.everything();
    },
  });
  const look = states[letter.state];
  const open = letter.endedAt === null;
  return (
    <li className={classes['letter']} data-testid="dead-letter">
      <div className={classes['head']}>
        <h2>
          {sentenceOf(letter.kind)}
          {letter.lead && (
            <>
              {' for '}
              <Link to={`/leads/${letter.lead.id}`}>{letter.lead.name}</Link>
            </>
          )}
        </h2>
        <Badge tone={look.tone}>{look.label}</Badge>
      </div>
      <p className={classes['error']}>
        {letter.error.text} <code>{letter.error.code}</code>
      </p>
      <div className={`${classes['meta']} numbers`}>
        <span>
          Since <Ago at={letter.createdAt} />
        </span>
        <span>{letter.tries === 1 ? '1 further try' : `${letter.tries} further tries`}</span>
        {open && letter.nextTryAt && <NextTry at={letter.nextTryAt} />}
        {letter.pagedAt && (
          <span>
            paged <Ago at={letter.pagedAt} />
          </span>
        )}
        {letter.endedAt && (
          <span>
            {letter.state} <Ago at={letter.endedAt} />
            {letter.endedBy && ` by ${letter.endedBy}`}
            {letter.endedBecause && `: ${letter.endedBecause}`}
          </span>
        )}
        <Link to={`/signals/${letter.signalId}`}>signal</Link>
        <TemporalLink href={letter.temporalUrl} short />
      </div>
      {open && (
        <div className={classes['buttons']}>
          <Button
            disabled={status === 'offline'}
            loading={operation.isPending && operation.variables.verb === 'retry'}
            onClick={() => operation.mutate({ verb: 'retry' })}
            leftSection={<Icon name="retry" size={16} />}
          >
            Retry now
          </Button>
          <Button
            variant="default"
            disabled={status === 'offline' || operation.isPending}
            onClick={() => setDiscarding(true)}
            leftSection={<Icon name="discard" size={16} />}
          >
            Discard
          </Button>
        </div>
      )}
      {discarding && (
        <DiscardSheet
          letter={letter}
          onClose={() => setDiscarding(false)}
          onDiscard={(because) => operation.mutate({ verb: 'discard', body: { because } })}
        />
      )}
    </li>
  );
}

function NextTry({ at }: { at: string }) {
  const now = useNowMs();
  return (
    <span>
      {Date.parse(at) > now ? (
        <>
          next try <Ago at={at} />
        </>
      ) : (
        'next try is due'
      )}
    </span>
  );
}

function DiscardSheet({
  letter,
  onClose,
  onDiscard,
}: {
  letter: DeadLetterItem;
  onClose: () => void;
  onDiscard: (because: string) => void;
}) {
  const [because, setBecause] = useState('');
  return (
    <Sheet title="Discard this action?" onClose={onClose}>
      <p>
        “{sentenceOf(letter.kind)}”{letter.lead && ` for ${letter.lead.name}`} will not be done. This cannot be undone.
      </p>
      <Textarea
        label="Why?"
        value={because}
        maxLength={500}
        rows={2}
        size="md"
        onChange={(event) => setBecause(event.currentTarget.value)}
      />
      <SheetButtons>
        <Button variant="default" size="md" onClick={onClose}>
          Back
        </Button>
        <Button
          color="red"
          size="md"
          disabled={because.trim() === ''}
          onClick={() => {
            onDiscard(because.trim());
            onClose();
          }}
        >
          Discard
        </Button>
      </SheetButtons>
    </Sheet>
  );
}
