<?php
// SPDX-License-Identifier: AGPL-3.0-or-later
// What people have made: posts, pages and uploads of any state, comments, accounts.
require '/usr/share/wordpress/wp-load.php';
global $wpdb;

$count = 0;
// Revisions and drafts that WordPress begins by itself come and go.
$count += (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_type <> 'revision' AND post_status <> 'auto-draft'");
$count += (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->comments} WHERE comment_approved NOT IN ('spam', 'trash')");
$count += (int) $wpdb->get_var("SELECT COUNT(*) FROM {$wpdb->users}");
echo $count, "\n";
