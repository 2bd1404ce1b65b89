// SPDX-License-Identifier: AGPL-3.0-or-later
'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { type InstallationDialog, paths } from '../../../../_ui/paths.ts';

/** Whether a dialog of the page is open: by its button, or because the page was asked for with it (the palette does). */
export function useAsked(
  installation: string,
  dialog: InstallationDialog,
): [open: boolean, setOpen: (open: boolean) => void] {
  const router = useRouter();
  const byAddress = useSearchParams().get('open') === dialog;
  const [byButton, setByButton] = useState(false);
  const setOpen = (open: boolean) => {
    setByButton(open);
    if (!open && byAddress)
      router.replace(paths.installation(installation, dialog === 'address' ? 'addresses' : 'overview'), {
        scroll: false,
      });
  };
  return [byButton || byAddress, setOpen];
}
