import type { TeamMember } from '@firstline/domain/api/team.schema';
import { UnstyledButton } from '@mantine/core';
import { Icon } from '../ui/icon.js';
import { PersonMark } from '../ui/person-mark.js';
import { Sheet } from '../ui/sheet.js';
import classes from './acting-as.module.css';
import { useActingAs } from './acting-as.js';

export function presenceText(member: TeamMember): string {
  if (member.away) return member.away.because ? `away: ${member.away.because}` : 'away';
  return member.working ? 'working now' : 'off hours';
}

/** "Which of the team are you?" */
export function ActingAsSheet({ onClose, onChosen }: { onClose: () => void; onChosen?: (member: TeamMember) => void }) {
  const { rep, team, setRepId } = useActingAs();
  return (
    <Sheet title="Who are you?" onClose={onClose}>
      <p className={classes['hint']}>Leads you take and messages you see are this person’s. Remembered on this device.</p>
      <ul className={classes['people']}>
        {team.map((member) => (
          <li key={member.id}>
            <UnstyledButton
              className={classes['person']}
              aria-pressed={member.id === rep?.id}
              onClick={() => {
                setRepId(member.id);
                onChosen?.(member);
                onClose();
              }}
            >
              <PersonMark name={member.name} />
              <span className={classes['name']}>
                <b>{member.name}</b>
                <span>
                  {member.role} · {presenceText(member)}
                </span>
              </span>
              {member.id === rep?.id && <Icon name="check" />}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {team.length === 0 && <p className={classes['hint']}>The team could not be read, or team.yaml names nobody who is active.</p>}
    </Sheet>
  );
}
