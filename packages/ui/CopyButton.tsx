import { ActionIcon } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState, type ReactElement } from 'react';

type Props = { text: string; label: string };

export function CopyButton({ text, label }: Props): ReactElement {
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    void navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
    });
  };
  return (
    <ActionIcon
      variant="subtle"
      size={24}
      aria-label={copied ? 'Copied' : label}
      title={label}
      onClick={copy}
      onBlur={() => {
        setCopied(false);
      }}
    >
      {copied ? <IconCheck size={14} aria-hidden="true" /> : <IconCopy size={14} aria-hidden="true" />}
    </ActionIcon>
  );
}
