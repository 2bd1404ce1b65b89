// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ChevronsUpDown } from 'lucide-react';
import type { ManifestSetting } from '#contract/manifest/values.ts';
import type { SettingValue } from '../../../../_console/install-answers.ts';
import { CheckField, controlClass, describedBy, Field, TextField } from '../../../../_ui/field.tsx';

/** One question of the manifest. */
export function SettingField({
  name,
  setting,
  value,
  error,
  onChange,
}: {
  name: string;
  setting: ManifestSetting;
  value: SettingValue;
  error?: string | undefined;
  onChange: (value: SettingValue) => void;
}) {
  const id = `setting-${name}`;
  const optional = !setting.required && !('default' in setting && setting.default !== undefined);
  const frame = { id, label: setting.title, help: setting.help, error, optional };
  switch (setting.type) {
    case 'boolean':
      return (
        <CheckField
          id={id}
          label={setting.title}
          help={setting.help}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
      );
    case 'choice':
      return (
        <Field {...frame}>
          <div className="relative">
            <select
              id={id}
              value={String(value)}
              onChange={(event) => onChange(event.target.value)}
              aria-invalid={error ? true : undefined}
              aria-describedby={describedBy(id, setting.help, error)}
              className={`${controlClass} appearance-none pr-9`}
            >
              {setting.default === undefined ? <option value="">Choose</option> : null}
              {setting.choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.title}
                </option>
              ))}
            </select>
            <ChevronsUpDown
              size={16}
              className="pointer-events-none absolute top-1/2 right-3 -translate-y-1/2 text-muted"
              aria-hidden
            />
          </div>
        </Field>
      );
    case 'text':
    case 'email':
    case 'number':
    case 'secret':
      return (
        <TextField
          {...frame}
          type={setting.type === 'secret' ? 'password' : setting.type === 'email' ? 'email' : 'text'}
          inputMode={setting.type === 'number' ? 'decimal' : undefined}
          inputClassName={setting.type === 'number' ? 'max-w-40 tabular-nums' : ''}
          autoComplete={setting.type === 'secret' ? 'new-password' : 'off'}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
