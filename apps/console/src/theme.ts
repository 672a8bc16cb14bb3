import { createTheme, defaultVariantColorsResolver, localStorageColorSchemeManager } from '@mantine/core';

/** Colours live in styles/tokens.css: Mantine would write them into a style element, which the page's security policy refuses. */
export const theme = createTheme({
  primaryColor: 'teal',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // What is filled is light in the dark, and wants dark words on it.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    return input.variant === 'filled' ? { ...colors, color: 'var(--on-accent)', hoverColor: 'var(--on-accent)' } : colors;
  },
});

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'firstline.color-scheme' });
