<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages and lists that were kept for speed, and may be of another version or address.
foreach (['tmp/cache', 'local'] as $folder) {
    $top = "/var/lib/spip/sites/default/$folder";
    if (!is_dir($top)) {
        continue;
    }
    $all = new RecursiveIteratorIterator(
        new RecursiveDirectoryIterator($top, FilesystemIterator::SKIP_DOTS),
        RecursiveIteratorIterator::CHILD_FIRST,
    );
    foreach ($all as $one) {
        // Visitors may be there at the same moment.
        $one->isDir() && !$one->isLink() ? @rmdir($one->getPathname()) : @unlink($one->getPathname());
    }
}
@unlink('/var/lib/spip/sites/default/tmp/plugin_xml_cache.gz');
