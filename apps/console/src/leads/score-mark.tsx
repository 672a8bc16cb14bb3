import classes from './score-mark.module.css';

export const ScoreMark = ({ score, band }: { score: number | null; band: string | null }) =>
  score === null ? (
    <span />
  ) : (
    <span className={classes['wrap']}>
      <span className={classes['mark']} data-band={band ?? undefined} title={band ? `Score ${score}, ${band}` : `Score ${score}`}>
        <span className="hidden-text">Score </span>
        {Math.round(score)}
      </span>
    </span>
  );
