import { useMantineColorScheme } from '@mantine/core';
import type { IconName } from '../ui/icon.js';

const order = ['auto', 'light', 'dark'] as const;
const looks: Record<(typeof order)[number], { icon: IconName; label: string }> = {
  auto: { icon: 'system', label: 'Theme: as the system' },
  light: { icon: 'sun', label: 'Theme: light' },
  dark: { icon: 'moon', label: 'Theme: dark' },
};

/** One button goes round: as the system, light, dark. */
export function useColourScheme(): { icon: IconName; label: string; next: () => void } {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return { ...looks[colorScheme], next: () => setColorScheme(order[(order.indexOf(colorScheme) + 1) % order.length] ?? 'auto') };
}
