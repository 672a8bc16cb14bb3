import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

/** Colours live in styles/tokens.css: Mantine would write them into a style element, which the page's security policy refuses. */
export const theme = createTheme({
  primaryColor: 'teal',
  cursorType: 'pointer',
  respectReducedMotion: true,
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'firstline.color-scheme' });
