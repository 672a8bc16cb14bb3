import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { leadQuery } from '../api/queries.js';
import { SignalRow } from '../signals/signal-row.js';
import { ActionList } from '../ui/action-list.js';
import { StageBadge } from '../ui/badge.js';
import { Card } from '../ui/card.js';
import { DetailState } from '../ui/detail-state.js';
import { Icon } from '../ui/icon.js';
import { Page } from '../ui/page.js';
import { TemporalLink } from '../ui/temporal-link.js';
import { Timeline } from '../ui/timeline.js';
import { BriefCard } from './brief-card.js';
import { FactsCard } from './facts-card.js';
import { LeadActions } from './lead-actions.js';
import classes from './lead.module.css';
import { NowCard } from './now-card.js';
import { dialHref, mailHref } from './operations.js';
import { PursuitsCard } from './pursuits-card.js';
import { ScoreCard } from './score-card.js';
import { ScoreMark } from './score-mark.js';
import { useLeadOperation } from './use-lead-operation.js';
import { WhyCard } from './why-card.js';

export function LeadPage() {
  const { leadId = '' } = useParams();
  const lead = useQuery(leadQuery(leadId));
  return lead.data ? <LeadView key={leadId} lead={lead.data} /> : <DetailState query={lead} what="The lead" backTo="/leads" />;
}

function LeadView({ lead }: { lead: LeadDetail }) {
  const operation = useLeadOperation(lead.id);
  const about = [lead.title, lead.company].filter(Boolean).join(' at ');
  return (
    <Page
      title={lead.name.trim() || 'Lead'}
      heading={
        <span className={classes['heading']}>
          {lead.name.trim() || 'Unknown'} <ScoreMark score={lead.score} band={lead.band} />{' '}
          {lead.stage && <StageBadge stage={lead.stage} />}
        </span>
      }
      sub={about}
      actions={
        lead.episode && (
          <span className={classes['deskOnly']}>
            <TemporalLink href={lead.episode.temporalUrl} />
          </span>
        )
      }
    >
      <div className={classes['layout']}>
        <div className={classes['side']}>
          <NowCard lead={lead}>
            <LeadActions lead={lead} operation={operation} place="desk" />
          </NowCard>
          <Contact lead={lead} />
          <BriefCard lead={lead} />
          <ScoreCard lead={lead} />
        </div>
        <div className={classes['story']}>
          <WhyCard lead={lead} />
          <FactsCard facts={lead.facts} />
          <Card title="What happened">
            <Timeline entries={lead.timeline.toReversed()} />
          </Card>
          <Card title="Signals" bare>
            <ul>
              {lead.signals.map((signal) => (
                <SignalRow key={signal.id} signal={signal} compact />
              ))}
            </ul>
          </Card>
          {lead.actions.length > 0 && (
            <Card title="Actions">
              <ActionList actions={lead.actions} />
            </Card>
          )}
          <PursuitsCard lead={lead} />
          {lead.colleagues.length > 0 && (
            <Card title="Others at this account">
              <ul className={classes['plainList']}>
                {lead.colleagues.map((one) => (
                  <li key={one.id}>
                    <Link to={`/leads/${one.id}`}>{one.name}</Link>
                    {one.title && <span>{one.title}</span>}
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      </div>
      <LeadActions lead={lead} operation={operation} place="thumb" />
    </Page>
  );
}

/** One tap to call or write: the reason a rep opens this page. */
function Contact({ lead }: { lead: LeadDetail }) {
  const call = lead.phone ? dialHref(lead.phone) : undefined;
  const mail = lead.email ? mailHref(lead.email) : undefined;
  if (!lead.phone && !lead.email) return null;
  return (
    <div className={classes['contact']}>
      {lead.phone && (
        <Reach icon="phone" href={call} verb="Call">
          {lead.phone}
        </Reach>
      )}
      {lead.email && (
        <Reach icon="mail" href={mail} verb="Write">
          {lead.email}
        </Reach>
      )}
    </div>
  );
}

function Reach({ icon, href, verb, children }: { icon: 'phone' | 'mail'; href: string | undefined; verb: string; children: string }) {
  const inside = (
    <>
      <Icon name={icon} size={22} />
      <span className={classes['reachText']}>
        {href && <b>{verb}</b>}
        <span title={children}>{children}</span>
      </span>
    </>
  );
  // What is not a number or an address is shown, and not made a link.
  return href ? (
    <a className={classes['reach']} href={href}>
      {inside}
    </a>
  ) : (
    <div className={classes['reach']}>{inside}</div>
  );
}
