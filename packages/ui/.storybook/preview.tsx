import '../../../apps/web/src/app/mantine.css';
import '../../../apps/web/src/app/roles.css';
import '../../../apps/web/src/app/base.css';
import { MantineProvider } from '@mantine/core';
import type { Preview } from '@storybook/react-vite';
import { cssVariablesResolver, theme } from '../../../apps/web/src/app/theme';

const preview: Preview = {
  globalTypes: {
    theme: { toolbar: { title: 'Theme', items: ['light', 'dark'], dynamicTitle: true } },
  },
  initialGlobals: { theme: 'light' },
  decorators: [
    (Story, { globals }) => {
      const scheme = globals.theme === 'dark' ? 'dark' : 'light';
      document.documentElement.dataset.themeChoice = scheme;
      return (
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} forceColorScheme={scheme}>
          <Story />
        </MantineProvider>
      );
    },
  ],
};

export default preview;
