<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the tables, the site and its administrator, so that the first-run page is never open.
// Run again on a site that exists, it does nothing.

// No mail about the new site: the person who installs sees the password where they pressed Install.
function wp_new_blog_notification() {}

define('WP_INSTALLING', true);
require '/usr/share/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

if (is_blog_installed()) {
    echo "The site exists already.\n";
    exit(0);
}

foreach (['ADMIN_USERNAME', 'ADMIN_PASSWORD', 'ADMIN_EMAIL', 'SITE_TITLE', 'SITE_LANGUAGE'] as $name) {
    if ((string) getenv($name) === '') {
        fwrite(STDERR, "$name is needed\n");
        exit(1);
    }
}

$language = getenv('SITE_LANGUAGE') === 'en_US' ? '' : getenv('SITE_LANGUAGE');
if ($language !== '') {
    load_default_textdomain($language);
    $GLOBALS['wp_locale'] = new WP_Locale();
}

// The site has no address yet: it must not wait for answers from itself or from others.
add_filter('pre_http_request', static fn () => new WP_Error('hop3', 'not while installing'));

$result = wp_install(
    getenv('SITE_TITLE'),
    getenv('ADMIN_USERNAME'),
    getenv('ADMIN_EMAIL'),
    getenv('SITE_LISTED') !== 'false',
    '',
    wp_slash(getenv('ADMIN_PASSWORD')),
    $language
);
if (is_wp_error($result) || !is_blog_installed()) {
    fwrite(STDERR, is_wp_error($result) ? $result->get_error_message() . "\n" : "The tables were not made.\n");
    exit(1);
}

update_option('blogdescription', (string) getenv('SITE_TAGLINE'));
update_option('hop3_url', WP_HOME, false);
if (in_array(getenv('SITE_TIMEZONE'), timezone_identifiers_list(), true)) {
    update_option('timezone_string', getenv('SITE_TIMEZONE'));
}
$GLOBALS['wp_rewrite']->init();
$GLOBALS['wp_rewrite']->set_permalink_structure('/%postname%/');
flush_rewrite_rules(false);
echo "The site was made.\n";
