import { useEffect } from 'react';
import type { OperationPath, Result } from '@/lib/api';

export function parseAs<K extends OperationPath>(operation: K, text: string): Result<K>;
export function parseAs(_: OperationPath, text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

interface Listener {
  url: string | null;
  event: string;
  onData: (text: string) => void;
  onEnd: () => void;
}

/** Listens to a stream of the server while `url` is set. The browser reconnects by itself; a closed one calls `onEnd`. */
export function useEvents({ url, event, onData, onEnd }: Listener): void {
  useEffect(() => {
    if (url === null || typeof EventSource === 'undefined') return;
    const source = new EventSource(url);
    source.addEventListener(event, (message: MessageEvent<string>) => {
      onData(message.data);
    });
    source.addEventListener('error', () => {
      /* An ended job closes its stream; asking again would only hear the same last word. */
      source.close();
      onEnd();
    });
    return () => {
      source.close();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a new stream only for a new address
  }, [url, event]);
}
