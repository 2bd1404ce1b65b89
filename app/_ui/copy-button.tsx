// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonSize, type ButtonTone } from './button.tsx';

/** Copies `text`; says so for two seconds. `what` is said to screen readers: "Copy the password". */
export function CopyButton({
  text,
  what,
  label = 'Copy',
  tone = 'quiet',
  size = 'small',
}: {
  text: string;
  what: string;
  label?: string;
  tone?: ButtonTone;
  size?: ButtonSize;
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const said = state === 'copied' ? 'Copied' : state === 'refused' ? 'Select it and copy by hand' : label;
  return (
    <Button
      tone={tone}
      size={size}
      aria-label={state === 'idle' ? `Copy ${what}` : said}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setState('copied'),
          () => setState('refused'),
        );
      }}
    >
      {state === 'copied' ? <Check size="1em" aria-hidden /> : <Copy size="1em" aria-hidden />}
      <span aria-live="polite">{said}</span>
    </Button>
  );
}
