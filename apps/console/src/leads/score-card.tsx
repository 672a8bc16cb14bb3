import type { LeadDetail } from '@firstline/domain/api/leads.schema';
import { pointsText } from '../format/number.js';
import { Card } from '../ui/card.js';
import { Ago } from '../ui/time.js';
import classes from './lead.module.css';
import { scoreRows } from './score-rows.js';

/** A score you can argue with: what gave how many points, and that they add up. */
export function ScoreCard({ lead }: { lead: LeadDetail }) {
  const detail = lead.scoreDetail;
  if (!detail) return null;
  const { rows, capped } = scoreRows(detail);
  return (
    <Card title="Score" aside={<Ago at={detail.decidedAt} />}>
      <p className={classes['score']}>
        <b className="numbers">{Math.round(detail.score)}</b>
        <span>of 100{detail.band ? `, ${detail.band}` : ''}</span>
      </p>
      <table className={`${classes['contributions']} numbers`}>
        <caption className="hidden-text">What the score is made of</caption>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.because}</th>
              <td data-points={row.points < 0 ? 'minus' : 'plus'}>{pointsText(row.points)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">Sum{capped && <span className={classes['aside']}> · {capped}</span>}</th>
            <td>{Math.round(detail.score)}</td>
          </tr>
        </tfoot>
      </table>
    </Card>
  );
}
