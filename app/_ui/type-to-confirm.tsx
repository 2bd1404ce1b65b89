// SPDX-License-Identifier: AGPL-3.0-or-later
import { TextField } from './field.tsx';

/** Before what cannot be taken back: the name of what it is about is typed. */
export function TypeToConfirm({
  id,
  name,
  value,
  onChange,
  error,
}: {
  id: string;
  /** What is to be typed. */
  name: string;
  value: string;
  onChange: (typed: string) => void;
  error: string | undefined;
}) {
  return (
    <TextField
      id={id}
      label={
        <>
          Type <span className="font-mono text-[14.5px]">{name}</span> to confirm
        </>
      }
      value={value}
      onChange={(event) => onChange(event.target.value)}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      error={error}
    />
  );
}
