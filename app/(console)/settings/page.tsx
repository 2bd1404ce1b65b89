// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Metadata } from 'next';
import { PageHeading } from '../../_ui/page-heading.tsx';
import { BackupSettings } from './_components/backup-settings.tsx';
import { CertificateSource } from './_components/certificate-source.tsx';
import { PasswordForm } from './_components/password-form.tsx';
import { RootCertificate } from './_components/root-certificate.tsx';
import { SessionList } from './_components/session-list.tsx';
import { TrustedAuthorities } from './_components/trusted-authorities.tsx';

export const metadata: Metadata = { title: 'Settings' };

export default function SettingsPage() {
  return (
    <div className="mx-auto max-w-[820px]">
      <PageHeading title="Settings">Your account, your backups, and what your servers trust.</PageHeading>
      <div className="space-y-10">
        <PasswordForm />
        <SessionList />
        <BackupSettings />
        <CertificateSource />
        <RootCertificate />
        <TrustedAuthorities />
      </div>
    </div>
  );
}
