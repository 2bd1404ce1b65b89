// SPDX-License-Identifier: AGPL-3.0-or-later
import { Skeleton, SkeletonList } from '../_ui/skeleton.tsx';

export default function Loading() {
  return (
    <div className="pt-9">
      <Skeleton className="h-9 w-64" />
      <Skeleton className="mt-3 mb-6 h-4 w-96 max-w-full" />
      <SkeletonList />
    </div>
  );
}
