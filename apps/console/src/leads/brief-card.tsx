import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { useQuery } from '@tanstack/react-query';
import { inboxQuery } from '../api/queries.js';
import { briefOf, type Brief } from '../inbox/brief.js';
import { Card } from '../ui/card.js';
import classes from './lead.module.css';

/** What the rep was told when the lead was offered: why now, and what to say first. */
export function BriefCard({ lead }: { lead: LeadDetail }) {
  const rep = lead.assignment?.rep ?? lead.takenBy;
  const inbox = useQuery({ ...inboxQuery(rep?.id ?? null, false), enabled: rep !== null });
  const message = inbox.data?.items.find((item) => item.lead.id === lead.id && item.episodeId === lead.episode?.id);
  const brief = message ? briefOf(message.body) : null;
  return brief ? (
    <Card title="Before you call">
      <BriefText brief={brief} />
    </Card>
  ) : null;
}

export const BriefText = ({ brief }: { brief: Brief }) => (
  <div className={classes['brief']}>
    {brief.why && (
      <div>
        <h3>Why now</h3>
        <p>{brief.why}</p>
      </div>
    )}
    {brief.firstWords && (
      <div>
        <h3>What to say first</h3>
        <p className={classes['say']}>{brief.firstWords}</p>
      </div>
    )}
    {brief.reasons.length > 0 && (
      <div>
        <h3>What speaks for them</h3>
        <ul className={classes['bullets']}>
          {brief.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    )}
    {brief.before && <p>{brief.before}</p>}
  </div>
);
