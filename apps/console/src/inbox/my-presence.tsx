import type { TeamMember } from '@firstline/domain/api/team.schema';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.js';
import { presenceText } from '../session/acting-as-sheet.js';
import { PersonMark } from '../ui/person-mark.js';
import { messageOf } from '../ui/states.js';
import classes from './inbox.module.css';

/** Whether leads come to you now, and the switch for it: explicit, never guessed from an open tab. */
export function MyPresence({ rep, onChange }: { rep: TeamMember; onChange: () => void }) {
  const queries = useQueryClient();
  const switching = useMutation({
    mutationFn: (away: boolean) => api.put(`/v1/team/${encodeURIComponent(rep.id)}/presence`, { away }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['team'] }),
    onError: (error) => notifications.show({ color: 'red', title: 'Your presence was not changed', message: messageOf(error) }),
  });
  const awayByHand = rep.away?.byHand === true;
  return (
    <div className={classes['head2']}>
      <div className={classes['me']}>
        <PersonMark name={rep.name} />
        <span>
          <b>{rep.name}</b> <span className={classes['presence']}>{presenceText(rep)}</span>
        </span>
      </div>
      <div className={classes['me']}>
        {(awayByHand || rep.away === null) && (
          <Button variant="default" loading={switching.isPending} onClick={() => switching.mutate(!awayByHand)}>
            {awayByHand ? 'I am back' : 'I am away'}
          </Button>
        )}
        <Button variant="subtle" onClick={onChange}>
          Not you?
        </Button>
      </div>
    </div>
  );
}
