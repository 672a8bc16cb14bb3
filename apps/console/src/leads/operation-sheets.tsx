import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { serverNowMs } from '../api/client.js';
import { presenceText } from '../session/acting-as-sheet.js';
import { useActingAs } from '../session/acting-as.js';
import { Sheet, SheetButtons } from '../ui/sheet.js';
import { ChipChoice } from '../ui/chip-choice.js';
import sheetClasses from '../ui/sheet.module.css';
import { outcomeLabels, snoozeChoices } from './operations.js';
import type { Asked } from './use-lead-operation.js';

interface SheetParts {
  lead: LeadDetail;
  ask: (asked: Asked) => void;
  onClose: () => void;
}

/** A question with its answer button; sending closes it, and the answer appears where the button was. */
function Question({
  title,
  children,
  submit,
  danger = false,
  ready,
  onSubmit,
  onClose,
}: {
  title: string;
  children: ReactNode;
  submit: string;
  danger?: boolean;
  ready: boolean;
  onSubmit: () => void;
  onClose: () => void;
}) {
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready) return;
    onSubmit();
    onClose();
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form onSubmit={send} className={sheetClasses['form']}>
        {children}
        <SheetButtons>
          <Button variant="default" size="md" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" size="md" color={danger ? 'red' : undefined} disabled={!ready}>
            {submit}
          </Button>
        </SheetButtons>
      </form>
    </Sheet>
  );
}

function Because({
  label,
  suggestions,
  value,
  onChange,
}: {
  label: string;
  suggestions: string[];
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <>
      <ChipChoice label={label} choices={suggestions.map((one) => ({ value: one, label: one }))} value={value} onChange={onChange} />
      <TextInput
        label="In your words"
        value={value}
        maxLength={500}
        size="md"
        onChange={(event) => onChange(event.currentTarget.value)}
        required
        withAsterisk={false}
      />
    </>
  );
}

const roundOf = (lead: LeadDetail): { round?: number } => (lead.assignment ? { round: lead.assignment.round } : {});

export function PassSheet({ lead, repId, ask, onClose }: SheetParts & { repId: string | undefined }) {
  const [because, setBecause] = useState('');
  const mine = repId !== undefined && lead.assignment?.rep.id === repId;
  return (
    <Question
      title={mine || !lead.assignment ? 'Pass it on' : `Pass it on for ${lead.assignment.rep.name}`}
      submit="Pass it on"
      ready={because.trim() !== ''}
      onClose={onClose}
      onSubmit={() =>
        ask({ operation: 'pass', body: { as: 'passed', because: because.trim(), ...roundOf(lead), ...(mine ? { repId } : {}) } })
      }
    >
      <p>The next rep in line is asked at once.</p>
      <Because
        label="Why?"
        suggestions={['In a meeting', 'On the road', 'Not my territory', 'I know them personally']}
        value={because}
        onChange={setBecause}
      />
    </Question>
  );
}

export function ReassignSheet({ lead, ask, onClose }: SheetParts) {
  const { team, rep } = useActingAs();
  const others = team.filter((one) => one.role !== 'operator' && one.id !== lead.assignment?.rep.id);
  const [to, setTo] = useState(others.some((one) => one.id === rep?.id) ? (rep?.id ?? '') : '');
  const [because, setBecause] = useState('');
  return (
    <Question
      title="Reassign"
      submit="Reassign"
      ready={because.trim() !== ''}
      onClose={onClose}
      onSubmit={() =>
        ask({
          operation: 'reassign',
          body: { as: 'reassigned', because: because.trim(), ...roundOf(lead), ...(to ? { toRepId: to } : {}) },
        })
      }
    >
      <NativeSelect
        label="To"
        size="md"
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        data={[
          { value: '', label: 'The next rep in turn' },
          ...others.map((one) => ({ value: one.id, label: `${one.name} (${presenceText(one)}, ${one.waiting} waiting)` })),
        ]}
      />
      <Because
        label="Why?"
        suggestions={['Knows the account', 'Wrong territory', 'Out today', 'Language']}
        value={because}
        onChange={setBecause}
      />
    </Question>
  );
}

export function SnoozeSheet({ lead, repId, ask, onClose }: SheetParts & { repId: string | undefined }) {
  const [choices] = useState(() => snoozeChoices(serverNowMs()));
  const [minutes, setMinutes] = useState('15');
  const mine = repId !== undefined && lead.assignment?.rep.id === repId;
  return (
    <Question
      title="Snooze"
      submit="Snooze"
      ready={minutes !== ''}
      onClose={onClose}
      onSubmit={() => ask({ operation: 'snooze', body: { forMinutes: Number(minutes), ...roundOf(lead), ...(mine ? { repId } : {}) } })}
    >
      <p>
        {lead.assignment ? `${lead.assignment.rep.name} keeps the lead` : 'The lead stays where it is'}; the deadline moves, and a reminder
        comes then.
      </p>
      <ChipChoice
        label="For how long?"
        choices={choices.map((one) => ({ value: String(one.forMinutes), label: one.label }))}
        value={minutes}
        onChange={setMinutes}
      />
    </Question>
  );
}

export function CancelSheet({ lead, ask, onClose }: SheetParts) {
  const [because, setBecause] = useState('');
  return (
    <Question
      title={`Cancel the work on ${lead.name}?`}
      submit="Cancel the work"
      danger
      ready={because.trim() !== ''}
      onClose={onClose}
      onSubmit={() => ask({ operation: 'cancel', body: { because: because.trim() } })}
    >
      <p>
        Nobody is asked any more, messages that went out are updated, and open tasks are closed. This cannot be undone; the person’s next
        signal begins anew.
      </p>
      <Because
        label="Why?"
        suggestions={['Test data', 'Asked not to be contacted', 'Already handled', 'Spam']}
        value={because}
        onChange={setBecause}
      />
    </Question>
  );
}

export function OutcomeSheet({ lead, repId, ask, onClose }: SheetParts & { repId: string | undefined }) {
  const [outcome, setOutcome] = useState<string>(lead.episode?.outcome ?? '');
  const [note, setNote] = useState(lead.episode?.outcomeNote ?? '');
  return (
    <Question
      title="What came of it?"
      submit="Record"
      ready={outcome !== ''}
      onClose={onClose}
      onSubmit={() =>
        ask({ operation: 'outcome', body: { outcome, ...(note.trim() ? { note: note.trim() } : {}), ...(repId ? { repId } : {}) } })
      }
    >
      <ChipChoice
        label="Outcome"
        choices={Object.entries(outcomeLabels).map(([value, label]) => ({ value, label }))}
        value={outcome}
        onChange={setOutcome}
      />
      <Textarea
        label="Note"
        placeholder="Optional"
        value={note}
        maxLength={2_000}
        rows={3}
        size="md"
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Question>
  );
}
