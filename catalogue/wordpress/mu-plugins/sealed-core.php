<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
/*
 * Plugin Name: Updates of WordPress come from the host
 * Description: WordPress itself is read-only here; the host updates it after a backup. Themes and plugins update as usual.
 */
add_filter('pre_site_transient_update_core', static function () {
    return (object) [
        'last_checked' => time(),
        'version_checked' => wp_get_wp_version(),
        'updates' => [],
        'translations' => [],
    ];
});
add_filter('map_meta_cap', static function ($required, $capability) {
    return $capability === 'update_core' ? ['do_not_allow'] : $required;
}, 10, 2);
