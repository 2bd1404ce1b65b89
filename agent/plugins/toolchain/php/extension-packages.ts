// SPDX-License-Identifier: AGPL-3.0-or-later

/** Extensions that PHP of Debian has without a further package (php-common, php-cli, opcache come with php-fpm). */
const BUILT_IN = new Set([
  'calendar',
  'ctype',
  'date',
  'exif',
  'ffi',
  'fileinfo',
  'filter',
  'ftp',
  'gettext',
  'hash',
  'iconv',
  'json',
  'libxml',
  'opcache',
  'openssl',
  'pcre',
  'pdo',
  'phar',
  'posix',
  'random',
  'readline',
  'session',
  'shmop',
  'sockets',
  'sodium',
  'spl',
  'sysvmsg',
  'sysvsem',
  'sysvshm',
  'tokenizer',
  'zlib',
]);

/** Extensions whose Debian package has another name than php-<extension>. */
const PACKAGES: Readonly<Record<string, string>> = {
  dba: 'php-dba',
  dom: 'php-xml',
  mysqli: 'php-mysql',
  mysqlnd: 'php-mysql',
  pdo_mysql: 'php-mysql',
  pdo_odbc: 'php-odbc',
  pdo_pgsql: 'php-pgsql',
  pdo_sqlite: 'php-sqlite3',
  simplexml: 'php-xml',
  xmlreader: 'php-xml',
  xmlwriter: 'php-xml',
  xsl: 'php-xml',
};

/** Debian packages for PHP extensions, each once, in the order of first use. */
export function extensionPackages(extensions: readonly string[]): string[] {
  const packages = extensions
    .filter((extension) => !BUILT_IN.has(extension))
    .map((extension) => PACKAGES[extension] ?? `php-${extension.replaceAll('_', '-')}`);
  return [...new Set(packages)];
}
