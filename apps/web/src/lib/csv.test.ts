import { expect, it } from 'vitest';
import { compared, dimensionColumn } from '@/test/fixtures';
import { toCsv } from './csv';

it('writes raw numbers, quotes text and leaves what is not defined empty', () => {
  const answer = {
    columns: [dimensionColumn('campaign'), ...compared('conversion_rate').slice(0, 2)],
    rows: [
      ['Winter, "sale"', 0.0214, null],
      ['=HYPERLINK("x")', -0.5, 1],
      ['-5', 1, 1],
    ],
  };
  expect(toCsv(answer)).toBe(
    'campaign,conversion_rate,conversion_rate_before\r\n' +
      '"Winter, ""sale""",0.0214,\r\n' +
      '"\'=HYPERLINK(""x"")",-0.5,1\r\n' +
      '-5,1,1\r\n',
  );
});
