// SPDX-License-Identifier: AGPL-3.0-or-later

/** The site's mark: a hop cone in the colour of the text. */
export function Mark({ className = 'size-7' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} fill="currentColor" aria-hidden="true">
      <path d="M16 3c3 2.2 4.6 4.3 4.6 6.4S18.6 13 16 13s-4.6-1.5-4.6-3.6S13 5.2 16 3Z" />
      <path
        d="M9.6 10.2c.4 3.7 2.2 5.4 5.6 5.6v2.7C9.9 18.6 6.9 15.7 7.2 11c.7-.5 1.6-.8 2.4-.8Zm12.8 0c-.4 3.7-2.2 5.4-5.6 5.6v2.7c5.3.1 8.3-2.8 8-7.5-.7-.5-1.6-.8-2.4-.8Z"
        opacity=".82"
      />
      <path
        d="M8.3 18.2c.9 3.3 3 4.9 6.9 5v5.9c-4.4-1.6-7.4-5.4-7.9-10 .3-.4.7-.7 1-.9Zm15.4 0c-.9 3.3-3 4.9-6.9 5v5.9c4.4-1.6 7.4-5.4 7.9-10-.3-.4-.7-.7-1-.9Z"
        opacity=".64"
      />
    </svg>
  );
}
