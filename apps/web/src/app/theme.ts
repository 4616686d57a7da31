import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorSchemeManager,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const accent = 'var(--rt-accent)';
const bg = 'var(--rt-bg)';
const surface = 'var(--rt-surface)';
const hover = 'var(--rt-hover)';
const border = 'var(--rt-border)';
const control = 'var(--rt-control)';
const muted = 'var(--rt-muted)';
const text = 'var(--rt-text)';

/* Mantine's own greys, where a component names them in one of the two schemes. */
const gray: MantineColorsTuple = [bg, hover, border, border, control, muted, muted, muted, text, text];
const dark: MantineColorsTuple = [text, text, muted, muted, border, hover, surface, surface, bg, bg];
const petrol: MantineColorsTuple = [
  accent,
  accent,
  accent,
  accent,
  accent,
  accent,
  accent,
  accent,
  accent,
  accent,
];

/* Mantine mixes its own variants from numbered shades; here each variant is made of roles. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const bad = input.color === 'red';
  const main = bad ? 'var(--rt-bad)' : accent;
  switch (input.variant) {
    case 'filled':
      return {
        background: main,
        hover: bad ? main : 'var(--rt-accent-strong)',
        color: bad ? 'var(--rt-surface)' : 'var(--rt-on-accent)',
        border: '1px solid transparent',
      };
    case 'light':
      return {
        background: 'var(--rt-accent-soft)',
        hover: 'var(--rt-accent-soft)',
        color: main,
        border: '1px solid transparent',
      };
    case 'subtle':
      return {
        background: 'transparent',
        hover: 'var(--rt-hover)',
        color: bad ? main : 'var(--rt-muted)',
        border: '1px solid transparent',
      };
    case 'default':
      return {
        background: 'var(--rt-surface)',
        hover: 'var(--rt-hover)',
        color: 'var(--rt-text)',
        border: '1px solid var(--rt-control)',
      };
    default:
      return defaultVariantColorsResolver(input);
  }
};

/* The header of a dialog is no banner of the page. */
const panel = {
  transitionProps: { duration: 0 },
  closeButtonProps: { 'aria-label': 'Close' },
  attributes: { header: { role: 'presentation' } },
};

export const theme = createTheme({
  primaryColor: 'petrol',
  colors: { petrol, gray, dark },
  variantColorResolver,
  defaultRadius: 4,
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily: "'Inter Variable', 'Inter', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Liberation Mono', 'DejaVu Sans Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '28px' },
  headings: { fontWeight: '600' },
  components: {
    Button: { defaultProps: { size: 'xs' } },
    Modal: { defaultProps: { ...panel, centered: true } },
    Drawer: { defaultProps: panel },
  },
});

const variables = {
  '--mantine-color-body': 'var(--rt-surface)',
  '--mantine-color-text': 'var(--rt-text)',
  '--mantine-color-bright': 'var(--rt-text)',
  '--mantine-color-dimmed': 'var(--rt-muted)',
  '--mantine-color-placeholder': 'var(--rt-muted)',
  '--mantine-color-anchor': accent,
  '--mantine-color-error': 'var(--rt-bad)',
  '--mantine-color-default': 'var(--rt-surface)',
  '--mantine-color-default-hover': 'var(--rt-hover)',
  '--mantine-color-default-color': 'var(--rt-text)',
  '--mantine-color-default-border': 'var(--rt-control)',
  '--mantine-color-disabled': 'var(--rt-hover)',
  '--mantine-color-disabled-color': 'var(--rt-muted)',
  '--mantine-color-disabled-border': 'var(--rt-border)',
  '--mantine-primary-color-filled': accent,
  '--mantine-primary-color-filled-hover': 'var(--rt-accent-strong)',
  '--mantine-primary-color-contrast': 'var(--rt-on-accent)',
  '--mantine-primary-color-light': 'var(--rt-accent-soft)',
  '--mantine-shadow-md': 'var(--rt-shadow)',
  '--mantine-shadow-xl': 'var(--rt-shadow)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: variables,
  dark: variables,
});

export type ThemeChoice = 'system' | 'light' | 'dark';

export function themeChoice(): ThemeChoice {
  const choice = document.documentElement.dataset.themeChoice;
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}

/* The server writes the choice into the page; nothing is kept in the browser. */
export const colorSchemeManager: MantineColorSchemeManager = {
  get: () => (themeChoice() === 'system' ? 'auto' : themeChoice() === 'dark' ? 'dark' : 'light'),
  set: (value) => {
    document.documentElement.dataset.themeChoice = value === 'auto' ? 'system' : value;
  },
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};
