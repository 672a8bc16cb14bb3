import { useId } from 'react';
import classes from './chip-choice.module.css';

/** One of a few, each large enough for a thumb. Real radio buttons: arrow keys and screen readers work by themselves. */
export function ChipChoice({
  label,
  choices,
  value,
  onChange,
}: {
  label: string;
  choices: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}) {
  const name = useId();
  return (
    <fieldset className={classes['choice']}>
      <legend>{label}</legend>
      <div className={classes['chips']}>
        {choices.map((choice) => (
          <label key={choice.value} className={classes['chip']}>
            <input type="radio" name={name} value={choice.value} checked={choice.value === value} onChange={() => onChange(choice.value)} />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
