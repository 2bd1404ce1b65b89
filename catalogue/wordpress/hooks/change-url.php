<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes the new address into posts, settings and whatever plugins stored, also inside serialised values.
// Keys of feeds (guid) stay: they must never change.
require '/usr/share/wordpress/wp-load.php';
global $wpdb;

$old = (string) get_option('hop3_url');
$new = WP_HOME;
if ($old === '' || $old === $new) {
    update_option('hop3_url', $new, false);
    exit(0);
}

$swap = static function ($value) use (&$swap, $old, $new) {
    if (is_string($value)) {
        return str_replace([$old, str_replace('/', '\/', $old)], [$new, str_replace('/', '\/', $new)], $value);
    }
    if (is_array($value)) {
        return array_map($swap, $value);
    }
    if ($value instanceof stdClass) {
        return (object) array_map($swap, (array) $value);
    }
    return $value;
};

$columns = [
    [$wpdb->posts, 'ID', ['post_content', 'post_excerpt', 'post_content_filtered']],
    [$wpdb->postmeta, 'meta_id', ['meta_value']],
    [$wpdb->comments, 'comment_ID', ['comment_content', 'comment_author_url']],
    [$wpdb->commentmeta, 'meta_id', ['meta_value']],
    [$wpdb->usermeta, 'umeta_id', ['meta_value']],
    [$wpdb->termmeta, 'meta_id', ['meta_value']],
    [$wpdb->options, 'option_id', ['option_value']],
];
$needle = '%' . $wpdb->esc_like(preg_replace('#^https?://#', '', $old)) . '%';
$changed = 0;
foreach ($columns as [$table, $key, $names]) {
    foreach ($names as $name) {
        $rows = $wpdb->get_results($wpdb->prepare("SELECT `$key` AS k, `$name` AS v FROM `$table` WHERE `$name` LIKE %s", $needle));
        foreach ($rows as $row) {
            // Objects of classes that are not loaded cannot be written back unharmed: leave those alone.
            $value = is_serialized($row->v) ? @unserialize($row->v, ['allowed_classes' => [stdClass::class]]) : $row->v;
            if ($value === false || str_contains(serialize($value), '__PHP_Incomplete_Class')) {
                continue;
            }
            $next = maybe_serialize($swap($value));
            if ($next !== $row->v) {
                $changed += (int) $wpdb->update($table, [$name => $next], [$key => $row->k]);
            }
        }
    }
}
wp_cache_flush();
update_option('hop3_url', $new, false);
flush_rewrite_rules(false);
echo "$changed values now say $new.\n";
