// SPDX-License-Identifier: AGPL-3.0-or-later

/** What an app is for: the words of `[metadata] categories` and how the catalogue calls them. Two words may share a title. */
export const CATEGORIES = {
  analytics: 'Analytics',
  automation: 'Automation',
  calendar: 'Calendar',
  chat: 'Chat',
  data: 'Data',
  databases: 'Databases',
  development: 'Development',
  education: 'Learning',
  events: 'Events',
  files: 'Files',
  finance: 'Finance',
  forms: 'Forms',
  health: 'Health',
  identity: 'Identity',
  infrastructure: 'Infrastructure',
  learning: 'Learning',
  mail: 'Mail',
  maps: 'Maps',
  media: 'Media',
  monitoring: 'Monitoring',
  notes: 'Notes',
  photos: 'Photos',
  projects: 'Projects',
  reading: 'Reading',
  social: 'Social',
  support: 'Support',
  website: 'Website',
  wiki: 'Wiki',
} as const;

export type Category = keyof typeof CATEGORIES;
