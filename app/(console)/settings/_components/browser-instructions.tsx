// SPDX-License-Identifier: AGPL-3.0-or-later
import { ChevronDown } from 'lucide-react';

const HOW: { where: string; steps: string[] }[] = [
  {
    where: 'Firefox',
    steps: [
      'Open Settings, Privacy and security, then View certificates.',
      'Under Authorities press Import and choose the file.',
      'Tick “Trust this CA to identify websites” and confirm.',
    ],
  },
  {
    where: 'Chrome, Edge or Chromium on Linux',
    steps: [
      'Open chrome://certificate-manager and choose Local certificates, then Installed by you.',
      'Beside Trusted certificates press Import and choose the file.',
    ],
  },
  {
    where: 'Windows (Chrome, Edge)',
    steps: [
      'Open the file and press Install certificate.',
      'Choose Current user, then “Place all certificates in the following store”: Trusted Root Certification Authorities.',
    ],
  },
  {
    where: 'macOS (Safari, Chrome)',
    steps: [
      'Open the file: Keychain Access adds it.',
      'Open the certificate there and set “When using this certificate” to Always trust.',
    ],
  },
  {
    where: 'iPhone or iPad',
    steps: [
      'Send the file to the phone, open it, and install the profile in Settings, General, VPN and device management.',
      'In Settings, General, About, Certificate trust settings, switch it on.',
    ],
  },
  {
    where: 'Android',
    steps: ['In Settings search for “CA certificate”, choose Install anyway, and choose the file.'],
  },
];

export function BrowserInstructions({ file }: { file: string }) {
  return (
    <div className="mt-5 divide-y divide-line border-line border-t">
      {HOW.map(({ where, steps }) => (
        <details key={where} className="group">
          <summary className="flex list-none items-center gap-2 py-2.5 text-[15px]">
            <ChevronDown
              size={15}
              className="-rotate-90 text-muted transition-transform group-open:rotate-0"
              aria-hidden
            />
            {where}
          </summary>
          <ol className="list-decimal space-y-1 pb-4 pl-11 text-[14.5px] text-muted">
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
            <li className="list-none text-[13.5px]">The file is {file}.</li>
          </ol>
        </details>
      ))}
    </div>
  );
}
