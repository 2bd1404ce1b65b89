// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { ChevronDown } from 'lucide-react';
import type { InstallAnswers, SettingsOf, SettingValue } from '../../../../_console/install-answers.ts';
import { TextField } from '../../../../_ui/field.tsx';
import { SettingField } from './setting-field.tsx';

/** Folded: what has a good default and is seldom changed. */
export function AdvancedFields({
  settings,
  answers,
  fields,
  adminUsername,
  onSetting,
  onAdminUsername,
}: {
  settings: SettingsOf;
  answers: InstallAnswers;
  fields: Record<string, string>;
  adminUsername: string | null;
  onSetting: (name: string, value: SettingValue) => void;
  onAdminUsername: (value: string) => void;
}) {
  const advanced = Object.entries(settings).filter(([, setting]) => setting.advanced);
  if (advanced.length === 0 && adminUsername === null) return null;
  return (
    <details className="group border-line border-t pt-4">
      <summary className="flex w-fit list-none items-center gap-2 rounded-lg text-[15px] text-muted hover:text-ink">
        <ChevronDown size={15} className="-rotate-90 transition-transform group-open:rotate-0" aria-hidden />
        More answers, all with a default
      </summary>
      <div className="mt-5 space-y-6">
        {adminUsername === null ? null : (
          <TextField
            id="adminUsername"
            label="User name of the administrator"
            help="Its password is made for you and shown when you ask."
            placeholder={adminUsername}
            value={answers.adminUsername}
            error={fields['adminUsername']}
            onChange={(event) => onAdminUsername(event.target.value.trim())}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
          />
        )}
        {advanced.map(([name, setting]) => (
          <SettingField
            key={name}
            name={name}
            setting={setting}
            value={answers.settings[name] ?? ''}
            error={fields[`settings.${name}`]}
            onChange={(value) => onSetting(name, value)}
          />
        ))}
      </div>
    </details>
  );
}
