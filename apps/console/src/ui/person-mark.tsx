import { initialsOf } from '../format/words.js';
import classes from './person-mark.module.css';

export const PersonMark = ({ name }: { name: string }) => (
  <span className={classes['mark']} aria-hidden="true">
    {initialsOf(name)}
  </span>
);

export const RepName = ({ name }: { name: string }) => (
  <span className={classes['rep']}>
    <PersonMark name={name} />
    <span>{name}</span>
  </span>
);
