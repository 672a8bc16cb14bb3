import { CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Icon } from './icon.js';
import classes from './list.module.css';

export interface Filter {
  name: string;
  label: string;
  value: string;
  options: { value: string; label: string }[];
}
interface FilterBarProps {
  search: string;
  placeholder: string;
  filters: Filter[];
  onChange: (name: string, value: string) => void;
}

// Long enough not to ask for every letter, short enough not to be felt.
const TYPING_MS = 250;

export function FilterBar({ search, placeholder, filters, onChange }: FilterBarProps) {
  const [typed, setTyped] = useState(search);
  const [asked, setAsked] = useState(search);
  // "Clear the filters", or the browser's back button, changed it from outside.
  if (search !== asked) {
    setAsked(search);
    setTyped(search);
  }
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => {
      setAsked(typed);
      onChange('q', typed);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, search, onChange]);
  return (
    <search className={classes['bar']}>
      <TextInput
        aria-label="Search"
        type="search"
        placeholder={placeholder}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
        leftSection={<Icon name="search" size={16} />}
        rightSection={typed !== '' && <CloseButton size="sm" aria-label="Clear the search" onClick={() => setTyped('')} />}
      />
      <div className={classes['filters']}>
        {filters.map((filter) => (
          <NativeSelect
            key={filter.name}
            aria-label={filter.label}
            value={filter.value}
            onChange={(event) => onChange(filter.name, event.currentTarget.value)}
            data={[{ value: '', label: filter.label }, ...filter.options]}
          />
        ))}
      </div>
    </search>
  );
}
